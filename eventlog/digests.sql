-- name: keep
-- The digest of a day, unless there is one.
INSERT INTO digest (day, log_index, content) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING RETURNING day

-- name: get
SELECT day, log_index, content, composed_at FROM digest WHERE day = $1

-- name: before
-- The latest digests before a day, or of all with NULL.
SELECT day, log_index, content, composed_at FROM digest
WHERE $1::date IS NULL OR day < $1 ORDER BY day DESC LIMIT $2
