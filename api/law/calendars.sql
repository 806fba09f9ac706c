-- name: behind
-- How many open terms were not yet held against a version of the calendar, and how many there are.
SELECT count(*) FILTER (WHERE checked_version < $1) AS behind, count(*) AS terms
FROM read_model.deadline_board_v5 WHERE state = 'open' AND NOT paused
