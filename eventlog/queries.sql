-- name: load
-- Everything a decision needs, in one snapshot (migrations/0025_publications.sql, 0014_persons_planned_once.sql).
SELECT loaded.*, persons_of($1, $4) AS persons FROM load_stream($1, $2, $3, $4, $5, $6) AS loaded

-- name: append
-- The one writer of events (migrations/0003_append.sql).
SELECT append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                     $16, $17, $18)

-- name: refuse
-- The first outcome of a command wins: a second one violates the key (migrations/0013_definers.sql).
SELECT refuse_command($1, $2, $3, $4, $5, $6)

-- name: outcome
-- What the ledger holds for a command id.
SELECT * FROM command WHERE command_id = $1

-- name: outcomes
-- What the ledger holds for some command ids.
SELECT * FROM command WHERE command_id = ANY ($1::uuid[])

-- name: announce
-- Tell whoever listens that a command has its outcome.
SELECT pg_notify($1, $2)

-- name: case_key
-- The wrapped key of a case; no row after erasure.
SELECT wrapped FROM case_key WHERE stream_id = $1

-- name: read_stream
-- A page of one stream, with all that it is checked by and the wrapped key of its private parts.
SELECT entry, columns, predecessor, payload, payload_salt, private, private_salt,
       (SELECT wrapped FROM case_key k WHERE k.stream_id = e.stream_id) AS wrapped,
       (SELECT max(version) FROM sequenced WHERE stream_id = $1) AS numbered
FROM event_evidence e WHERE stream_id = $1 AND version > $2 ORDER BY version LIMIT $3

-- name: numbered
-- The last version of a stream that has a place in the log.
SELECT max(version) FROM sequenced WHERE stream_id = $1

-- name: log_index
-- The place of an event in the whole log.
SELECT log_index FROM sequenced WHERE (stream_id, version) = ($1, $2)

-- name: event_at
-- The event at a place in the whole log.
SELECT stream_id, version FROM sequenced WHERE log_index = $1

-- name: case_of_issued
-- The case out of which a document was issued as a file of this digest, or in which that is its stamped scan.
SELECT stream_id FROM event
WHERE type IN ('document_issued', 'stamped_scan_filed') AND document_file_of(payload) = $1 ORDER BY type, id LIMIT 1

-- name: read_at
-- Single events of some streams, each by its version.
SELECT entry, columns, predecessor, payload, payload_salt, private, private_salt,
       (SELECT wrapped FROM case_key k WHERE k.stream_id = e.stream_id) AS wrapped
FROM event_evidence e JOIN unnest($1::uuid[], $2::int[]) AS wanted (stream_id, version) USING (stream_id, version)

-- name: read_beginning
-- The first event of a stream, and those of some types, as for `read_at`.
SELECT entry, columns, predecessor, payload, payload_salt, private, private_salt,
       (SELECT wrapped FROM case_key k WHERE k.stream_id = e.stream_id) AS wrapped
FROM event_evidence e WHERE stream_id = $1 AND (version = 1 OR type = ANY ($2::text[])) ORDER BY version

-- name: subjects
-- The newest entries of some subjects, without their names.
SELECT DISTINCT ON (subject_id) subject_id, kind, sector, jurisdiction, merged_into FROM subject
WHERE subject_id = ANY ($1::uuid[]) ORDER BY subject_id, version DESC

-- name: begun_by
-- The case that a number began before its canonical form gave the id (migrations/0008_identities.sql).
SELECT stream_id FROM case_of_number WHERE case_id = $1

-- name: streams_not_ended
-- A page of the streams that begin with one type of event and do not end with another one, by their ids.
SELECT stream_id FROM event AS first
WHERE version = 1 AND type = $4 AND stream_id > $2
  AND $1 <> (SELECT type FROM event AS last WHERE last.stream_id = first.stream_id ORDER BY version DESC LIMIT 1)
ORDER BY stream_id LIMIT $3

-- name: begun
-- Those of some streams that have begun.
SELECT stream_id FROM event WHERE stream_id = ANY ($1::uuid[]) AND version = 1
