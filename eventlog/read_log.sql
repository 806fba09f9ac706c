-- name: write
-- Rows as JSON. Who has looked up more people within the hour than $2 is limited: the row says so, and its answer is not
-- given. `free_at`: when the oldest of these is an hour old. With $3 `off` its commit does not wait
-- for the disk.
WITH asked AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (
    number int, at timestamptz, request_id text, person text, position text, organ text, for_person text,
    reader_place text, place text, action text, sensitivity text, resource text, ids uuid[], count int, look_ups int,
    purpose text, basis text[], result text, private text)
), judged AS (
  SELECT a.*, a.look_ups > 0 AND a.result = 'told' AND coalesce(hour.looked_up, 0)
           + sum(a.look_ups) OVER (PARTITION BY a.person ORDER BY a.number) > $2 AS limited, hour.free_at
  FROM asked a LEFT JOIN LATERAL (
    SELECT sum(l.look_ups) AS looked_up, min(l.at) + interval '1 hour' AS free_at FROM read_log l
    WHERE a.look_ups > 0 AND l.look_ups > 0 AND l.person = a.person AND l.at > a.at - interval '1 hour' AND l.result = 'told'
  ) AS hour ON true
), written AS (
  INSERT INTO read_log (at, request_id, person, position, organ, for_person, reader_place, place, action, sensitivity,
                        resource, ids, count, look_ups, purpose, basis, result, private)
  SELECT at, request_id, person, position, organ, for_person, reader_place, place, action, sensitivity, resource,
         CASE WHEN limited THEN '{}' ELSE ids END, CASE WHEN limited THEN 0 ELSE count END, look_ups, purpose, basis,
         CASE WHEN limited THEN 'limited' ELSE result END, decode(private, 'base64')
  FROM judged, set_config('synchronous_commit', coalesce($3, current_setting('synchronous_commit')), true) ORDER BY number
)
SELECT number, free_at FROM judged WHERE limited

-- name: read
-- The newest first: of readers of the places $1, or of things that lie in them; of a person, a thing, a result, if asked.
SELECT to_jsonb(r) - 'private' || jsonb_build_object('private', encode(r.private, 'base64')) FROM read_log r
WHERE (reader_place = ANY ($1::text[]) OR place = ANY ($1))
  AND ($2::text[] IS NULL OR person = ANY ($2) OR for_person = ANY ($2)) AND ($3::uuid IS NULL OR ids @> ARRAY[$3])
  AND ($4::text IS NULL OR sensitivity = $4) AND ($5::text IS NULL OR result = $5)
  AND ($6::bigint IS NULL OR id < $6)
ORDER BY id DESC LIMIT $7

-- name: remove
-- What is older than $1 months.
WITH removed AS (DELETE FROM read_log WHERE at < now() - make_interval(months => $1) RETURNING 1)
SELECT count(*) FROM removed
