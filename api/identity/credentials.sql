-- name: by_session
-- Whose session a digest opens, with how often anything was published: that tells what the roles of organs do.
-- `rested`: that it was used was last written more than a minute ago.
SELECT s.session_id, s.account_id, s.person, s.position, s.for_person, s.method, a.break_glass,
       now() - s.verified_at AS verified_ago,
       s.method = 'persona' AND NOT EXISTS (SELECT FROM account) AS demonstrates,
       s.seen_at < now() - interval '1 minute' AS rested, (SELECT count FROM publication) AS publications
FROM session s LEFT JOIN account a USING (account_id)
WHERE s.id_digest = $1 AND s.seen_at > now() - interval '30 minutes' AND s.began_at > now() - interval '12 hours'
  AND a.disabled_at IS NULL

-- name: session_used
UPDATE session SET seen_at = now()
WHERE id_digest = $1 AND seen_at > now() - interval '30 minutes' AND began_at > now() - interval '12 hours'

-- name: by_token
-- Whose machine token a digest is, with the same.
SELECT t.token_id, t.person, t.position, t.for_person, t.scope, t.addresses,
       t.demonstrates AND NOT EXISTS (SELECT FROM account) AS demonstrates,
       t.used_at IS NULL OR t.used_at < now() - interval '1 minute' AS rested,
       (SELECT count FROM publication) AS publications
FROM machine_token t WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > now()

-- name: token_used
UPDATE machine_token SET used_at = now() WHERE digest = $1 AND revoked_at IS NULL AND expires_at > now()
