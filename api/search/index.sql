-- What is searched besides names: the numbers of the streams that the read models show. Titles are read from the log.

-- name: touched
-- The streams that events between two places of the log belong to.
SELECT DISTINCT stream_id FROM sequenced WHERE log_index > $1 AND log_index <= $2

-- name: set_aside
-- The streams that read models do not show for a time.
SELECT DISTINCT stream_id FROM set_aside

-- name: shown_after
-- A page of the streams that the read models show, in the order in which they came into the log.
SELECT * FROM shown WHERE opened_index > $1 ORDER BY opened_index LIMIT $2

-- name: shown_among
-- Those of some streams that the read models show.
SELECT * FROM shown WHERE id = ANY ($1::uuid[])

-- name: shown
-- Stands before these two: every stream of the four kinds with the numbers that it bears or bore, and those of what went
-- out of it; on paper: nothing of what it is about is shown.
WITH shown AS NOT MATERIALIZED (
  SELECT s.*, (SELECT array_agg(key) FROM read_model.dispatches_v2 d, unnest(d.number_keys) AS key
               WHERE d.stream_id = s.id) AS sent_keys
  FROM (
    SELECT 'case' AS kind, case_id AS id, opened_index, number_keys, on_paper FROM read_model.case_page_v7
    UNION ALL
    SELECT 'risk_filing', filing_id, opened_index, number_keys, false FROM read_model.risk_filings_v5
    UNION ALL
    SELECT 'work_record', record_id, opened_index, number_keys, false FROM read_model.work_records_v4
    UNION ALL
    SELECT 'meeting', meeting_id, opened_index, ARRAY[number], false FROM read_model.meetings_v1) s
)

-- name: risk_filings
SELECT to_jsonb(f) FROM read_model.risk_filings_v5 f WHERE filing_id = ANY ($1::uuid[])

-- name: work_records
SELECT to_jsonb(w) FROM read_model.work_records_v4 w WHERE record_id = ANY ($1::uuid[])

-- name: meetings
SELECT to_jsonb(m) FROM read_model.meetings_v1 m WHERE meeting_id = ANY ($1::uuid[])
