-- name: act
-- Publish the version that an act makes, from the newest one, and keep the act (migrations/0017_register_acts.sql).
SELECT act_on_register($1, $2, $3, $4, $5, $6)

-- name: get
-- An act by its command, if it was done.
SELECT command_id, version, act, actor, acted_at FROM register_act WHERE command_id = $1

-- name: listed
-- The newest acts first, those before version $1 if there is one.
SELECT command_id, version, act, actor, acted_at FROM register_act
WHERE $1::int IS NULL OR version < $1 ORDER BY acted_at DESC, version DESC LIMIT $2
