-- name: waiting
-- How much waits for a reader among what is looked at; the arguments of tasks.sql, then $15 who reads. Once there is as much
-- as is shown, no more is looked at.
SELECT tasks, CASE WHEN tasks >= {shown} THEN true ELSE {more} END AS more,
       (SELECT count(*) FROM (SELECT FROM notice WHERE person = $15 AND position = $4 AND read_at IS NULL LIMIT {shown}) n) AS notices
FROM (SELECT count(*) AS tasks
      FROM (SELECT FROM task WHERE tab IN ('mine', 'unclaimed', 'votes', 'notices') LIMIT {shown}) t) AS counted
