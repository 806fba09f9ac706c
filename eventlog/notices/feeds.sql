-- name: make
WITH earlier AS (
  UPDATE calendar_feed SET revoked_at = $5 WHERE person = $3 AND position = $4 AND revoked_at IS NULL
)
INSERT INTO calendar_feed (feed_id, digest, person, position, made_at) VALUES ($1, $2, $3, $4, $5) RETURNING feed_id

-- name: revoke
UPDATE calendar_feed SET revoked_at = $3 WHERE person = $1 AND position = $2 AND revoked_at IS NULL

-- name: of_owner
SELECT feed_id, person, position, made_at, read_at FROM calendar_feed
WHERE person = $1 AND position = $2 AND revoked_at IS NULL

-- name: asked_for
UPDATE calendar_feed SET read_at = $2 WHERE digest = $1 AND revoked_at IS NULL
RETURNING feed_id, person, position, made_at, read_at

-- name: lock
-- Two who ask at once are told the same.
SELECT feed_id FROM calendar_feed WHERE feed_id = $1 FOR UPDATE

-- name: entries
SELECT uid, due_on, summary, sequence, cancelled, changed_at FROM calendar_entry WHERE feed_id = $1

-- name: keep
INSERT INTO calendar_entry (feed_id, uid, due_on, summary, sequence, cancelled, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (feed_id, uid) DO UPDATE SET due_on = excluded.due_on, summary = excluded.summary, sequence = excluded.sequence,
  cancelled = excluded.cancelled, changed_at = excluded.changed_at
