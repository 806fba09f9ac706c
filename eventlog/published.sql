-- name: contents
SELECT DISTINCT ON (sha256) sha256, content FROM reference_data WHERE sha256 = ANY ($1)

-- name: pack
-- The content of a published edition of a pack, by its hash; no calendar has it by chance.
SELECT content FROM reference_data WHERE kind = 'pack' AND sha256 = $1 LIMIT 1
