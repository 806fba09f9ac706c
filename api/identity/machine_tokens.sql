-- name: make
INSERT INTO machine_token (token_id, digest, name, person, position, for_person, scope, made_by, expires_at, addresses)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(days => $9), $10)
RETURNING expires_at

-- name: renew
-- Those of a demonstration's tokens that are kept in its file and were not revoked, for another year; and which they are.
UPDATE machine_token SET made_at = now(), expires_at = now() + interval '365 days'
WHERE digest = ANY ($1) AND revoked_at IS NULL RETURNING digest

-- name: make_many
INSERT INTO machine_token (token_id, digest, name, person, position, scope, made_by, expires_at, demonstrates)
SELECT gen_random_uuid(), digest, $5, person, position, 'act', $2, now() + interval '365 days', true
FROM unnest($1::bytea[], $3::text[], $4::text[]) AS made (digest, person, position)

-- name: revoke
UPDATE machine_token SET revoked_at = now(), revoked_by = $2 WHERE token_id = $1 AND revoked_at IS NULL
RETURNING token_id, name, person, position, for_person, scope, made_by, made_at, expires_at, used_at, revoked_at, revoked_by,
          addresses

-- name: listed
SELECT token_id, name, person, position, for_person, scope, made_by, made_at, expires_at, used_at, revoked_at, revoked_by, addresses
FROM machine_token ORDER BY revoked_at IS NOT NULL, made_at DESC, token_id LIMIT 500
