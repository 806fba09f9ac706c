-- name: create
CREATE TABLE read_model.reappraisals_v2 (
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
CREATE INDEX reappraisals_v2_case ON read_model.reappraisals_v2 (case_id);

-- name: drop
DROP TABLE read_model.reappraisals_v2

-- name: load
SELECT to_jsonb(r) FROM read_model.reappraisals_v2 r WHERE case_id = ANY ($1)

-- name: remove
DELETE FROM read_model.reappraisals_v2 r USING jsonb_populate_recordset(NULL::read_model.reappraisals_v2, $1) old
WHERE r.reappraisal_id = old.reappraisal_id

-- name: insert
INSERT INTO read_model.reappraisals_v2
SELECT * FROM jsonb_populate_recordset(NULL::read_model.reappraisals_v2, $1)

-- name: get
SELECT to_jsonb(r) || jsonb_build_object('case_number', p.number)
FROM read_model.reappraisals_v2 r LEFT JOIN read_model.case_page_v3 p USING (case_id)
WHERE r.reappraisal_id = $1

-- name: listed
SELECT to_jsonb(r) || jsonb_build_object('case_number', p.number)
FROM read_model.reappraisals_v2 r LEFT JOIN read_model.case_page_v3 p USING (case_id)
WHERE ($1::uuid IS NULL OR r.case_id = $1) AND ($2::text IS NULL OR r.state = $2)
ORDER BY r.state DESC, r.due_on NULLS LAST, r.reappraisal_id
LIMIT $3
