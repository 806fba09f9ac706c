-- name: count
SELECT count_sign_in_attempt($1, $2, $3)

-- name: succeeded
-- Of the name nothing is held against anybody any more; of the address only that this one was no failure.
WITH forgotten AS (DELETE FROM sign_in_attempt WHERE key = ANY ($1))
UPDATE sign_in_attempt SET failures = greatest(0, failures - 1), wait_until = clock_timestamp() WHERE key = $2
