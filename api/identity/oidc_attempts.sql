-- name: begin
WITH over AS (DELETE FROM oidc_attempt WHERE made_at < now() - interval '10 minutes')
INSERT INTO oidc_attempt (browser_digest, state_digest, nonce, verifier, wanted, invitation, anew)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: take
-- What a browser comes back for, once: whoever brings it again finds nothing.
DELETE FROM oidc_attempt WHERE browser_digest = $1 AND made_at > now() - interval '10 minutes'
RETURNING state_digest, nonce, verifier, wanted, invitation, made_at, anew
