-- name: create
CREATE TABLE read_model.corrections_v1 (
  case_id           uuid NOT NULL,
  demand            int NOT NULL,
  subject           uuid NOT NULL,
  duty_id           uuid NOT NULL,
  responsible       text NOT NULL,
  state             text NOT NULL,
  round             int NOT NULL,
  failed            int NOT NULL,
  due_on            date NOT NULL,
  provisional       boolean NOT NULL,
  missed            boolean NOT NULL,
  done_on           date,
  evaluated_on      date,
  evaluated_version int,
  measures          jsonb NOT NULL,
  PRIMARY KEY (case_id, demand)
);
CREATE INDEX corrections_v1_owed ON read_model.corrections_v1 (due_on, duty_id)
  WHERE state IN ('open', 'under_evaluation');

-- name: drop
DROP TABLE read_model.corrections_v1

-- name: load
SELECT to_jsonb(c) FROM read_model.corrections_v1 c WHERE case_id = ANY ($1)

-- name: remove
DELETE FROM read_model.corrections_v1 c USING jsonb_populate_recordset(NULL::read_model.corrections_v1, $1) old
WHERE (c.case_id, c.demand) = (old.case_id, old.demand)

-- name: insert
INSERT INTO read_model.corrections_v1
SELECT * FROM jsonb_populate_recordset(NULL::read_model.corrections_v1, $1)
