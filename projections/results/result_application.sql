-- name: create
CREATE TABLE read_model.result_application_v2 (
  case_id    uuid NOT NULL,
  subject_id uuid NOT NULL,
  matter_id  uuid NOT NULL,
  state      text NOT NULL,
  since      date NOT NULL,
  version    int NOT NULL,
  area       text,
  name       jsonb,
  protects   text NOT NULL,
  cite       text[] NOT NULL,
  outcome    text,
  ended_on   date,
  CHECK ((area IS NULL) = (state IN ('in_progress', 'concluded'))),
  UNIQUE NULLS NOT DISTINCT (case_id, subject_id, version, area)
);
CREATE INDEX result_application_v2_subject ON read_model.result_application_v2 (subject_id);

-- name: of_subjects
-- In force first, then suspended by an appeal, then in progress, then what has ended.
SELECT to_jsonb(r) || jsonb_build_object('case_number', p.number)
FROM read_model.result_application_v2 r LEFT JOIN read_model.case_page_v7 p USING (case_id)
WHERE r.subject_id = ANY ($1) AND r.state <> 'concluded'
ORDER BY r.subject_id, array_position(ARRAY['in_force', 'suspended', 'in_progress', 'ended'], r.state), r.since, r.case_id, r.version, r.area
