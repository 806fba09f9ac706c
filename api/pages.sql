-- What pages show beside the lists of api/scoped.sql. $1 is the reader's jurisdictions wherever it is called places.

-- name: line_details
-- What a line of the case list says beyond CaseLine.
SELECT jsonb_build_object(
  'case_id', case_id, 'subjects', subjects, 'accepted', accepted, 'barred', barred_by IS NOT NULL,
  'next_duty', (SELECT duty FROM jsonb_array_elements(duties) duty
                WHERE duty ->> 'state' = 'open' ORDER BY duty ->> 'due_on' LIMIT 1))
FROM read_model.case_page_v1 WHERE case_id = ANY ($1::uuid[])

-- name: deadline_counts
-- The four figures of the board, by the conditions of its lists; $2 today, $3 the last day that is soon.
SELECT count(*) FILTER (WHERE running AND due_on < $2::date AND NOT provisional) AS overdue,
       count(*) FILTER (WHERE running AND due_on = $2) AS today,
       count(*) FILTER (WHERE running AND due_on > $2 AND due_on <= $3::date) AS soon,
       count(*) FILTER (WHERE provisional) AS provisional,
       count(*) AS all
FROM (SELECT d.due_on, d.provisional, NOT p.history_open AS running
      FROM read_model.deadline_board_v1 d JOIN read_model.case_page_v1 p USING (case_id)
      WHERE d.state = 'open' AND p.jurisdiction = ANY ($1::text[])) AS open_duty

-- name: provisional
-- Open duties whose date may still move; $2 organ, $3 and $4 where the page before ended, $5 rows.
SELECT to_jsonb(d) || jsonb_build_object('case_number', p.number)
FROM read_model.deadline_board_v1 d JOIN read_model.case_page_v1 p USING (case_id)
WHERE d.state = 'open' AND d.provisional AND p.jurisdiction = ANY ($1::text[])
  AND ($2::text IS NULL OR d.organ = $2) AND ($3::date IS NULL OR (d.due_on, d.duty_id) > ($3, $4::uuid))
ORDER BY d.due_on, d.duty_id LIMIT $5

-- name: deadline_organs
-- Who has an open duty.
SELECT DISTINCT d.organ
FROM read_model.deadline_board_v1 d JOIN read_model.case_page_v1 p USING (case_id)
WHERE d.state = 'open' AND p.jurisdiction = ANY ($1::text[]) ORDER BY d.organ

-- name: history_open
-- Which of these cases are still being entered from paper.
SELECT case_id FROM read_model.case_page_v1 WHERE case_id = ANY ($1::uuid[]) AND history_open
