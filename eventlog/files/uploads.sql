-- name: key
-- The wrapped key of a case, or of the folder of an organ.
SELECT wrapped FROM case_key WHERE stream_id = $1 UNION ALL SELECT wrapped FROM evidence_folder WHERE id = $1

-- name: open_folder
INSERT INTO evidence_folder (id, organ, wrapped, begun_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: adopt
-- What a case takes over from the folder of an organ, as if it had been uploaded there.
INSERT INTO evidence_upload (id, case_id, organ, person, size, name, begun_at, state, sha256, format, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'stored', $8, $9, $10) ON CONFLICT (id) DO NOTHING

-- name: one_stored
-- An upload of this very content, if it is kept there.
SELECT id, case_id, organ, person, size, name, begun_at, state, sha256, format, fault
FROM evidence_upload WHERE case_id = $1 AND sha256 = $2 AND state = 'stored' ORDER BY begun_at LIMIT 1

-- name: name_by
-- What a risk filing, a record or a meeting names stays in the folder.
UPDATE evidence_upload SET named_by = $3 WHERE case_id = $1 AND sha256 = ANY ($2) AND state = 'stored' AND named_by IS NULL

-- name: discard
-- Take something out of a folder that nothing names: its content, where no other upload has the same.
WITH gone AS (
  DELETE FROM evidence_upload WHERE id = $1 AND case_id = $2 AND named_by IS NULL RETURNING id, case_id, sha256
)
SELECT id, case_id, encode(sha256, 'hex') AS sha256, EXISTS (
  SELECT FROM evidence_upload k WHERE (k.case_id, k.sha256) = (gone.case_id, gone.sha256) AND k.id <> gone.id) AS held
FROM gone

-- name: unclaimed
-- What lay in folders for days and nothing names.
SELECT u.id, u.case_id FROM evidence_upload u JOIN evidence_folder f ON f.id = u.case_id
WHERE u.state = 'stored' AND u.named_by IS NULL AND u.begun_at < $1 LIMIT 100

-- name: begin
-- Begin an upload, unless its person has too many under way.
INSERT INTO evidence_upload (id, case_id, organ, person, size, name, begun_at, state)
SELECT $1, $2, $3, $4, $5, $6, $7, 'receiving'
WHERE (SELECT count(*) FROM evidence_upload WHERE person = $4 AND state = 'receiving') < $8
RETURNING true

-- name: get
SELECT id, case_id, organ, person, size, name, begun_at, state, sha256, format, fault FROM evidence_upload WHERE id = $1

-- name: of_case
-- What somebody has under way, or kept back, in a case.
SELECT id, case_id, organ, person, size, name, begun_at, state, sha256, format, fault
FROM evidence_upload WHERE case_id = $1 AND person = $2 AND state <> 'refused' ORDER BY begun_at

-- name: end
-- What became of an upload; what is kept stays kept.
UPDATE evidence_upload SET state = $2, sha256 = $3, format = $4, fault = $5, ended_at = $6
WHERE id = $1 AND state IN ('receiving', 'quarantined') RETURNING true

-- name: stored
-- Whether somebody of an organ has uploaded this very content for a case.
SELECT size, format FROM evidence_upload
WHERE case_id = $1 AND sha256 = $2 AND organ = $3 AND state = 'stored' LIMIT 1

-- name: remove
DELETE FROM evidence_upload WHERE id = $1 AND state <> 'stored' RETURNING true

-- name: outdated
-- Uploads that nobody went on with.
DELETE FROM evidence_upload WHERE state <> 'stored' AND begun_at < $1 RETURNING id

-- name: filed
-- A page of the documents that the log has in files of cases, or issued.
SELECT stream_id, version, convert_from(payload, 'UTF8')::jsonb->>'sha256' AS sha256,
       (convert_from(payload, 'UTF8')::jsonb->>'size')::bigint AS size
FROM event WHERE type IN ('document_added', 'document_issued') AND (stream_id, version) > ($1, $2) ORDER BY stream_id, version LIMIT $3

-- name: kept
-- Every content that was uploaded and kept, whether or not it came into a file.
SELECT DISTINCT case_id, encode(sha256, 'hex') AS sha256 FROM evidence_upload WHERE state = 'stored'
