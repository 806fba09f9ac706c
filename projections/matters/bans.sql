-- name: create
CREATE TABLE read_model.bans_v2 (
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
CREATE INDEX bans_v2_matter ON read_model.bans_v2 (matter_id);
CREATE INDEX bans_v2_merged ON read_model.bans_v2 (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX bans_v2_subjects ON read_model.bans_v2 USING gin (subjects);
CREATE INDEX bans_v2_number ON read_model.bans_v2 (number) WHERE number IS NOT NULL;

-- name: family
-- A matter with all that was merged into it, at any depth: up to the root, then down again.
WITH RECURSIVE up AS (
  SELECT matter_id, merged_into FROM read_model.bans_v2 WHERE matter_id = $1
  UNION SELECT b.matter_id, b.merged_into FROM read_model.bans_v2 b JOIN up ON b.matter_id = up.merged_into
), family AS (   -- the root may be a matter without a case: that of a risk filing before the act
  SELECT $1::uuid AS matter_id UNION SELECT coalesce(merged_into, matter_id) FROM up UNION SELECT matter_id FROM up
  UNION SELECT b.matter_id FROM read_model.bans_v2 b JOIN family ON b.merged_into = family.matter_id
)
SELECT to_jsonb(b) || jsonb_build_object('case_number', p.number, 'corrections', corrected.counts)
FROM family JOIN read_model.bans_v2 b USING (matter_id) LEFT JOIN read_model.case_page_v6 p USING (case_id)
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('owed', count(*) FILTER (WHERE state IN ('open', 'under_evaluation')),
                            'corrected', count(*) FILTER (WHERE state IN ('done', 'passed')),
                            'failed', count(*) FILTER (WHERE failed > 0)) AS counts
  FROM read_model.corrections_v4 c WHERE c.case_id = b.case_id HAVING count(*) > 0) AS corrected ON true
ORDER BY b.registered_on, p.opened_index, b.case_id

-- name: candidates
-- Earlier cases only: what came later must be compared with this one, not the other way round. $3 has every id of the
-- subjects, of their duplicates too; $7 is the canonical number that the case began with.
WITH RECURSIVE up AS (
  SELECT matter_id, merged_into FROM read_model.bans_v2 WHERE matter_id = $1
  UNION SELECT b.matter_id, b.merged_into FROM read_model.bans_v2 b JOIN up ON b.matter_id = up.merged_into
), family AS (
  SELECT $1::uuid AS matter_id UNION SELECT coalesce(merged_into, matter_id) FROM up UNION SELECT matter_id FROM up
  UNION SELECT b.matter_id FROM read_model.bans_v2 b JOIN family ON b.merged_into = family.matter_id
)
SELECT because, to_jsonb(b) || jsonb_build_object('case_number', p.number, 'corrections', corrected.counts)
FROM (SELECT case_id, CASE WHEN matter_id IN (SELECT matter_id FROM family) THEN 'same_matter'
                           WHEN number = $7 THEN 'same_number' ELSE 'same_situation' END
      FROM read_model.bans_v2
      WHERE matter_id IN (SELECT matter_id FROM family) OR number = $7
         OR (subjects && $3::uuid[] AND ground = $4 AND error_class = $5)
     ) AS found (case_id, because)
JOIN read_model.bans_v2 b USING (case_id) JOIN read_model.case_page_v6 p USING (case_id)
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('owed', count(*) FILTER (WHERE state IN ('open', 'under_evaluation')),
                            'corrected', count(*) FILTER (WHERE state IN ('done', 'passed')),
                            'failed', count(*) FILTER (WHERE failed > 0)) AS counts
  FROM read_model.corrections_v4 c WHERE c.case_id = b.case_id HAVING count(*) > 0) AS corrected ON true
WHERE case_id <> $2 AND p.opened_index < (SELECT opened_index FROM read_model.case_page_v6 WHERE case_id = $2)
ORDER BY b.tolerated DESC, because, p.opened_index DESC
LIMIT $6

-- name: repeats
-- Cases of one subject, $1 with every id of it, that may be of one matter with another of its cases, where one of the
-- two was tolerated: of the same ground and error class, and not confirmed to be of one matter yet.
WITH its AS (
  SELECT case_id, ground, error_class, tolerated, coalesce(merged_into, matter_id) AS matter_id
  FROM read_model.bans_v2 WHERE subjects && $1::uuid[]
)
SELECT to_jsonb(b) || jsonb_build_object('case_number', p.number)
FROM its JOIN read_model.bans_v2 b USING (case_id) LEFT JOIN read_model.case_page_v6 p USING (case_id)
WHERE EXISTS (SELECT FROM its other
              WHERE other.ground = its.ground AND other.error_class = its.error_class
                AND other.matter_id <> its.matter_id AND (other.tolerated OR its.tolerated))
ORDER BY b.registered_on, p.opened_index, b.case_id
