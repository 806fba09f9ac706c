-- name: open_cases
-- How many open cases are pinned to each content of a pack.
SELECT pack_sha256, n AS cases FROM read_model.open_cases_v1 WHERE n > 0
