-- name: events
-- A page of all events, stream by stream, with what each is checked by, and whether the ledger of commands knows it.
SELECT e.stream_id, e.version, e.entry, e.leaf, e.columns, e.payload, e.payload_salt, e.private, e.private_salt,
       coalesce(c.stream_id = e.stream_id AND e.version BETWEEN c.first_version AND c.last_version, false) AS in_ledger
FROM event_evidence e LEFT JOIN command c USING (command_id)
WHERE (e.stream_id, e.version) > ($1, $2) ORDER BY e.stream_id, e.version LIMIT $3

-- name: places
-- A page of the order of the log, with what each place holds.
SELECT s.log_index, s.stream_id, s.version, e.version IS NOT NULL AS there,
       e.epoch, e.xid::text::bigint AS xid, e.id,
       (SELECT p.log_index FROM sequenced p
        WHERE p.stream_id = s.stream_id AND p.version = s.version - 1::bigint) AS predecessor_index
FROM sequenced s LEFT JOIN event e USING (stream_id, version)
WHERE log_index > $1 ORDER BY log_index LIMIT $2

-- name: commands
-- A page of the commands that were recorded, with how many of their events are there; those on the register of subjects
-- are of no stream and have none.
SELECT c.command_id, c.stream_id, c.first_version, c.last_version,
       (SELECT count(*) FROM event e WHERE e.stream_id = c.stream_id AND e.command_id = c.command_id
          AND e.version BETWEEN c.first_version AND c.last_version) AS found
FROM command c WHERE refusal IS NULL AND stream_id IS NOT NULL AND command_id > $1 ORDER BY command_id LIMIT $2

-- name: law
-- Packs, calendars and organs whose content is not what their hash says.
SELECT kind, name, version FROM reference_data WHERE sha256 <> sha256(content) ORDER BY kind, name, version

-- name: numbered
-- How many places the log has, how far anybody has read in it, and how many events wait for their place.
SELECT (SELECT count(*) FROM sequenced) AS places,
       (SELECT coalesce(max(log_index), -1) FROM sequenced) AS last,
       (SELECT greatest((SELECT max(log_index) FROM projection_progress), (SELECT max(log_index) FROM digest), -1)) AS read,
       (SELECT count(*) FROM event) AS events
