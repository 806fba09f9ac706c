-- name: get
-- The newest entry of each subject that has one.
SELECT DISTINCT ON (subject_id) subject_id, person FROM subject_person
WHERE subject_id = ANY ($1::uuid[]) ORDER BY subject_id, version DESC

-- name: set
-- The next entry of a subject; two at once violate the key.
INSERT INTO subject_person (subject_id, version, person, set_by, recorded_at)
SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4 FROM subject_person WHERE subject_id = $1

-- name: of_stream
-- The persons who are subjects of a stream (migrations/0014_persons_planned_once.sql).
SELECT persons_of($1, '{}')

-- name: of_streams
-- The same of several.
SELECT stream_id, persons_of(stream_id, '{}') AS persons FROM unnest($1::uuid[]) AS stream_id

-- name: streams_of
-- Those of some streams in which a person is a subject.
SELECT stream_id FROM unnest($2::uuid[]) AS stream_id WHERE $1 = ANY (persons_of(stream_id, '{}'))

-- name: subjects_of
-- Every id that stands for a subject who is linked to a person now.
WITH linked AS (
  SELECT DISTINCT ON (subject_id) subject_id, person FROM subject_person
  WHERE subject_id IN (SELECT subject_id FROM subject_person WHERE person = $1)
  ORDER BY subject_id, version DESC
), root AS (
  SELECT DISTINCT ON (s.subject_id) coalesce(s.merged_into, s.subject_id) AS id
  FROM subject s JOIN linked USING (subject_id)
  WHERE linked.person = $1 ORDER BY s.subject_id, s.version DESC
), member AS (
  SELECT DISTINCT ON (subject_id) subject_id, coalesce(merged_into, subject_id) AS root FROM subject
  WHERE subject_id IN (SELECT id FROM root
                       UNION SELECT s.subject_id FROM subject s JOIN root ON s.merged_into = root.id)
  ORDER BY subject_id, version DESC
)
SELECT subject_id FROM member WHERE root IN (SELECT id FROM root)
