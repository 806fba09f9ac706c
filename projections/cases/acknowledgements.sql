-- name: create
CREATE TABLE read_model.acknowledgements_v1 (
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
CREATE INDEX acknowledgements_v1_subject ON read_model.acknowledgements_v1 (subject_id);

-- name: drop
DROP TABLE read_model.acknowledgements_v1

-- name: load
SELECT to_jsonb(a) FROM read_model.acknowledgements_v1 a WHERE case_id = ANY ($1)

-- name: remove
DELETE FROM read_model.acknowledgements_v1 a
USING jsonb_populate_recordset(NULL::read_model.acknowledgements_v1, $1) old
WHERE (a.case_id, a.subject_id, a.version, a.role) = (old.case_id, old.subject_id, old.version, old.role)

-- name: insert
INSERT INTO read_model.acknowledgements_v1
SELECT * FROM jsonb_populate_recordset(NULL::read_model.acknowledgements_v1, $1)

-- name: of_subjects
-- The newest result first; within it by role.
SELECT to_jsonb(a) || jsonb_build_object('case_number', p.number)
FROM read_model.acknowledgements_v1 a LEFT JOIN read_model.case_page_v3 p USING (case_id)
WHERE a.subject_id = ANY ($1) ORDER BY a.subject_id, a.case_id, a.version DESC, a.role
