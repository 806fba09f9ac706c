-- name: by_day
-- Open duties per organ and day, $3 today to $4; a null day holds what is overdue. $1 and $2 say what the reader sees, as
-- in api/auth/scoped.sql: jurisdictions, and marks of whom a case concerns.
-- A provisional date that has passed is no breach and a stopped clock is due on no day: neither is counted.
SELECT d.organ, CASE WHEN d.due_on >= $3::date THEN d.due_on END AS day, count(*) AS count
FROM read_model.deadline_board_v5 d JOIN read_model.case_page_v6 p USING (case_id)
WHERE d.state = 'open' AND NOT d.paused AND NOT p.history_open
  AND ($1::text[] IS NULL OR coalesce(d.place, p.jurisdiction) = ANY ($1)) AND ($2::text[] IS NULL OR p.concerned && $2)
  AND d.due_on <= $4::date AND (d.due_on >= $3 OR NOT d.provisional)
GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST

-- name: open_terms
-- Open terms of steps, those alike counted together; $1 and $2 as for `by_day`, $3 today.
SELECT to_jsonb(term) FROM (
  SELECT p.pack, d.duty ->> 'step' AS step, d.duty -> 'name' AS name, (d.duty ->> 'amount')::int AS amount,
         d.duty ->> 'unit' AS unit, d.duty ->> 'force' AS force, d.duty ->> 'starts_on' AS starts_on,
         d.duty -> 'pauses' AS pauses, d.paused,
         d.due_on < $3::date AND NOT d.paused AND NOT d.provisional AS over, count(*) AS count
  FROM read_model.deadline_board_v5 d JOIN read_model.case_page_v6 p USING (case_id)
  WHERE d.state = 'open' AND d.duty ->> 'step' IS NOT NULL AND NOT p.history_open
    AND ($1::text[] IS NULL OR coalesce(d.place, p.jurisdiction) = ANY ($1)) AND ($2::text[] IS NULL OR p.concerned && $2)
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AS term
ORDER BY term.pack, term.step
