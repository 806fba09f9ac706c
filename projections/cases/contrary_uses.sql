-- name: create
CREATE TABLE read_model.contrary_uses_v1 (
  case_id         uuid NOT NULL,
  contrary_use_id uuid PRIMARY KEY,
  subject_id      uuid NOT NULL,
  area            text NOT NULL,
  reported_on     date NOT NULL,
  organ           text,
  duty_id         uuid,
  due_on          date,
  provisional     boolean NOT NULL,
  found           boolean,
  decided_on      date
);
CREATE INDEX contrary_uses_v1_case ON read_model.contrary_uses_v1 (case_id);

-- name: drop
DROP TABLE read_model.contrary_uses_v1

-- name: load
SELECT to_jsonb(c) FROM read_model.contrary_uses_v1 c WHERE case_id = ANY ($1)

-- name: remove
DELETE FROM read_model.contrary_uses_v1 c USING jsonb_populate_recordset(NULL::read_model.contrary_uses_v1, $1) old
WHERE c.contrary_use_id = old.contrary_use_id

-- name: insert
INSERT INTO read_model.contrary_uses_v1
SELECT * FROM jsonb_populate_recordset(NULL::read_model.contrary_uses_v1, $1)
