-- name: create
CREATE TABLE read_model.reappraisals_v5 (
  case_id        uuid NOT NULL,
  reappraisal_id uuid PRIMARY KEY,
  subject_id     uuid NOT NULL,
  route          text NOT NULL,
  opened_on      date NOT NULL,
  duty_id        uuid,
  due_on         date,
  provisional    boolean NOT NULL,
  state          text NOT NULL,
  result         text,
  decided_on     date
);
CREATE INDEX reappraisals_v5_case ON read_model.reappraisals_v5 (case_id);
