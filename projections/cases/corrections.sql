-- name: create
CREATE TABLE read_model.corrections_v5 (
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
CREATE INDEX corrections_v5_owed ON read_model.corrections_v5 (due_on, duty_id)
  WHERE state IN ('open', 'under_evaluation');
