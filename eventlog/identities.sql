-- name: without_keys
-- Entries of the register that nothing leads to yet.
SELECT * FROM subject s WHERE merged_into IS NULL
  AND NOT EXISTS (SELECT FROM subject_key k WHERE k.subject_id = s.subject_id AND k.version = s.version)

-- name: enter_key
INSERT INTO subject_key (subject_id, version, names, unit, identifier) VALUES ($1, $2, $3, $4, $5)

-- name: openings
-- The first events of all cases, the earliest first.
SELECT stream_id, payload FROM event WHERE version = 1 AND type = 'case_opened' ORDER BY recorded_at, stream_id

-- name: enter_case
-- Of several cases that one number began, written differently, the first counts.
INSERT INTO case_of_number (case_id, stream_id) VALUES ($1, $2) ON CONFLICT DO NOTHING
