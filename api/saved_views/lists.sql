-- Saved views of lists. A reader sees those of their organ and, in the post in which they saved them, their own.

-- name: views
SELECT v.id, v.name, v.query, v.shared, (v.person, v.position) = ($3::text, $4::text) AS own, u.view_id IS NOT NULL AS usual
FROM saved_view v LEFT JOIN saved_view_usual u ON (u.person, u.position, u.list, u.view_id) = ($3, $4, v.list, v.id)
WHERE v.list = $1 AND CASE WHEN v.shared THEN v.organ = $2 ELSE (v.person, v.position) = ($3, $4) END
ORDER BY v.shared, v.name

-- name: view
SELECT v.list, v.id, v.name, v.query, v.shared, (v.person, v.position) = ($3::text, $4::text) AS own, u.view_id IS NOT NULL AS usual
FROM saved_view v LEFT JOIN saved_view_usual u ON (u.person, u.position, u.list, u.view_id) = ($3, $4, v.list, v.id)
WHERE v.id = $1 AND CASE WHEN v.shared THEN v.organ = $2 ELSE (v.person, v.position) = ($3, $4) END

-- name: save
-- One owner has a name once in a list: saved again by the same person in the same post it means the new address.
INSERT INTO saved_view AS v (list, name, query, shared, owner, organ, person, position, saved_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
WHERE (SELECT count(*) FROM saved_view WHERE list = $1 AND owner = $5 AND name <> $2) < 100
ON CONFLICT (list, owner, name) DO UPDATE SET query = excluded.query, saved_at = excluded.saved_at
  WHERE (v.person, v.position) = (excluded.person, excluded.position)
RETURNING id

-- name: change
UPDATE saved_view SET query = $4 WHERE id = $1 AND (person, position) = ($2, $3) RETURNING list

-- name: remove
DELETE FROM saved_view WHERE id = $1 AND (person, position) = ($2, $3) RETURNING list

-- name: open_with
INSERT INTO saved_view_usual (person, position, list, view_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (person, position, list) DO UPDATE SET view_id = excluded.view_id

-- name: open_plainly
DELETE FROM saved_view_usual WHERE (person, position, list) = ($1, $2, $3)
