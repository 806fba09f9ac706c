-- name: create
CREATE TABLE read_model.reappraisals_v6 (
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
  decided_on     date,
  jurisdiction   text NOT NULL
);
CREATE INDEX reappraisals_v6_case ON read_model.reappraisals_v6 (case_id);
CREATE INDEX reappraisals_v6_listed ON read_model.reappraisals_v6 (state DESC, due_on, reappraisal_id);

-- name: reappraisals_alike
-- Reappraisals by where they stand, and the months in which they were asked for and decided.
SELECT jurisdiction, state, result, date_trunc('month', opened_on)::date AS opened_month,
       date_trunc('month', decided_on)::date AS decided_month
FROM rows
