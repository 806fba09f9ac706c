-- name: record
-- A receipt, once for each key; nothing comes back where it is there already.
INSERT INTO result_query (query_id, asked_digest, asked_at, person, position, organ, place, for_person, purpose, answer,
                          digest, content, batch_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (query_id) DO NOTHING RETURNING *

-- name: by_id
SELECT * FROM result_query WHERE query_id = ANY ($1::uuid[])

-- name: by_serial
SELECT * FROM result_query WHERE serial = $1

-- name: of_person
-- The newest receipts of single queries of somebody.
SELECT * FROM result_query WHERE person = $1 AND batch_id IS NULL ORDER BY serial DESC LIMIT $2

-- name: counted
-- How many queries readers of some places made, by organ, reader and purpose, with how they were answered.
SELECT organ, position, person, purpose, count(*) AS queries, count(*) FILTER (WHERE batch_id IS NOT NULL) AS in_lists,
       count(*) FILTER (WHERE answer = 'in_force') AS in_force, count(*) FILTER (WHERE answer = 'in_progress') AS in_progress,
       count(*) FILTER (WHERE answer = 'none') AS none, count(*) FILTER (WHERE answer = 'no_right') AS no_right
FROM result_query WHERE place = ANY ($1::text[]) AND asked_at >= $2 AND asked_at < $3
GROUP BY organ, position, person, purpose ORDER BY organ, queries DESC, person, position, purpose LIMIT $4
