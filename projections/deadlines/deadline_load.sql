-- All read tallies of the deadline board; $1 says who counts duties as theirs: places, or the mark of an organ.

-- name: by_day
-- Open duties per organ and day, $2 today to $3; a null day holds what is overdue.
-- A provisional date that has passed is no breach and a stopped clock is due on no day: neither is counted.
SELECT organ, CASE WHEN due_on >= $2::date THEN due_on END AS day, sum(n)::bigint AS count
FROM read_model.open_duties_v6
WHERE seen_by = ANY ($1::text[]) AND NOT paused AND NOT history_open AND n > 0
  AND due_on <= $3::date AND (due_on >= $2 OR NOT provisional)
GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST

-- name: ages
-- Open terms of steps by their limit: how many, how many stand still or are over, and which age in working days half of them and
-- nine of ten do not exceed, by nearest rank. $2 today, $3 the ordinals of working days, of all years since the first term began.
WITH term AS (
  SELECT pack, step, name, amount, unit, force, n, starts_on, paused, due_on < $2::date AND NOT paused AND NOT provisional AS over,
         {used_days} AS days
  FROM read_model.open_terms_v6 WHERE seen_by = ANY ($1::text[]) AND n > 0
), aged AS (
  SELECT pack, step, amount, unit, force, days, any_value(name) AS name, sum(n) AS n,
         coalesce(sum(n) FILTER (WHERE paused), 0) AS paused, coalesce(sum(n) FILTER (WHERE over), 0) AS over,
         min(starts_on) AS first_start
  FROM term GROUP BY pack, step, amount, unit, force, days
), ranked AS (
  SELECT *, sum(n) OVER (alike ORDER BY days) AS upto, sum(n) OVER alike AS count
  FROM aged WINDOW alike AS (PARTITION BY pack, step, amount, unit, force)
)
SELECT pack, step, any_value(name) AS name, amount, unit, force, max(count)::int AS count, sum(paused)::int AS paused,
       min(days) FILTER (WHERE upto * 100 >= count * 50) AS median_days,
       min(days) FILTER (WHERE upto * 100 >= count * 90) AS p90_days, sum(over)::int AS over,
       min(first_start) AS first_start
FROM ranked GROUP BY pack, step, amount, unit, force ORDER BY pack, step, amount, unit, force

-- name: figures
-- The figures of the board, by the conditions of its lists; $2 today, $3 the last day that is soon, $4 organ, $5 day.
SELECT coalesce(sum(n) FILTER (WHERE running AND due_on < $2::date AND NOT provisional), 0)::bigint AS overdue,
       coalesce(sum(n) FILTER (WHERE running AND due_on = $2), 0)::bigint AS today,
       coalesce(sum(n) FILTER (WHERE running AND due_on > $2 AND due_on <= $3::date), 0)::bigint AS soon,
       coalesce(sum(n) FILTER (WHERE NOT history_open AND paused), 0)::bigint AS paused,
       coalesce(sum(n) FILTER (WHERE running AND provisional), 0)::bigint AS provisional,
       coalesce(sum(n), 0)::bigint AS all
FROM (SELECT *, NOT history_open AND NOT paused AS running FROM read_model.open_duties_v6
      WHERE seen_by = ANY ($1::text[]) AND ($4::text IS NULL OR organ = $4)
        AND ($5::date IS NULL OR due_on = $5 AND NOT paused AND NOT history_open)) AS alike

-- name: organs
-- Who has an open duty.
SELECT DISTINCT organ FROM read_model.open_duties_v6 WHERE seen_by = ANY ($1::text[]) AND n > 0 ORDER BY organ
