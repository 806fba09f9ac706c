-- What the daily digest says, from the deadline board and the case page in one snapshot. A case still being entered
-- from paper has no clock yet and is in no digest; a clock that stands still is counted as paused and as nothing else.
-- What is owed counts where its case is, a receipt where the case is to go.

-- name: position
-- How far the deadline board and the case page have read.
SELECT coalesce(min(log_index), -1) FROM projection_progress
WHERE (name, version) IN (SELECT * FROM unnest($1::text[], $2::int[]))

-- name: organs
-- Counts per jurisdiction and organ; $1 the day, $2 the last day that is soon, rungs raised by the events after $3 up
-- to $4. Nobody with nothing.
WITH duty AS (
  SELECT d.seen_by[1] AS jurisdiction, d.organ, d.duty_id, d.state = 'open' AS open, d.due_on,
         d.provisional, d.paused, d.place IS NOT NULL AS of_receipt
  FROM read_model.deadline_board_v6 d WHERE NOT d.history_open
), raised AS (
  SELECT (convert_from(e.payload, 'UTF8')::jsonb ->> 'duty_id')::uuid AS duty_id, count(*) AS rungs
  FROM sequenced s JOIN event e USING (stream_id, version)
  WHERE s.log_index > $3 AND s.log_index <= $4 AND e.type IN ('escalation_raised', 'duty_urged')
  GROUP BY 1
), counted AS (
  SELECT jurisdiction, organ,
         count(*) FILTER (WHERE open AND NOT paused AND due_on < $1::date AND NOT provisional) AS overdue,
         count(*) FILTER (WHERE open AND NOT paused AND due_on = $1) AS today,
         count(*) FILTER (WHERE open AND NOT paused AND due_on > $1 AND due_on <= $2::date) AS soon,
         count(*) FILTER (WHERE open AND paused) AS paused,
         coalesce(sum(rungs), 0)::int AS raised,
         count(*) FILTER (WHERE open AND of_receipt) AS receipts
  FROM duty LEFT JOIN raised USING (duty_id)
  WHERE open OR rungs IS NOT NULL
  GROUP BY jurisdiction, organ
)
SELECT * FROM counted WHERE overdue + today + soon + paused + raised + receipts > 0 ORDER BY jurisdiction, organ

-- name: overdue
-- The duties that are overdue on day $1, the oldest first.
SELECT d.case_id, p.number AS case_number, d.seen_by[1] AS jurisdiction, d.organ, d.duty ->> 'name' AS duty, d.due_on,
       d.duty ->> 'force' = 'advisory' AS advisory
FROM read_model.deadline_board_v6 d JOIN read_model.case_page_v7 p USING (case_id)
WHERE d.state = 'open' AND NOT d.history_open AND NOT d.paused AND d.due_on < $1::date AND NOT d.provisional
ORDER BY d.due_on, d.duty_id LIMIT $2

-- name: records
-- The work records whose next entry should have been made before day $1, the oldest first; none confidential.
SELECT record_id, number AS record_number, jurisdiction, keeper AS organ, name, next_due AS due_on
FROM read_model.work_records_v4
WHERE next_due < $1::date AND NOT confidential
ORDER BY next_due, record_id LIMIT $2
