-- name: create
CREATE TABLE read_model.deadline_board_v5 (
  case_id     uuid NOT NULL,
  duty_id     uuid PRIMARY KEY,
  organ       text NOT NULL,
  place       text,
  state       text NOT NULL,
  due_on      date NOT NULL,
  provisional boolean NOT NULL,
  missed      boolean NOT NULL,
  level       int NOT NULL,
  paused      boolean NOT NULL,
  checked_version int NOT NULL,
  duty        jsonb NOT NULL
);
CREATE INDEX deadline_board_v5_case ON read_model.deadline_board_v5 (case_id);
CREATE INDEX deadline_board_v5_behind ON read_model.deadline_board_v5 (checked_version, case_id)
  WHERE state = 'open' AND NOT paused;
CREATE INDEX deadline_board_v5_due ON read_model.deadline_board_v5 (due_on, duty_id) WHERE state = 'open';

-- name: behind
-- Cases with a running term older than a calendar version, or an open window of appeal counted by an older one.
SELECT case_id FROM (
  SELECT case_id FROM read_model.deadline_board_v5
  WHERE state = 'open' AND NOT paused AND checked_version < $1
  UNION
  SELECT case_id FROM read_model.case_page_v6
  WHERE appeal_open_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date AND EXISTS (
    SELECT FROM jsonb_array_elements(subjects) subject
    WHERE (subject ->> 'appeal_version')::int < $1
      AND ((subject ->> 'appeal_provisional')::boolean
           OR (subject ->> 'appeal_until')::date >= (now() AT TIME ZONE 'Asia/Shanghai')::date))) AS cases
WHERE case_id > $2 ORDER BY case_id LIMIT $3

-- name: running
-- Every open duty whose clock runs.
SELECT to_jsonb(d) || jsonb_build_object('case_number', p.number)
FROM read_model.deadline_board_v5 d LEFT JOIN read_model.case_page_v6 p USING (case_id)
WHERE d.state = 'open' AND NOT d.paused AND d.duty_id > $1 ORDER BY d.duty_id LIMIT $2
