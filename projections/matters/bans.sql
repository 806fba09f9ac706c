-- name: create
CREATE TABLE read_model.bans_v3 (
  case_id       uuid PRIMARY KEY,
  matter_id     uuid NOT NULL,
  merged_into   uuid,
  occurrence_id uuid NOT NULL,
  occurred_on   date NOT NULL,
  registered_on date NOT NULL,
  jurisdiction  text NOT NULL,
  ground        text NOT NULL,
  error_class   text NOT NULL,
  subjects      uuid[] NOT NULL,
  number        text,
  tolerated     boolean NOT NULL,
  tolerations   jsonb NOT NULL,
  barred        jsonb,
  exception     jsonb
);
CREATE INDEX bans_v3_matter ON read_model.bans_v3 (matter_id);
CREATE INDEX bans_v3_merged ON read_model.bans_v3 (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX bans_v3_subjects ON read_model.bans_v3 USING gin (subjects);
CREATE INDEX bans_v3_number ON read_model.bans_v3 (number) WHERE number IS NOT NULL;

-- name: bans_alike
-- Occurrences by whether they bar another one, and the months in which one was barred or excepted.
SELECT jurisdiction, tolerated, date_trunc('month', (barred ->> 'on')::date)::date AS barred_month,
       date_trunc('month', (exception ->> 'on')::date)::date AS excepted_month
FROM rows WHERE tolerated OR barred IS NOT NULL OR exception IS NOT NULL

-- name: family
-- A matter with all that was merged into it, at any depth: up to the root, then down again. How far nobody knows before, and
-- the server takes it for far: each step and the end of it ask the index by themselves (LATERAL, ARRAY), not the whole table.
WITH RECURSIVE up AS (
  SELECT matter_id, merged_into FROM read_model.bans_v3 WHERE matter_id = $1
  UNION SELECT b.* FROM up CROSS JOIN LATERAL (
    SELECT matter_id, merged_into FROM read_model.bans_v3 WHERE matter_id = up.merged_into OFFSET 0) AS b
), family AS (   -- the root may be a matter without a case: that of a risk filing before the act
  SELECT $1::uuid AS matter_id UNION SELECT coalesce(merged_into, matter_id) FROM up UNION SELECT matter_id FROM up
  UNION SELECT b.* FROM family CROSS JOIN LATERAL (
    SELECT matter_id FROM read_model.bans_v3 WHERE merged_into = family.matter_id OFFSET 0) AS b
)
SELECT to_jsonb(b) || jsonb_build_object('case_number', p.number, 'corrections', corrected.counts)
FROM read_model.bans_v3 b LEFT JOIN read_model.case_page_v7 p USING (case_id)
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('owed', count(*) FILTER (WHERE state IN ('open', 'under_evaluation')),
                            'corrected', count(*) FILTER (WHERE state IN ('done', 'passed')),
                            'failed', count(*) FILTER (WHERE failed > 0)) AS counts
  FROM read_model.corrections_v5 c WHERE c.case_id = b.case_id HAVING count(*) > 0) AS corrected ON true
WHERE b.matter_id = ANY (ARRAY(SELECT matter_id FROM family))
ORDER BY b.registered_on, p.opened_index, b.case_id

-- name: candidates
-- Earlier cases only: what came later must be compared with this one, not the other way round. $3 has every id of the
-- subjects, of their duplicates too; $7 is the canonical number that the case began with.
WITH RECURSIVE up AS (
  SELECT matter_id, merged_into FROM read_model.bans_v3 WHERE matter_id = $1
  UNION SELECT b.* FROM up CROSS JOIN LATERAL (
    SELECT matter_id, merged_into FROM read_model.bans_v3 WHERE matter_id = up.merged_into OFFSET 0) AS b
), family AS (
  SELECT $1::uuid AS matter_id UNION SELECT coalesce(merged_into, matter_id) FROM up UNION SELECT matter_id FROM up
  UNION SELECT b.* FROM family CROSS JOIN LATERAL (
    SELECT matter_id FROM read_model.bans_v3 WHERE merged_into = family.matter_id OFFSET 0) AS b
)
SELECT because, to_jsonb(b) || jsonb_build_object('case_number', p.number, 'corrections', corrected.counts)
FROM (SELECT DISTINCT ON (case_id) case_id, because FROM (
        SELECT case_id, 'same_matter' FROM read_model.bans_v3 WHERE matter_id = ANY (ARRAY(SELECT matter_id FROM family))
        UNION ALL SELECT case_id, 'same_number' FROM read_model.bans_v3 WHERE number = $7
        UNION ALL SELECT case_id, 'same_situation' FROM read_model.bans_v3
        WHERE subjects && $3::uuid[] AND ground = $4 AND error_class = $5) AS each (case_id, because)
      ORDER BY case_id, because) AS found
JOIN read_model.bans_v3 b USING (case_id) JOIN read_model.case_page_v7 p USING (case_id)
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('owed', count(*) FILTER (WHERE state IN ('open', 'under_evaluation')),
                            'corrected', count(*) FILTER (WHERE state IN ('done', 'passed')),
                            'failed', count(*) FILTER (WHERE failed > 0)) AS counts
  FROM read_model.corrections_v5 c WHERE c.case_id = b.case_id HAVING count(*) > 0) AS corrected ON true
WHERE case_id <> $2 AND p.opened_index < (SELECT opened_index FROM read_model.case_page_v7 WHERE case_id = $2)
ORDER BY b.tolerated DESC, because, p.opened_index DESC
LIMIT $6

-- name: repeats
-- Cases of one subject, $1 with every id of it, that may be of one matter with another of its cases, where one of the
-- two was tolerated: of the same ground and error class, and not confirmed to be of one matter yet.
WITH its AS (
  SELECT case_id, ground, error_class, tolerated, coalesce(merged_into, matter_id) AS matter_id
  FROM read_model.bans_v3 WHERE subjects && $1::uuid[]
)
SELECT to_jsonb(b) || jsonb_build_object('case_number', p.number)
FROM its JOIN read_model.bans_v3 b USING (case_id) LEFT JOIN read_model.case_page_v7 p USING (case_id)
WHERE EXISTS (SELECT FROM its other
              WHERE other.ground = its.ground AND other.error_class = its.error_class
                AND other.matter_id <> its.matter_id AND (other.tolerated OR its.tolerated))
ORDER BY b.registered_on, p.opened_index, b.case_id
