-- name: begin
INSERT INTO result_batch (batch_id, asked_digest, person, position, organ, place, for_person, purpose, content, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING true

-- name: rows
INSERT INTO result_batch_row (batch_id, line, state, content)
SELECT $1, line, state, content FROM unnest($2::int[], $3::text[], $4::bytea[]) AS row (line, state, content)

-- name: get
SELECT b.*, (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (
               SELECT state, count(*) AS n FROM result_batch_row r WHERE r.batch_id = b.batch_id GROUP BY state) AS c) AS counts
FROM result_batch b WHERE batch_id = $1

-- name: of_person
SELECT batch_id FROM result_batch WHERE person = $1 ORDER BY sent_at DESC LIMIT $2

-- name: open
-- Lists with rows that wait, the oldest first.
SELECT batch_id FROM result_batch b WHERE ended IS NULL
  AND EXISTS (SELECT FROM result_batch_row r WHERE r.batch_id = b.batch_id AND r.state = 'waiting')
ORDER BY sent_at LIMIT $1

-- name: claim
-- The next rows that wait, held until the transaction ends: no other process answers them meanwhile.
SELECT r.line, r.content FROM result_batch_row r JOIN result_batch b USING (batch_id)
WHERE batch_id = $1 AND r.state = 'waiting' AND b.ended IS NULL ORDER BY r.line LIMIT $2 FOR UPDATE OF r SKIP LOCKED

-- name: settle
UPDATE result_batch_row AS r SET state = s.state, query_id = s.query_id
FROM unnest($2::int[], $3::text[], $4::uuid[]) AS s (line, state, query_id)
WHERE r.batch_id = $1 AND r.line = s.line AND r.state = 'waiting'

-- name: pause
UPDATE result_batch SET resumes_at = $2 WHERE batch_id = $1

-- name: end
-- Once, while there is something left to do.
UPDATE result_batch b SET ended = $2, ended_at = $3
WHERE batch_id = $1 AND ended IS NULL
  AND EXISTS (SELECT FROM result_batch_row r WHERE r.batch_id = b.batch_id AND r.state = 'waiting') RETURNING true

-- name: listed
SELECT line, state, content, query_id FROM result_batch_row WHERE batch_id = $1 ORDER BY line
