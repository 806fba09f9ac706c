-- How much waits for a reader; the arguments of tasks.sql, then $15 who reads, $16 how many open rows are looked at, and $17
-- how many are counted.

-- name: looked
looked AS (SELECT i.* FROM {all} i WHERE i.done_on IS NULL AND i.organ = ($1::text[])[1] LIMIT $16)

-- name: looked_by_unit
theirs AS MATERIALIZED (SELECT case_id FROM read_model.case_lines_v1 WHERE concerned && $2::text[] LIMIT $16),
looked AS (
  (SELECT i.* FROM {all} i WHERE i.done_on IS NULL AND i.organ = ANY ($1::text[]) LIMIT $16)
  UNION ALL
  (SELECT i.* FROM theirs CROSS JOIN LATERAL (
     SELECT i.* FROM {all} i WHERE i.case_id = theirs.case_id AND i.organ = 'subject' AND i.done_on IS NULL OFFSET 0) i
   LIMIT $16))

-- name: not_looked
OR (SELECT count(*) FROM theirs) >= $16

-- name: waiting
SELECT (SELECT count(*) FROM (SELECT FROM task WHERE tab IN ('mine', 'unclaimed', 'votes', 'notices') LIMIT $17) t) AS tasks,
       (SELECT count(*) FROM looked) >= $16 {not_looked} AS more,
       (SELECT count(*) FROM (SELECT FROM notice WHERE person = $15 AND position = $4 AND read_at IS NULL LIMIT $17) n) AS notices
