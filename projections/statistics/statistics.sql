-- Figures from the tallies of read models (projections/projector/tally.py); $1 is always the jurisdictions that the reader
-- reaches. One statement for each block of a page. A time that is asked for, $2 to $3, is of whole months.

-- name: divergence
-- Decided cases with like findings (same pack, ground and results of all criteria), by what was decided in them; groups
-- of fewer than $2 cases are counted and not told. Several subjects of a case count by the outcomes that occur among them.
WITH alike_decided AS (
  SELECT pack, ground, alike, outcomes, sum(n)::bigint AS cases
  FROM read_model.decided_alike_v2 WHERE jurisdiction = ANY ($1::text[]) AND n > 0 GROUP BY 1, 2, 3, 4
), grouped AS (
  SELECT pack, ground, alike, sum(cases)::int AS cases, count(*) > 1 AS differs,
         jsonb_agg(jsonb_build_object('outcomes', outcomes, 'cases', cases) ORDER BY cases DESC, outcomes) AS distribution
  FROM alike_decided GROUP BY 1, 2, 3
)
SELECT jsonb_build_object(
  'withheld', count(*) FILTER (WHERE cases < $2),
  'groups', coalesce(jsonb_agg(to_jsonb(g) ORDER BY differs DESC, cases DESC, pack, ground, alike)
                     FILTER (WHERE cases >= $2), '[]'))
FROM grouped g

-- name: grounds
-- How often each ground was relied on, by the edition that names it; $2 from this day on.
SELECT to_jsonb(used) FROM (
  SELECT pack, edition, pack_sha256, ground, sum(n)::bigint AS cases,
         coalesce(sum(n) FILTER (WHERE opened_on >= $2::date), 0)::bigint AS recent
  FROM read_model.grounds_used_v1 WHERE jurisdiction = ANY ($1::text[]) AND n > 0
  GROUP BY 1, 2, 3, 4) AS used
ORDER BY pack, edition, ground

-- name: years
-- The years in which cases were opened, the newest first.
SELECT DISTINCT extract(year FROM opened_month)::int AS year FROM read_model.cases_opened_v1
WHERE jurisdiction = ANY ($1::text[]) AND n > 0 ORDER BY year DESC

-- name: applications
-- Cases opened from $2 to $3, by place and route: each is accepted, not accepted, undecided, withdrawn before that, or was never
-- to be accepted; one that was accepted may have been withdrawn later.
SELECT jurisdiction AS place, to_jsonb(opened) - 'jurisdiction' AS line FROM (
  SELECT jurisdiction, route, sum(n) AS filed, coalesce(sum(n) FILTER (WHERE accepted), 0) AS accepted,
         coalesce(sum(n) FILTER (WHERE NOT accepted), 0) AS not_accepted,
         coalesce(sum(n) FILTER (WHERE accepted IS NULL AND NOT withdrawn AND asked), 0) AS undecided,
         coalesce(sum(n) FILTER (WHERE accepted IS NULL AND withdrawn), 0) AS withdrawn_undecided,
         coalesce(sum(n) FILTER (WHERE accepted IS NULL AND NOT withdrawn AND NOT asked), 0) AS unasked,
         coalesce(sum(n) FILTER (WHERE withdrawn), 0) AS withdrawn
  FROM read_model.cases_opened_v1
  WHERE jurisdiction = ANY ($1::text[]) AND opened_month BETWEEN $2::date AND $3::date AND n > 0
  GROUP BY jurisdiction, route) AS opened
ORDER BY jurisdiction, filed DESC, route

-- name: outcomes
-- Subjects whose case was decided from $2 to $3, by place and the outcome as it stands now.
SELECT jurisdiction AS place, outcome, sum(n)::bigint AS count
FROM read_model.outcomes_decided_v2
WHERE jurisdiction = ANY ($1::text[]) AND decided_month BETWEEN $2::date AND $3::date AND n > 0
GROUP BY jurisdiction, outcome

-- name: terms
-- Terms of steps met from $2 to $3 by how many working days they took, without those on which they stood still; cases still
-- entered from paper apart. $4 the ordinals of working days, of all years since the first of them began. They come in no order:
-- for one the server would sort them all by names before it adds them up.
SELECT place, pack, step, any_value(name) AS name, days, sum(n)::int AS count, min(starts_on) AS first_start
FROM (SELECT place, pack, step, name, n, starts_on, {used_days} AS days FROM read_model.met_terms_v6
      WHERE place = ANY ($1::text[]) AND met_on BETWEEN $2::date AND $3::date AND n > 0) AS took
GROUP BY place, pack, step, days

-- name: deadlines
-- Terms that fell due from $2 to $3, until the day $4, by what they are, with how many the clock found missed and how many are
-- still open: by months while they have passed whole, then by days.
WITH due AS (
  SELECT place, pack, duty, name, force, missed, state, n FROM read_model.terms_of_months_v6
  WHERE place = ANY ($1::text[]) AND n > 0
    AND due_month BETWEEN $2::date AND least($3::date, date_trunc('month', $4::date)::date - 1)
  UNION ALL
  SELECT place, pack, duty, name, force, missed, state, n FROM read_model.terms_of_days_v6
  WHERE place = ANY ($1::text[]) AND n > 0
    AND due_on BETWEEN greatest($2, date_trunc('month', $4)::date) AND least($3, $4)
)
SELECT place, to_jsonb(term) - 'place' AS line FROM (
  SELECT place, pack, duty, any_value(name) AS name, force, sum(n) AS due,
         coalesce(sum(n) FILTER (WHERE missed), 0) AS missed,
         coalesce(sum(n) FILTER (WHERE missed AND state = 'open'), 0) AS open
  FROM due GROUP BY place, pack, duty, force) AS term
ORDER BY place, missed DESC, due DESC, pack, duty

-- name: summed
-- Corrections demanded from $2 to $3 as of the day $4, bans of that time, and reappraisals: a row of counts for each place.
WITH demanded AS (
  SELECT place, jsonb_build_object(
      'demanded', sum(n), 'met', coalesce(sum(n) FILTER (WHERE state = 'met'), 0),
      'open', coalesce(sum(n) FILTER (WHERE state = 'open'), 0),
      'ended', coalesce(sum(n) FILTER (WHERE state = 'cancelled'), 0),
      'overdue', coalesce(sum(n) FILTER (WHERE overdue_after < $4::date), 0)) AS counts
  FROM read_model.demanded_v6
  WHERE place = ANY ($1::text[]) AND demanded_month BETWEEN $2::date AND $3::date AND n > 0
  GROUP BY place
), banned AS (
  SELECT jurisdiction AS place, jsonb_build_object(
      'barred', coalesce(sum(n) FILTER (WHERE barred_month BETWEEN $2::date AND $3::date), 0),
      'excepted', coalesce(sum(n) FILTER (WHERE excepted_month BETWEEN $2::date AND $3::date), 0),
      'standing', coalesce(sum(n) FILTER (WHERE tolerated), 0)) AS counts
  FROM read_model.bans_alike_v3 WHERE jurisdiction = ANY ($1::text[]) AND n > 0
  GROUP BY jurisdiction
), reappraised AS (
  SELECT jurisdiction AS place, jsonb_build_object(
      'asked', coalesce(sum(n) FILTER (WHERE opened_month BETWEEN $2::date AND $3::date), 0),
      'open', coalesce(sum(n) FILTER (WHERE state = 'open'), 0),
      'upheld', coalesce(sum(n) FILTER (WHERE result = 'upheld' AND decided_month BETWEEN $2::date AND $3::date), 0),
      'changed', coalesce(sum(n) FILTER (WHERE result = 'changed' AND decided_month BETWEEN $2::date AND $3::date), 0),
      'reopened', coalesce(sum(n) FILTER (WHERE result = 'reopened' AND decided_month BETWEEN $2::date AND $3::date), 0)) AS counts
  FROM read_model.reappraisals_alike_v6 WHERE jurisdiction = ANY ($1::text[]) AND n > 0
  GROUP BY jurisdiction
)
SELECT place, jsonb_build_object('corrections', coalesce(d.counts, '{}'), 'bans', coalesce(b.counts, '{}'),
                                 'reappraisals', coalesce(r.counts, '{}')) AS line
FROM demanded d FULL JOIN banned b USING (place) FULL JOIN reappraised r USING (place)

-- name: monthly
-- By month, of all places together: cases opened, subjects decided, terms fallen due by the day $4 and those missed.
SELECT to_jsonb(m) FROM (
  SELECT month, sum(filed) AS filed, sum(decided) AS decided, sum(due) AS due, sum(missed) AS missed FROM (
    SELECT opened_month AS month, n AS filed, 0 AS decided, 0 AS due, 0 AS missed FROM read_model.cases_opened_v1
    WHERE jurisdiction = ANY ($1::text[]) AND opened_month BETWEEN $2::date AND $3::date AND n > 0
    UNION ALL
    SELECT decided_month, 0, n, 0, 0 FROM read_model.outcomes_decided_v2
    WHERE jurisdiction = ANY ($1::text[]) AND decided_month BETWEEN $2::date AND $3::date AND n > 0
    UNION ALL
    SELECT due_month, 0, 0, n, CASE WHEN missed THEN n ELSE 0 END FROM read_model.terms_of_months_v6
    WHERE place = ANY ($1::text[]) AND n > 0
      AND due_month BETWEEN $2::date AND least($3::date, date_trunc('month', $4::date)::date - 1)
    UNION ALL
    SELECT date_trunc('month', due_on)::date, 0, 0, n, CASE WHEN missed THEN n ELSE 0 END FROM read_model.terms_of_days_v6
    WHERE place = ANY ($1::text[]) AND n > 0
      AND due_on BETWEEN greatest($2, date_trunc('month', $4)::date) AND least($3, $4)) AS each
  GROUP BY month) AS m
ORDER BY month
