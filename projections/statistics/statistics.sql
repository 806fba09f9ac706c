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
  FROM read_model.case_page_v4 p WHERE p.jurisdiction = ANY ($1::text[])
  GROUP BY 1, 2, 3, 4) AS used
ORDER BY pack, edition, ground

-- name: years
-- The years in which cases were opened, the newest first.
SELECT DISTINCT year FROM read_model.case_page_v4 WHERE jurisdiction = ANY ($1::text[]) ORDER BY year DESC

-- name: applications
-- Cases opened in the year $2, by route: each is accepted, not accepted, undecided, withdrawn before that, or was never to be
-- accepted; one that was accepted may have been withdrawn later.
SELECT to_jsonb(opened) FROM (
  SELECT route, count(*) AS filed, count(*) FILTER (WHERE accepted) AS accepted,
         count(*) FILTER (WHERE NOT accepted) AS not_accepted,
         count(*) FILTER (WHERE accepted IS NULL AND withdrawn_on IS NULL AND steps @> '[{"kind": "acceptance"}]') AS undecided,
         count(*) FILTER (WHERE accepted IS NULL AND withdrawn_on IS NOT NULL) AS withdrawn_undecided,
         count(*) FILTER (WHERE accepted IS NULL AND withdrawn_on IS NULL AND NOT steps @> '[{"kind": "acceptance"}]') AS unasked,
         count(*) FILTER (WHERE withdrawn_on IS NOT NULL) AS withdrawn
  FROM read_model.case_page_v4 WHERE year = $2 AND jurisdiction = ANY ($1::text[])
  GROUP BY route) AS opened
ORDER BY filed DESC, route

-- name: outcomes
-- Subjects whose case was decided in the year $2, by the outcome as it stands now.
SELECT outcome, count(*) AS count
FROM read_model.precedents_v1, unnest(outcomes) AS outcome
WHERE date_part('year', decided_on) = $2 AND jurisdiction = ANY ($1::text[])
GROUP BY outcome

-- name: terms
-- Terms of steps met in the year $2, those alike in one row with their number; cases still entered from paper apart.
SELECT to_jsonb(term) FROM (
  SELECT p.pack, d.duty ->> 'step' AS step, d.duty -> 'name' AS name, d.duty ->> 'starts_on' AS starts_on,
         d.duty ->> 'met_on' AS met_on, d.duty -> 'pauses' AS pauses, count(*) AS count
  FROM read_model.deadline_board_v3 d JOIN read_model.case_page_v4 p USING (case_id)
  WHERE d.state = 'met' AND d.duty ->> 'step' IS NOT NULL AND date_part('year', (d.duty ->> 'met_on')::date) = $2
    AND NOT p.history_open AND p.jurisdiction = ANY ($1::text[])
  GROUP BY 1, 2, 3, 4, 5, 6) AS term
ORDER BY pack, step

-- name: deadlines
-- Terms that fell due in the year $2, by what they are, with how many the clock found missed and how many are still open.
SELECT to_jsonb(term) FROM (
  SELECT p.pack, d.duty ->> 'duty' AS duty, (array_agg(d.duty -> 'name'))[1] AS name, d.duty ->> 'force' AS force,
         count(*) AS due, count(*) FILTER (WHERE d.missed) AS missed,
         count(*) FILTER (WHERE d.missed AND d.state = 'open') AS open
  FROM read_model.deadline_board_v3 d JOIN read_model.case_page_v4 p USING (case_id)
  WHERE date_part('year', d.due_on) = $2 AND d.due_on <= $3::date AND d.state <> 'cancelled' AND NOT d.paused
    AND NOT d.provisional AND NOT p.history_open AND coalesce(d.place, p.jurisdiction) = ANY ($1::text[])
  GROUP BY p.pack, d.duty ->> 'duty', d.duty ->> 'force') AS term
ORDER BY missed DESC, due DESC, pack, duty

-- name: summed
-- Corrections demanded in the year $2 as of the day $3, bans of the year, and reappraisals of the year: a row of counts.
SELECT jsonb_build_object(
  'corrections', (
    SELECT jsonb_build_object(
      'demanded', count(*), 'met', count(*) FILTER (WHERE d.state = 'met'), 'open', count(*) FILTER (WHERE d.state = 'open'),
      'ended', count(*) FILTER (WHERE d.state = 'cancelled'),
      'overdue', count(*) FILTER (WHERE d.state = 'open' AND d.due_on < $3::date AND NOT d.provisional AND NOT d.paused))
    FROM read_model.deadline_board_v3 d JOIN read_model.case_page_v4 p USING (case_id)
    WHERE d.duty ->> 'demand' IS NOT NULL AND date_part('year', (d.duty ->> 'starts_on')::date) = $2
      AND NOT p.history_open AND p.jurisdiction = ANY ($1::text[])),
  'bans', (
    SELECT jsonb_build_object(
      'barred', count(*) FILTER (WHERE date_part('year', (barred ->> 'on')::date) = $2),
      'excepted', count(*) FILTER (WHERE date_part('year', (exception ->> 'on')::date) = $2),
      'standing', count(*) FILTER (WHERE tolerated))
    FROM read_model.bans_v2 WHERE jurisdiction = ANY ($1::text[])),
  'reappraisals', (
    SELECT jsonb_build_object(
      'asked', count(*) FILTER (WHERE date_part('year', r.opened_on) = $2),
      'open', count(*) FILTER (WHERE r.state = 'open'),
      'upheld', count(*) FILTER (WHERE r.result = 'upheld' AND date_part('year', r.decided_on) = $2),
      'changed', count(*) FILTER (WHERE r.result = 'changed' AND date_part('year', r.decided_on) = $2),
      'reopened', count(*) FILTER (WHERE r.result = 'reopened' AND date_part('year', r.decided_on) = $2))
    FROM read_model.reappraisals_v3 r JOIN read_model.case_page_v4 p USING (case_id)
    WHERE p.jurisdiction = ANY ($1::text[])))
