-- What pages show beside the lists of api/scoped.sql. $1 is the reader's jurisdictions wherever it is called places.

-- name: line_details
-- What a line of the case list says beyond CaseLine.
SELECT jsonb_build_object(
  'case_id', case_id, 'subjects', subjects, 'accepted', accepted, 'barred', barred_by IS NOT NULL,
  'paused', EXISTS (SELECT FROM jsonb_array_elements(duties) duty
                    WHERE duty ->> 'state' = 'open' AND duty ->> 'paused_because' IS NOT NULL),
  'next_duty', (SELECT duty FROM jsonb_array_elements(duties) duty
                WHERE duty ->> 'state' = 'open' AND duty ->> 'paused_because' IS NULL ORDER BY duty ->> 'due_on' LIMIT 1))
FROM read_model.case_page_v4 WHERE case_id = ANY ($1::uuid[])

-- name: deadline_counts
-- The figures of the board, by the conditions of its lists; $2 today, $3 the last day that is soon, $4 organ, $5 day.
SELECT count(*) FILTER (WHERE running AND due_on < $2::date AND NOT provisional) AS overdue,
       count(*) FILTER (WHERE running AND due_on = $2) AS today,
       count(*) FILTER (WHERE running AND due_on > $2 AND due_on <= $3::date) AS soon,
       count(*) FILTER (WHERE clocked AND paused) AS paused,
       count(*) FILTER (WHERE running AND provisional) AS provisional,
       count(*) AS all
FROM (SELECT d.due_on, d.provisional, d.paused, NOT p.history_open AS clocked, NOT p.history_open AND NOT d.paused AS running
      FROM read_model.deadline_board_v3 d JOIN read_model.case_page_v4 p USING (case_id)
      WHERE d.state = 'open' AND p.jurisdiction = ANY ($1::text[])
        AND ($4::text IS NULL OR d.organ = $4)
        AND ($5::date IS NULL OR d.due_on = $5 AND NOT d.paused AND NOT p.history_open)) AS open_duty

-- name: deadline_organs
-- Who has an open duty.
SELECT DISTINCT d.organ
FROM read_model.deadline_board_v3 d JOIN read_model.case_page_v4 p USING (case_id)
WHERE d.state = 'open' AND p.jurisdiction = ANY ($1::text[]) ORDER BY d.organ

-- name: history_open
-- Which of these cases are still being entered from paper.
SELECT case_id FROM read_model.case_page_v4 WHERE case_id = ANY ($1::uuid[]) AND history_open
