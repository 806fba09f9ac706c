-- name: create
CREATE TABLE read_model.clarifications_v5 (
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
CREATE INDEX clarifications_v5_case ON read_model.clarifications_v5 (case_id);
CREATE INDEX clarifications_v5_listed ON read_model.clarifications_v5 (state DESC, due_on, clarification_id);
