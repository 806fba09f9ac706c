-- name: waiting
-- How much waits for a reader among what is looked at; the arguments of tasks.sql, then $15 who reads.
SELECT (SELECT count(*) FROM (SELECT FROM task WHERE tab IN ('mine', 'unclaimed', 'votes', 'notices') LIMIT {shown}) t) AS tasks,
       {more} AS more,
       (SELECT count(*) FROM (SELECT FROM notice WHERE person = $15 AND position = $4 AND read_at IS NULL LIMIT {shown}) n) AS notices
