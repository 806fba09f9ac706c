-- name: visible
-- Which of these cases lie in one's jurisdictions.
SELECT case_id FROM read_model.case_page_v4 WHERE case_id = ANY ($1::uuid[]) AND jurisdiction = ANY ($2::text[])

-- name: behind
-- How many open terms were not yet held against a version of the calendar, and how many there are.
SELECT count(*) FILTER (WHERE checked_version < $1) AS behind, count(*) AS terms
FROM read_model.deadline_board_v3 WHERE state = 'open' AND NOT paused
