-- name: lock
-- One installer of a name at a time.
SELECT pg_advisory_xact_lock(hashtextextended($1, 0))

-- name: install
-- The next version, or the newest one when it has the same content.
WITH newest AS (
  SELECT version, sha256 FROM reference_data WHERE kind = $1 AND name = $2 ORDER BY version DESC LIMIT 1
), added AS (
  INSERT INTO reference_data (kind, name, version, content, sha256, installed_by)
  SELECT $1, $2, coalesce((SELECT version FROM newest), 0) + 1, $3, $4, $5
  WHERE NOT EXISTS (SELECT FROM newest WHERE sha256 = $4)
  RETURNING version
)
SELECT version FROM added UNION ALL SELECT version FROM newest WHERE sha256 = $4

-- name: get
-- One version, or the newest.
SELECT kind, name, version, sha256, content FROM reference_data
WHERE kind = $1 AND name = $2 AND version = coalesce($3, version) ORDER BY version DESC LIMIT 1

-- name: installed
-- Everything installed, without its content.
SELECT kind, name, version, sha256, installed_at, installed_by FROM reference_data ORDER BY kind, name, version DESC
