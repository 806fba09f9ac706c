-- name: of_people
SELECT person, mail, verified_at, code, code_until, code_tries, quiet_from, quiet_until, working_days, muted, digest_after
FROM notice_choice WHERE person = ANY ($1::text[])

-- name: choose
INSERT INTO notice_choice (person, quiet_from, quiet_until, working_days, muted, digest_after, chosen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (person) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
  working_days = excluded.working_days, muted = excluded.muted, digest_after = excluded.digest_after,
  chosen_at = excluded.chosen_at

-- name: ask_to_verify
UPDATE notice_choice SET mail = $2, code = $3, code_until = $4, code_tries = 0, verified_at = NULL WHERE person = $1

-- name: tried
UPDATE notice_choice SET code_tries = code_tries + 1 WHERE person = $1 RETURNING code_tries

-- name: verified
UPDATE notice_choice SET verified_at = $2, code = NULL, code_until = NULL WHERE person = $1

-- name: forget_mail
UPDATE notice_choice SET mail = NULL, code = NULL, code_until = NULL, verified_at = NULL WHERE person = $1

-- name: active_hooks
SELECT hook_id, place FROM notice_hook WHERE state = 'active' ORDER BY made_at, hook_id
