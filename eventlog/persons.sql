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

-- name: streams_of
-- Those of some streams in which a person is a subject.
SELECT stream_id FROM unnest($2::uuid[]) AS stream_id WHERE $1 = ANY (persons_of(stream_id, '{}'))
