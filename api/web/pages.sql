-- What pages show beside the lists of scoped.sql.

-- name: line_details
-- What a line of the case list says beyond CaseLine.
SELECT jsonb_build_object(
  'case_id', case_id, 'subjects', subjects, 'accepted', accepted, 'barred', barred_by IS NOT NULL,
  'paused', EXISTS (SELECT FROM jsonb_array_elements(duties) duty
                    WHERE duty ->> 'state' = 'open' AND duty ->> 'paused_because' IS NOT NULL),
  'next_duty', (SELECT duty FROM jsonb_array_elements(duties) duty
                WHERE duty ->> 'state' = 'open' AND duty ->> 'paused_because' IS NULL ORDER BY duty ->> 'due_on' LIMIT 1))
FROM read_model.case_page_v7 WHERE case_id = ANY ($1::uuid[])

-- name: history_open
-- Which of these cases are still being entered from paper.
SELECT case_id FROM read_model.case_page_v7 WHERE case_id = ANY ($1::uuid[]) AND history_open
