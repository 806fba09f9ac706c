-- name: create
CREATE TABLE read_model.clarifications_v1 (
  case_id             uuid NOT NULL,
  clarification_id    uuid PRIMARY KEY,
  subject_id          uuid NOT NULL,
  ground              text NOT NULL,
  opened_on           date NOT NULL,
  organ               text,
  duty_id             uuid,
  due_on              date,
  provisional         boolean NOT NULL,
  state               text NOT NULL,
  form                text,
  reach               text,
  consent             boolean NOT NULL,
  recipients          text[] NOT NULL,
  issued_on           date,
  referred_on         date,
  referred_to         text,
  referred_to_justice boolean NOT NULL
);
CREATE INDEX clarifications_v1_case ON read_model.clarifications_v1 (case_id);

-- name: drop
DROP TABLE read_model.clarifications_v1

-- name: load
SELECT to_jsonb(c) FROM read_model.clarifications_v1 c WHERE case_id = ANY ($1)

-- name: remove
DELETE FROM read_model.clarifications_v1 c USING jsonb_populate_recordset(NULL::read_model.clarifications_v1, $1) old
WHERE c.clarification_id = old.clarification_id

-- name: insert
INSERT INTO read_model.clarifications_v1
SELECT * FROM jsonb_populate_recordset(NULL::read_model.clarifications_v1, $1)
