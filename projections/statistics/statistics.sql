-- Figures over the read models; $1 is always the jurisdictions that the reader reaches. One statement for each block of a page.

-- name: divergence
-- Decided cases with like findings (same pack, ground and results of all criteria), by what was decided in them; groups
-- of fewer than $2 cases are counted and not told. Several subjects of a case count by the outcomes that occur among them.
WITH decided AS (
  SELECT pack, ground, alike, (SELECT array_agg(DISTINCT outcome ORDER BY outcome) FROM unnest(outcomes) outcome) AS outcomes
  FROM read_model.precedents_v1
  WHERE decided_on IS NOT NULL AND alike <> '' AND cardinality(outcomes) > 0 AND jurisdiction = ANY ($1::text[])
), alike_decided AS (
  SELECT pack, ground, alike, outcomes, count(*) AS cases FROM decided GROUP BY 1, 2, 3, 4
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
  SELECT p.pack, p.edition, p.pack_sha256, p.ground, count(*) AS cases,
         count(*) FILTER (WHERE p.opened_on >= $2::date) AS recent
  FROM read_model.case_page_v6 p WHERE p.jurisdiction = ANY ($1::text[])
  GROUP BY 1, 2, 3, 4) AS used
ORDER BY pack, edition, ground

-- name: years
-- The years in which cases were opened, the newest first.
SELECT DISTINCT year FROM read_model.case_page_v6 WHERE jurisdiction = ANY ($1::text[]) ORDER BY year DESC

-- name: applications
-- Cases opened from $2 to $3, by place and route: each is accepted, not accepted, undecided, withdrawn before that, or was never
-- to be accepted; one that was accepted may have been withdrawn later.
SELECT jurisdiction AS place, to_jsonb(opened) - 'jurisdiction' AS line FROM (
  SELECT jurisdiction, route, count(*) AS filed, count(*) FILTER (WHERE accepted) AS accepted,
         count(*) FILTER (WHERE NOT accepted) AS not_accepted,
         count(*) FILTER (WHERE accepted IS NULL AND withdrawn_on IS NULL AND steps @> '[{"kind": "acceptance"}]') AS undecided,
         count(*) FILTER (WHERE accepted IS NULL AND withdrawn_on IS NOT NULL) AS withdrawn_undecided,
         count(*) FILTER (WHERE accepted IS NULL AND withdrawn_on IS NULL AND NOT steps @> '[{"kind": "acceptance"}]') AS unasked,
         count(*) FILTER (WHERE withdrawn_on IS NOT NULL) AS withdrawn
  FROM read_model.case_page_v6 WHERE opened_on BETWEEN $2::date AND $3::date AND jurisdiction = ANY ($1::text[])
  GROUP BY jurisdiction, route) AS opened
ORDER BY jurisdiction, filed DESC, route

-- name: outcomes
-- Subjects whose case was decided from $2 to $3, by place and the outcome as it stands now.
SELECT jurisdiction AS place, outcome, count(*) AS count
FROM read_model.precedents_v1, unnest(outcomes) AS outcome
WHERE decided_on BETWEEN $2::date AND $3::date AND jurisdiction = ANY ($1::text[])
GROUP BY jurisdiction, outcome

-- name: terms
-- Terms of steps met from $2 to $3, those alike in one row with their number; cases still entered from paper apart.
SELECT jurisdiction AS place, to_jsonb(term) - 'jurisdiction' AS line FROM (
  SELECT p.jurisdiction, p.pack, d.duty ->> 'step' AS step, d.duty -> 'name' AS name, d.duty ->> 'starts_on' AS starts_on,
         d.duty ->> 'met_on' AS met_on, d.duty -> 'pauses' AS pauses, count(*) AS count
  FROM read_model.deadline_board_v5 d JOIN read_model.case_page_v6 p USING (case_id)
  WHERE d.state = 'met' AND d.duty ->> 'step' IS NOT NULL AND (d.duty ->> 'met_on')::date BETWEEN $2::date AND $3::date
    AND NOT p.history_open AND p.jurisdiction = ANY ($1::text[])
  GROUP BY 1, 2, 3, 4, 5, 6, 7) AS term
ORDER BY jurisdiction, pack, step

-- name: deadlines
-- Terms that fell due from $2 to $3, until the day $4, by what they are, with how many the clock found missed and how many are
-- still open.
SELECT jurisdiction AS place, to_jsonb(term) - 'jurisdiction' AS line FROM (
  SELECT coalesce(d.place, p.jurisdiction) AS jurisdiction, p.pack, d.duty ->> 'duty' AS duty,
         (array_agg(d.duty -> 'name'))[1] AS name, d.duty ->> 'force' AS force,
         count(*) AS due, count(*) FILTER (WHERE d.missed) AS missed,
         count(*) FILTER (WHERE d.missed AND d.state = 'open') AS open
  FROM read_model.deadline_board_v5 d JOIN read_model.case_page_v6 p USING (case_id)
  WHERE d.due_on BETWEEN $2::date AND $3::date AND d.due_on <= $4::date AND d.state <> 'cancelled' AND NOT d.paused
    AND NOT d.provisional AND NOT p.history_open AND coalesce(d.place, p.jurisdiction) = ANY ($1::text[])
  GROUP BY 1, p.pack, d.duty ->> 'duty', d.duty ->> 'force') AS term
ORDER BY jurisdiction, missed DESC, due DESC, pack, duty

-- name: summed
-- Corrections demanded from $2 to $3 as of the day $4, bans of that time, and reappraisals: a row of counts for each place.
WITH demanded AS (
  SELECT p.jurisdiction AS place, jsonb_build_object(
      'demanded', count(*), 'met', count(*) FILTER (WHERE d.state = 'met'), 'open', count(*) FILTER (WHERE d.state = 'open'),
      'ended', count(*) FILTER (WHERE d.state = 'cancelled'),
      'overdue', count(*) FILTER (WHERE d.state = 'open' AND d.due_on < $4::date AND NOT d.provisional AND NOT d.paused)) AS counts
  FROM read_model.deadline_board_v5 d JOIN read_model.case_page_v6 p USING (case_id)
  WHERE d.duty ->> 'demand' IS NOT NULL AND (d.duty ->> 'starts_on')::date BETWEEN $2::date AND $3::date
    AND NOT p.history_open AND p.jurisdiction = ANY ($1::text[])
  GROUP BY p.jurisdiction
), banned AS (
  SELECT jurisdiction AS place, jsonb_build_object(
      'barred', count(*) FILTER (WHERE (barred ->> 'on')::date BETWEEN $2::date AND $3::date),
      'excepted', count(*) FILTER (WHERE (exception ->> 'on')::date BETWEEN $2::date AND $3::date),
      'standing', count(*) FILTER (WHERE tolerated)) AS counts
  FROM read_model.bans_v2 WHERE jurisdiction = ANY ($1::text[])
  GROUP BY jurisdiction
), reappraised AS (
  SELECT p.jurisdiction AS place, jsonb_build_object(
      'asked', count(*) FILTER (WHERE r.opened_on BETWEEN $2::date AND $3::date),
      'open', count(*) FILTER (WHERE r.state = 'open'),
      'upheld', count(*) FILTER (WHERE r.result = 'upheld' AND r.decided_on BETWEEN $2::date AND $3::date),
      'changed', count(*) FILTER (WHERE r.result = 'changed' AND r.decided_on BETWEEN $2::date AND $3::date),
      'reopened', count(*) FILTER (WHERE r.result = 'reopened' AND r.decided_on BETWEEN $2::date AND $3::date)) AS counts
  FROM read_model.reappraisals_v5 r JOIN read_model.case_page_v6 p USING (case_id)
  WHERE p.jurisdiction = ANY ($1::text[])
  GROUP BY p.jurisdiction
)
SELECT place, jsonb_build_object('corrections', coalesce(d.counts, '{}'), 'bans', coalesce(b.counts, '{}'),
                                 'reappraisals', coalesce(r.counts, '{}')) AS line
FROM demanded d FULL JOIN banned b USING (place) FULL JOIN reappraised r USING (place)

-- name: monthly
-- By month, of all places together: cases opened, subjects decided, terms fallen due by the day $4 and those missed.
SELECT to_jsonb(m) FROM (
  SELECT month::date AS month, sum(filed) AS filed, sum(decided) AS decided, sum(due) AS due, sum(missed) AS missed FROM (
    SELECT date_trunc('month', opened_on) AS month, 1 AS filed, 0 AS decided, 0 AS due, 0 AS missed
    FROM read_model.case_page_v6 WHERE opened_on BETWEEN $2::date AND $3::date AND jurisdiction = ANY ($1::text[])
    UNION ALL
    SELECT date_trunc('month', decided_on), 0, cardinality(outcomes), 0, 0
    FROM read_model.precedents_v1 WHERE decided_on BETWEEN $2::date AND $3::date AND jurisdiction = ANY ($1::text[])
    UNION ALL
    SELECT date_trunc('month', d.due_on), 0, 0, 1, d.missed::int
    FROM read_model.deadline_board_v5 d JOIN read_model.case_page_v6 p USING (case_id)
    WHERE d.due_on BETWEEN $2::date AND $3::date AND d.due_on <= $4::date AND d.state <> 'cancelled' AND NOT d.paused
      AND NOT d.provisional AND NOT p.history_open AND coalesce(d.place, p.jurisdiction) = ANY ($1::text[])) AS each
  GROUP BY month) AS m
ORDER BY month
