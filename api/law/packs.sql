-- name: open_cases
-- How many open cases are pinned to each content of a pack.
SELECT pack_sha256, count(*) AS cases FROM read_model.case_page_v6 WHERE NOT closed GROUP BY pack_sha256
