-- name: by_session
-- Whose session a digest opens, with the newest version of the organs and how many
-- editions of procedures there are, which say what the roles of organs do. That it was used is written once a minute.
WITH used AS (
  UPDATE session SET seen_at = now()
  WHERE id_digest = $1 AND seen_at < now() - interval '1 minute'
    AND seen_at > now() - interval '30 minutes' AND began_at > now() - interval '12 hours'
)
SELECT s.session_id, s.account_id, s.person, s.position, s.for_person, s.method, a.break_glass,
       (SELECT max(version) FROM reference_data WHERE kind = 'organs' AND name = $2) AS organs,
       (SELECT count(*) FROM reference_data WHERE kind = 'pack') AS packs
FROM session s LEFT JOIN account a USING (account_id)
WHERE s.id_digest = $1 AND s.seen_at > now() - interval '30 minutes' AND s.began_at > now() - interval '12 hours'
  AND a.disabled_at IS NULL

-- name: by_token
-- Whose machine token a digest is, with the newest version of the organs and how many
-- editions of procedures there are, which say what the roles of organs do. That it was used is written once a minute.
WITH used AS (
  UPDATE machine_token SET used_at = now()
  WHERE digest = $1 AND revoked_at IS NULL AND expires_at > now()
    AND (used_at IS NULL OR used_at < now() - interval '1 minute')
)
SELECT t.token_id, t.person, t.position, t.for_person, t.scope,
       (SELECT max(version) FROM reference_data WHERE kind = 'organs' AND name = $2) AS organs,
       (SELECT count(*) FROM reference_data WHERE kind = 'pack') AS packs
FROM machine_token t WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > now()

-- name: newest
SELECT (SELECT max(version) FROM reference_data WHERE kind = 'organs' AND name = $1) AS organs,
       (SELECT count(*) FROM reference_data WHERE kind = 'pack') AS packs
