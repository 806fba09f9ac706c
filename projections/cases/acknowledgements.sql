-- name: create
CREATE TABLE read_model.acknowledgements_v5 (
  case_id         uuid NOT NULL,
  subject_id      uuid NOT NULL,
  version         int NOT NULL,
  role            text NOT NULL,
  organ           text,
  areas           text[] NOT NULL,
  state           text NOT NULL,
  duty_id         uuid,
  due_on          date,
  acknowledged_on date,
  objects         boolean NOT NULL,
  PRIMARY KEY (case_id, subject_id, version, role)
);
CREATE INDEX acknowledgements_v5_subject ON read_model.acknowledgements_v5 (subject_id);

-- name: of_subjects
-- The newest result first; within it by role.
SELECT to_jsonb(a) || jsonb_build_object('case_number', p.number)
FROM read_model.acknowledgements_v5 a LEFT JOIN read_model.case_page_v7 p USING (case_id)
WHERE a.subject_id = ANY ($1) ORDER BY a.subject_id, a.case_id, a.version DESC, a.role
