-- name: lock
-- One process at a time makes or rebuilds tables.
SELECT pg_advisory_xact_lock(hashtext('rongcuo read models'))

-- name: positions
-- How far each read model has read; a read model without a row has no table yet.
SELECT name, version, log_index FROM projection_progress

-- name: end_of_log
-- The last place of the log; -1 while it is empty.
SELECT coalesce(max(log_index), -1) FROM sequenced

-- name: folded_to
-- How far every one of some read models has read.
SELECT min(log_index) FROM projection_progress JOIN unnest($1::text[], $2::int[]) AS mine (name, version) USING (name, version)

-- name: start
-- A new table has read nothing.
INSERT INTO projection_progress (name, version, log_index) VALUES ($1, $2, $3)
ON CONFLICT (name, version) DO UPDATE SET log_index = excluded.log_index

-- name: advance
-- First statement of a batch: takes the rows' locks, and finds nothing if another runner was here meanwhile.
UPDATE projection_progress AS p SET log_index = $4
FROM unnest($1::text[], $2::int[]) AS mine (name, version)
WHERE p.name = mine.name AND p.version = mine.version AND p.log_index = $3
RETURNING p.name

-- name: hold
-- How far a read model has read; it reads no further until the transaction ends.
SELECT log_index FROM projection_progress WHERE (name, version) = ($1, $2) FOR UPDATE

-- name: notify
-- Wakes whoever waits for a version of a case; delivered when the batch commits.
SELECT pg_notify('read_model', payload) FROM unnest($1::text[]) AS payload

-- name: newest_event
-- The event that comes last in the log's one order, numbered or not.
SELECT stream_id, version FROM event ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1

-- name: folded_by
-- How many of these read models have folded an event.
SELECT count(*) FROM sequenced s
JOIN projection_progress p ON p.log_index >= s.log_index
JOIN unnest($3::text[], $4::int[]) AS mine (name, version) ON (p.name, p.version) = (mine.name, mine.version)
WHERE (s.stream_id, s.version) = ($1, $2)

-- name: indexes
-- Those of the tables that are read.
SELECT indexname FROM pg_indexes WHERE schemaname = 'read_model'

-- name: take_time
-- An index of a large table takes longer than any other statement may.
SET LOCAL statement_timeout = 0
