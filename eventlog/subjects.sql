-- name: register
-- The next entry of a subject; two at once violate the key.
INSERT INTO subject (subject_id, version, kind, sector, jurisdiction, identity, name_digests)
SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6 FROM subject WHERE subject_id = $1
RETURNING version

-- name: get
-- The newest entry of each.
SELECT DISTINCT ON (subject_id) * FROM subject WHERE subject_id = ANY ($1::uuid[]) ORDER BY subject_id, version DESC

-- name: find
-- The newest entry of each subject that ever bore a name.
SELECT DISTINCT ON (subject_id) * FROM subject
WHERE subject_id IN (SELECT subject_id FROM subject WHERE name_digests @> ARRAY[$1::bytea])
ORDER BY subject_id, version DESC
