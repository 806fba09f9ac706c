-- name: keep
INSERT INTO reconciliation (begun_at, compared, differed, unrepaired) VALUES ($1, $2, $3, $4)

-- name: last
SELECT begun_at, ended_at, compared, differed, unrepaired FROM reconciliation ORDER BY ended_at DESC LIMIT 1
