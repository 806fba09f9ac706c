-- name: create
CREATE TABLE read_model.contrary_uses_v5 (
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
CREATE INDEX contrary_uses_v5_case ON read_model.contrary_uses_v5 (case_id);
CREATE INDEX contrary_uses_v5_listed ON read_model.contrary_uses_v5 ((decided_on IS NOT NULL), due_on, contrary_use_id);
