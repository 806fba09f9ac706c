-- name: connected
-- Some subjects with all that they are connected with by successions and merges, each with who it is now and what it is;
-- beside them the place of the last change of the whole register. As an array, so that the server looks each of them up.
SELECT DISTINCT ON (subject_id) subject_id, coalesce(merged_into, subject_id) AS root, kind,
       (SELECT coalesce(max(place), 0) FROM subject_change) AS seen
FROM subject WHERE subject_id = ANY (ARRAY(SELECT subjects_connected($1)))
ORDER BY subject_id, version DESC

-- name: changes
-- Their changes, in the order in which they were recorded.
SELECT * FROM subject_change WHERE place <= $2 AND (subjects && $1::uuid[] OR successors && $1::uuid[]) ORDER BY place

-- name: change
-- One change (migrations/0023_subject_changes.sql).
SELECT change_subjects($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- name: digest
-- Which command the ledger holds under an id.
SELECT digest FROM command WHERE command_id = $1
