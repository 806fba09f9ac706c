-- name: by_day
-- Open duties per organ and day, $2 today to $3; a null day holds what is overdue. $1 the jurisdictions that the reader reaches.
-- A provisional date that has passed is no breach and a stopped clock is due on no day: neither is counted.
SELECT d.organ, CASE WHEN d.due_on >= $2::date THEN d.due_on END AS day, count(*) AS count
FROM read_model.deadline_board_v3 d JOIN read_model.case_page_v4 p USING (case_id)
WHERE d.state = 'open' AND NOT d.paused AND NOT p.history_open AND p.jurisdiction = ANY ($1::text[])
  AND d.due_on <= $3::date AND (d.due_on >= $2 OR NOT d.provisional)
GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST

-- name: open_terms
-- Open terms of steps, those alike counted together; $1 the jurisdictions that the reader reaches, $2 today.
SELECT to_jsonb(term) FROM (
  SELECT p.pack, d.duty ->> 'step' AS step, d.duty -> 'name' AS name, (d.duty ->> 'amount')::int AS amount,
         d.duty ->> 'unit' AS unit, d.duty ->> 'force' AS force, d.duty ->> 'starts_on' AS starts_on,
         d.duty -> 'pauses' AS pauses, d.paused,
         d.due_on < $2::date AND NOT d.paused AND NOT d.provisional AS over, count(*) AS count
  FROM read_model.deadline_board_v3 d JOIN read_model.case_page_v4 p USING (case_id)
  WHERE d.state = 'open' AND d.duty ->> 'step' IS NOT NULL AND NOT p.history_open
    AND p.jurisdiction = ANY ($1::text[])
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AS term
ORDER BY term.pack, term.step
