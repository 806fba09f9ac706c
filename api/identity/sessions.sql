-- name: begin
WITH over AS (DELETE FROM session WHERE began_at < now() - interval '12 hours')
INSERT INTO session (session_id, id_digest, account_id, person, position, for_person, method, device, address, oidc_sid, id_token, verified_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, least(coalesce($12, now()), now())
WHERE $3::uuid IS NOT NULL OR is_demonstration()

-- name: act_in
-- The session goes on under another id, so that one that was known before opens nothing in the new position.
UPDATE session SET id_digest = $2, position = $3, for_person = $4, seen_at = now() WHERE id_digest = $1

-- name: verified
-- The session goes on under another id; one that has run out stays so.
UPDATE session SET id_digest = $2, verified_at = now(), seen_at = now()
WHERE id_digest = $1 AND seen_at > now() - interval '30 minutes' AND began_at > now() - interval '12 hours'
RETURNING session_id

-- name: end
DELETE FROM session WHERE id_digest = $1 RETURNING session_id, person, method, id_token

-- name: end_one
DELETE FROM session WHERE session_id = $1 AND person = $2 RETURNING session_id

-- name: end_all
DELETE FROM session WHERE person = $1 AND session_id IS DISTINCT FROM $2 RETURNING session_id

-- name: end_at_provider
-- Those of a person that the provider ended: of its own session, or all. Only what began before it said so: the same
-- word said again ends nothing that began since.
DELETE FROM session s USING account a
WHERE s.account_id = a.account_id AND a.oidc_issuer = $1
  AND ($2::text IS NULL OR a.oidc_subject = $2) AND ($3::text IS NULL OR s.oidc_sid = $3)
  AND s.method = 'oidc' AND s.began_at < $4
RETURNING s.person

-- name: of_person
SELECT session_id, position, for_person, method, device, address, began_at, seen_at FROM session
WHERE person = $1 AND seen_at > now() - interval '30 minutes' AND began_at > now() - interval '12 hours'
ORDER BY began_at DESC
