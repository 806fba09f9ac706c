-- name: create
CREATE TABLE read_model.deadline_board_v1 (
  case_id     uuid NOT NULL,
  duty_id     uuid PRIMARY KEY,
  organ       text NOT NULL,
  state       text NOT NULL,
  due_on      date NOT NULL,
  provisional boolean NOT NULL,
  missed      boolean NOT NULL,
  level       int NOT NULL,
  duty        jsonb NOT NULL
);
CREATE INDEX deadline_board_v1_case ON read_model.deadline_board_v1 (case_id);
CREATE INDEX deadline_board_v1_due ON read_model.deadline_board_v1 (due_on, duty_id) WHERE state = 'open';

-- name: drop
DROP TABLE read_model.deadline_board_v1

-- name: load
SELECT to_jsonb(d) FROM read_model.deadline_board_v1 d WHERE case_id = ANY ($1)

-- name: remove
DELETE FROM read_model.deadline_board_v1 d USING jsonb_populate_recordset(NULL::read_model.deadline_board_v1, $1) old
WHERE d.duty_id = old.duty_id

-- name: insert
INSERT INTO read_model.deadline_board_v1
SELECT * FROM jsonb_populate_recordset(NULL::read_model.deadline_board_v1, $1)

-- name: due
-- Open duties by due date. A case still being entered from paper is in no list but the list of all.
SELECT to_jsonb(d) || jsonb_build_object('case_number', p.number)
FROM read_model.deadline_board_v1 d LEFT JOIN read_model.case_page_v1 p USING (case_id)
WHERE d.state = 'open'
  AND ($4::text IS NULL OR d.organ = $4)
  AND ($5::date IS NULL OR (d.due_on, d.duty_id) > ($5, $6::uuid))
  AND ($1::text = 'open' OR NOT coalesce(p.history_open, false) AND CASE $1
        WHEN 'overdue' THEN d.due_on < $2::date AND NOT d.provisional
        WHEN 'today' THEN d.due_on = $2
        ELSE d.due_on > $2 AND d.due_on <= $3::date END)
ORDER BY d.due_on, d.duty_id
LIMIT $7

-- name: counts
-- The same conditions as `due`, counted.
SELECT count(*) FILTER (WHERE running AND due_on < $1::date AND NOT provisional) AS overdue,
       count(*) FILTER (WHERE running AND due_on = $1) AS today,
       count(*) FILTER (WHERE running AND due_on > $1 AND due_on <= $2::date) AS soon,
       count(*) AS open
FROM (SELECT d.due_on, d.provisional, NOT coalesce(p.history_open, false) AS running
      FROM read_model.deadline_board_v1 d LEFT JOIN read_model.case_page_v1 p USING (case_id)
      WHERE d.state = 'open' AND ($3::text IS NULL OR d.organ = $3)) AS open_duty
