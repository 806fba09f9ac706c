-- Each query but the first two finds what may not be.

-- name: recorded
-- What the ledger has of some commands.
SELECT command_id, stream_id, first_version, last_version FROM command WHERE command_id = ANY ($1::uuid[])

-- name: events
-- How many there are.
SELECT count(*) FROM event

-- name: commands_without_their_events
-- Commands that were recorded with other events than the log has of them.
SELECT c.command_id, c.first_version, c.last_version, count(e.version)
FROM command c LEFT JOIN event e
  ON e.stream_id = c.stream_id AND e.command_id = c.command_id AND e.version BETWEEN c.first_version AND c.last_version
WHERE c.first_version IS NOT NULL
GROUP BY c.command_id HAVING count(e.version) <> c.last_version - c.first_version + 1

-- name: events_without_their_command
SELECT e.stream_id, e.version FROM event e
WHERE NOT EXISTS (SELECT FROM command c WHERE c.command_id = e.command_id AND c.stream_id = e.stream_id
                  AND e.version BETWEEN c.first_version AND c.last_version)

-- name: streams_with_gaps
SELECT stream_id, min(version), max(version), count(*) FROM event
GROUP BY stream_id HAVING min(version) <> 1 OR max(version) <> count(*)

-- name: log_index_gaps
SELECT min(log_index), max(log_index), count(*) FROM sequenced
HAVING count(*) > 0 AND (min(log_index) <> 0 OR max(log_index) <> count(*) - 1)

-- name: events_without_index
SELECT e.stream_id, e.version FROM event e LEFT JOIN sequenced s USING (stream_id, version) WHERE s.log_index IS NULL
