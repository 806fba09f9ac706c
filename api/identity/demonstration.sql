-- name: settle
INSERT INTO installation (demonstration) VALUES ($1) ON CONFLICT DO NOTHING

-- name: is_demonstration
SELECT is_demonstration()
