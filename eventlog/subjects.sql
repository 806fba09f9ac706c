-- name: register
-- The first or next entry of a subject, once for each command (migrations/0008_identities.sql).
SELECT register_subject($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: merge
-- A duplicate stands for another subject from now on (migrations/0008_identities.sql).
SELECT merge_subjects($1, $2, $3, $4, $5, $6, $7)

-- name: separate
-- A duplicate stands for itself again (migrations/0012_separation.sql).
SELECT separate_subject($1, $2, $3, $4, $5, $6)

-- name: digest
-- Which command the ledger holds under an id.
SELECT digest FROM command WHERE command_id = $1

-- name: get
-- The newest entry of each.
SELECT DISTINCT ON (subject_id) * FROM subject WHERE subject_id = ANY ($1::uuid[]) ORDER BY subject_id, version DESC

-- name: entered_since
-- A page of the entries that transactions from $1 on wrote, in their order, after the place ($2, $3, $4); with each the
-- transaction from which on the next look must begin, since what ran then may have written since. A restored register
-- has transactions of another server, which are passed over once they were read ($1 > 0).
SELECT s.*, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS running
FROM subject s
WHERE entered_in >= $1 AND (entered_in, subject_id, version) > ($2::bigint, $3::uuid, $4::int)
  AND ($1 = 0 OR entered_in < pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
ORDER BY entered_in, subject_id, version LIMIT $5

-- name: find
-- Who bears a name or ever did: the newest entry of each, or of the subject it was merged into.
WITH bearer AS (
  SELECT DISTINCT ON (subject_id) subject_id, merged_into FROM subject
  WHERE subject_id IN (SELECT subject_id FROM subject_key WHERE names @> ARRAY[$1::bytea])
  ORDER BY subject_id, version DESC
)
SELECT DISTINCT ON (subject_id) * FROM subject
WHERE subject_id IN (SELECT coalesce(merged_into, subject_id) FROM bearer)
ORDER BY subject_id, version DESC

-- name: find_any
-- The same for many names at once, each entry with the digest it is found by.
WITH bearer AS (
  SELECT DISTINCT wanted.name, k.subject_id
  FROM unnest($1::bytea[]) AS wanted (name) JOIN subject_key k ON k.names @> ARRAY[wanted.name]
), root AS (
  SELECT DISTINCT bearer.name, coalesce(s.merged_into, s.subject_id) AS subject_id
  FROM bearer CROSS JOIN LATERAL (SELECT subject_id, merged_into FROM subject WHERE subject_id = bearer.subject_id
                                  ORDER BY version DESC LIMIT 1) AS s
)
SELECT DISTINCT ON (root.name, s.subject_id) root.name AS digest, s.*
FROM root JOIN subject s USING (subject_id)
ORDER BY root.name, s.subject_id, s.version DESC

-- name: families
-- Some subjects, each with every id that stands for the same one: who it was merged into, and who was merged there.
WITH asked AS (
  SELECT DISTINCT ON (subject_id) subject_id, coalesce(merged_into, subject_id) AS root FROM subject
  WHERE subject_id = ANY ($1::uuid[]) ORDER BY subject_id, version DESC
), member AS (
  SELECT DISTINCT ON (subject_id) subject_id, merged_into AS root FROM subject
  WHERE subject_id IN (SELECT s.subject_id FROM subject s JOIN asked ON s.merged_into = asked.root)
  ORDER BY subject_id, version DESC
)
SELECT asked.subject_id, array_prepend(asked.root, array_agg(member.subject_id ORDER BY member.subject_id)
                                                   FILTER (WHERE member.subject_id IS NOT NULL)) AS members
FROM asked LEFT JOIN member USING (root) GROUP BY asked.subject_id, asked.root
