-- name: propose
INSERT INTO notice_hook (hook_id, name, url, place, state, secret, proposed_by, made_at, changed_at)
VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7, $7)

-- name: approve
-- By somebody else than who proposed it.
UPDATE notice_hook SET state = 'active', approved_by = $2, because = NULL, changed_at = $3
WHERE hook_id = $1 AND state <> 'active' AND proposed_by <> $2 RETURNING hook_id

-- name: disable
UPDATE notice_hook SET state = 'disabled', because = $2, changed_at = $3
WHERE hook_id = $1 AND state <> 'disabled' RETURNING hook_id

-- name: rotate
UPDATE notice_hook SET earlier = secret, secret = $2, changed_at = $3 WHERE hook_id = $1 RETURNING hook_id

-- name: listed
SELECT hook_id, name, url, place, state, because, proposed_by, approved_by, made_at, changed_at,
       earlier IS NOT NULL AS two_secrets
FROM notice_hook ORDER BY made_at, hook_id
