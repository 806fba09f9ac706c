-- name: by_login
SELECT account_id, person, login, password, totp_seed, totp_step, break_glass, disabled_at IS NOT NULL AS disabled,
       oidc_subject IS NOT NULL AS at_provider
FROM account WHERE login_key = $1

-- name: by_person
SELECT account_id, person, login, password, totp_seed, totp_step, break_glass, disabled_at IS NOT NULL AS disabled,
       oidc_subject IS NOT NULL AS at_provider
FROM account WHERE person = $1

-- name: by_subject
SELECT account_id, person, login, password, totp_seed, totp_step, break_glass, disabled_at IS NOT NULL AS disabled,
       oidc_subject IS NOT NULL AS at_provider
FROM account WHERE oidc_issuer = $1 AND oidc_subject = $2

-- name: all
SELECT account_id, person, login, NULL AS password, NULL AS totp_seed, totp_step, break_glass,
       disabled_at IS NOT NULL AS disabled, oidc_subject IS NOT NULL AS at_provider
FROM account

-- name: any
SELECT EXISTS (SELECT FROM account)

-- name: with_password
-- Make an account, or give the person's own another password. A lost second factor goes with a lost password.
INSERT INTO account AS known (account_id, person, login, login_key, password)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person) DO UPDATE SET login = $3, login_key = $4, password = $5, totp_seed = NULL, disabled_at = NULL
RETURNING account_id

-- name: at_provider
INSERT INTO account AS known (account_id, person, oidc_issuer, oidc_subject)
VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO UPDATE SET oidc_issuer = $3, oidc_subject = $4, disabled_at = NULL
RETURNING account_id

-- name: set_password
UPDATE account SET password = $2 WHERE account_id = $1

-- name: set_seed
UPDATE account SET totp_seed = $2, totp_step = $3 WHERE account_id = $1

-- name: use_step
-- A code opens once, however many come with it at once.
UPDATE account SET totp_step = $2 WHERE account_id = $1 AND totp_step < $2 RETURNING account_id

-- name: keep_codes
WITH before AS (DELETE FROM recovery_code WHERE account_id = $1 AND NOT digest = ANY ($2))
INSERT INTO recovery_code (account_id, digest) SELECT $1, unnest($2::bytea[]) ON CONFLICT DO NOTHING

-- name: use_code
DELETE FROM recovery_code WHERE account_id = $1 AND digest = $2 RETURNING account_id

-- name: codes_left
SELECT count(*) FROM recovery_code WHERE account_id = $1

-- name: disable
UPDATE account SET disabled_at = now() WHERE person = $1 AND disabled_at IS NULL RETURNING account_id

-- name: enable
UPDATE account SET disabled_at = NULL WHERE person = $1 AND disabled_at IS NOT NULL RETURNING account_id

-- name: no_break_glass
UPDATE account SET break_glass = false WHERE break_glass

-- name: break_glass
UPDATE account SET break_glass = true WHERE person = $1 AND password IS NOT NULL RETURNING account_id

-- name: invite
-- The last invitation of a person is the one that holds.
WITH before AS (DELETE FROM invitation WHERE person IS NOT DISTINCT FROM $2 OR expires_at < now())
INSERT INTO invitation (code_digest, person, made_by, expires_at) VALUES ($1, $2, $3, now() + $4::interval)

-- name: invited
SELECT person FROM invitation WHERE code_digest = $1 AND expires_at > now()

-- name: use_invitation
DELETE FROM invitation WHERE code_digest = $1 AND expires_at > now() RETURNING person

-- name: note
INSERT INTO account_event (kind, person, by_person, method, address, note) VALUES ($1, $2, $3, $4, $5, $6)

-- name: noted
SELECT at, kind, person, by_person, method, address, note FROM account_event
WHERE $1::text IS NULL OR person = $1 ORDER BY at DESC LIMIT $2

-- name: note_refused_token
-- That a token was tried from an address where it is not good, unless that was written down within the last minute.
INSERT INTO account_event (kind, person, address, note)
SELECT 'token_refused', t.person, $2, t.name FROM machine_token t
WHERE t.token_id = $1 AND NOT EXISTS (
  SELECT FROM account_event e
  WHERE e.kind = 'token_refused' AND e.at > clock_timestamp() - interval '1 minute'
    AND e.note = t.name AND e.person = t.person AND e.address = $2)
