-- name: create
CREATE TABLE read_model.deadline_board_v2 (
  case_id     uuid NOT NULL,
  duty_id     uuid PRIMARY KEY,
  organ       text NOT NULL,
  state       text NOT NULL,
  due_on      date NOT NULL,
  provisional boolean NOT NULL,
  missed      boolean NOT NULL,
  level       int NOT NULL,
  paused      boolean NOT NULL,
  checked_version int NOT NULL,
  duty        jsonb NOT NULL
);
CREATE INDEX deadline_board_v2_case ON read_model.deadline_board_v2 (case_id);
CREATE INDEX deadline_board_v2_behind ON read_model.deadline_board_v2 (checked_version, case_id)
  WHERE state = 'open' AND NOT paused;
CREATE INDEX deadline_board_v2_due ON read_model.deadline_board_v2 (due_on, duty_id) WHERE state = 'open';

-- name: drop
DROP TABLE read_model.deadline_board_v2

-- name: load
SELECT to_jsonb(d) FROM read_model.deadline_board_v2 d WHERE case_id = ANY ($1)

-- name: remove
DELETE FROM read_model.deadline_board_v2 d USING jsonb_populate_recordset(NULL::read_model.deadline_board_v2, $1) old
WHERE d.duty_id = old.duty_id

-- name: insert
INSERT INTO read_model.deadline_board_v2
SELECT * FROM jsonb_populate_recordset(NULL::read_model.deadline_board_v2, $1)

-- name: due
-- Open duties by due date. A case still being entered from paper is in no list but the list of all.
SELECT to_jsonb(d) || jsonb_build_object('case_number', p.number)
FROM read_model.deadline_board_v2 d LEFT JOIN read_model.case_page_v3 p USING (case_id)
WHERE d.state = 'open'
  AND ($4::text IS NULL OR d.organ = $4)
  AND ($5::date IS NULL OR (d.due_on, d.duty_id) > ($5, $6::uuid))
  AND ($1::text = 'open' OR NOT coalesce(p.history_open, false) AND CASE $1
        WHEN 'overdue' THEN d.due_on < $2::date AND NOT d.provisional AND NOT d.paused
        WHEN 'today' THEN d.due_on = $2 AND NOT d.paused
        WHEN 'soon' THEN d.due_on > $2 AND d.due_on <= $3::date AND NOT d.paused
        ELSE d.paused END)
ORDER BY d.due_on, d.duty_id
LIMIT $7

-- name: counts
-- The same conditions as `due`, counted.
SELECT count(*) FILTER (WHERE running AND NOT paused AND due_on < $1::date AND NOT provisional) AS overdue,
       count(*) FILTER (WHERE running AND NOT paused AND due_on = $1) AS today,
       count(*) FILTER (WHERE running AND NOT paused AND due_on > $1 AND due_on <= $2::date) AS soon,
       count(*) FILTER (WHERE running AND paused) AS paused,
       count(*) AS open
FROM (SELECT d.due_on, d.provisional, d.paused, NOT coalesce(p.history_open, false) AS running
      FROM read_model.deadline_board_v2 d LEFT JOIN read_model.case_page_v3 p USING (case_id)
      WHERE d.state = 'open' AND ($3::text IS NULL OR d.organ = $3)) AS open_duty

-- name: behind
-- Cases with a running term older than a calendar version, or an open window of appeal counted by an older one.
SELECT case_id FROM (
  SELECT case_id FROM read_model.deadline_board_v2
  WHERE state = 'open' AND NOT paused AND checked_version < $1
  UNION
  SELECT case_id FROM read_model.case_page_v3
  WHERE appeal_open_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date AND EXISTS (
    SELECT FROM jsonb_array_elements(subjects) subject
    WHERE (subject ->> 'appeal_version')::int < $1
      AND ((subject ->> 'appeal_provisional')::boolean
           OR (subject ->> 'appeal_until')::date >= (now() AT TIME ZONE 'Asia/Shanghai')::date))) AS cases
WHERE case_id > $2 ORDER BY case_id LIMIT $3

-- name: running
-- Every open duty whose clock runs.
SELECT to_jsonb(d) || jsonb_build_object('case_number', p.number)
FROM read_model.deadline_board_v2 d LEFT JOIN read_model.case_page_v3 p USING (case_id)
WHERE d.state = 'open' AND NOT d.paused AND d.duty_id > $1 ORDER BY d.duty_id LIMIT $2
