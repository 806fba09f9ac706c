-- What the log of reads is about, by the numbers that people know it by.

-- name: numbers
-- The numbers of the streams $1, with where their pages stand.
SELECT case_id AS id, number, 'cases' AS page FROM read_model.case_page_v7 WHERE case_id = ANY ($1::uuid[])
UNION ALL SELECT filing_id, number, 'risk-filings' FROM read_model.risk_filings_v5 WHERE filing_id = ANY ($1)
UNION ALL SELECT record_id, number, 'records' FROM read_model.work_records_v4 WHERE record_id = ANY ($1)
UNION ALL SELECT meeting_id, number, 'meetings' FROM read_model.meetings_v1 WHERE meeting_id = ANY ($1)

-- name: of_number
-- What bears a number in its one spelling or bore it; a case by the number of a document of it too; of several the newest.
SELECT id FROM (
  SELECT case_id AS id, opened_index FROM read_model.case_page_v7
  WHERE number_keys @> ARRAY[$1::text]
     OR case_id IN (SELECT stream_id FROM read_model.dispatches_v2 WHERE number_keys @> ARRAY[$1])
  UNION ALL SELECT filing_id, opened_index FROM read_model.risk_filings_v5
  WHERE number_keys @> ARRAY[$1]
     OR filing_id IN (SELECT stream_id FROM read_model.dispatches_v2 WHERE number_keys @> ARRAY[$1])
  UNION ALL SELECT record_id, opened_index FROM read_model.work_records_v4 WHERE number_keys @> ARRAY[$1]) AS bearing
ORDER BY opened_index DESC LIMIT 1
