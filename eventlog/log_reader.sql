-- name: read_log
-- A page of the whole log: one statement, one snapshot (order rule 6). What is numbered and not there is told as well.
SELECT log_index, s.stream_id, s.version, entry, columns, predecessor, payload, payload_salt,
       (SELECT p.log_index FROM sequenced p WHERE p.stream_id = s.stream_id AND p.version = s.version - 1::bigint) AS predecessor_index
FROM sequenced s LEFT JOIN event_evidence e USING (stream_id, version) WHERE log_index > $1 ORDER BY log_index LIMIT $2

-- name: read_numbered
-- A page of one stream in the order of the log, up to a place in it.
SELECT log_index, s.stream_id, s.version, entry, columns, predecessor, payload, payload_salt,
       (SELECT p.log_index FROM sequenced p WHERE p.stream_id = s.stream_id AND p.version = s.version - 1::bigint) AS predecessor_index
FROM sequenced s LEFT JOIN event_evidence e USING (stream_id, version)
WHERE s.stream_id = $1 AND log_index > $2 AND log_index <= $3 ORDER BY log_index LIMIT $4

-- name: read_streams
-- Some whole streams, each in its own order, up to a place in the log; an event is checked by the one read before it. Of
-- whom it is asked twice, so that both tables are read by streams and not event by event.
SELECT log_index, s.stream_id, s.version, entry, columns, leaf, payload, payload_salt
FROM (SELECT * FROM sequenced WHERE stream_id = ANY ($1) AND log_index <= $2) s
LEFT JOIN (SELECT * FROM event_evidence WHERE stream_id = ANY ($1)) e USING (stream_id, version)
ORDER BY s.stream_id, s.version

-- name: check_stream
-- A page of one stream, with all that it is checked by but its key.
SELECT version, entry, columns, predecessor, payload, payload_salt, private, private_salt
FROM event_evidence WHERE stream_id = $1 AND version > $2 ORDER BY version LIMIT $3

-- name: numbered
-- The last version of a stream that has a place in the log.
SELECT max(version) FROM sequenced WHERE stream_id = $1

-- name: set_aside
-- A stream that was found changed, by whoever read it: for every read model, until it is taken back.
INSERT INTO set_aside (stream_id, read_model, model_version, version, reason, detail)
VALUES ($1, 'log', 0, $2, 'manipulated', $3) ON CONFLICT (stream_id, read_model, model_version) DO NOTHING
