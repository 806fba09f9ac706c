-- name: known
-- Which of some streams are set aside, and for which read models.
SELECT read_model, model_version, stream_id FROM set_aside WHERE stream_id = ANY ($1)

-- name: put
-- Sets a stream aside for a read model, or says that it stays so; a number that it has is kept.
INSERT INTO set_aside AS s (stream_id, read_model, model_version, version, log_index, reason, detail, series, year, serial)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (stream_id, read_model, model_version) DO UPDATE
SET version = excluded.version, log_index = excluded.log_index, reason = excluded.reason, detail = excluded.detail,
    tries = s.tries + 1, series = CASE WHEN s.serial IS NULL THEN excluded.series ELSE s.series END,
    year = coalesce(s.year, excluded.year), serial = coalesce(s.serial, excluded.serial)

-- name: take_back
DELETE FROM set_aside WHERE (stream_id, read_model, model_version) = ($1, $2, $3)

-- name: clear
-- A read model that begins anew sets nothing aside yet.
DELETE FROM set_aside WHERE (read_model, model_version) = ($1, $2)

-- name: tried
-- One more look at a stream that is still not what was recorded.
UPDATE set_aside SET tries = tries + 1, version = $2, detail = $3 WHERE stream_id = $1 AND read_model = 'log'

-- name: streams
-- The streams that are set aside for some of these read models, the longest waiting first; of one reason, or of any.
SELECT stream_id FROM set_aside JOIN unnest($1::text[], $2::int[]) AS mine (read_model, model_version)
  USING (read_model, model_version)
WHERE $3::text IS NULL OR reason = $3 GROUP BY stream_id ORDER BY min(since), stream_id

-- name: locked
-- The streams of which a reader with the key found that something in them opens with none (eventlog/integrity.py).
SELECT stream_id FROM set_aside WHERE read_model = 'log' AND detail = 'key'

-- name: listed
-- What is set aside for these read models, by streams.
SELECT to_jsonb(s) - '{series,year,serial}'::text[] FROM set_aside s JOIN unnest($1::text[], $2::int[]) AS mine (read_model, model_version)
  USING (read_model, model_version)
WHERE $3::uuid IS NULL OR stream_id = $3 ORDER BY since, stream_id, read_model LIMIT $4

-- name: counted
SELECT count(DISTINCT stream_id) AS streams,
       count(DISTINCT stream_id) FILTER (WHERE reason = 'manipulated') AS manipulated
FROM set_aside JOIN unnest($1::text[], $2::int[]) AS mine (read_model, model_version) USING (read_model, model_version)
