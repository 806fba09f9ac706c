-- name: behind
-- How many open terms were not yet held against a version of the calendar, and how many there are.
SELECT coalesce(sum(n) FILTER (WHERE checked_version < $1), 0)::bigint AS behind, coalesce(sum(n), 0)::bigint AS terms
FROM read_model.held_against_v6
