-- name: create
CREATE TABLE read_model.bans_v1 (
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
  tolerated     boolean NOT NULL,
  tolerations   jsonb NOT NULL,
  barred        jsonb,
  exception     jsonb
);
CREATE INDEX bans_v1_matter ON read_model.bans_v1 (matter_id);
CREATE INDEX bans_v1_merged ON read_model.bans_v1 (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX bans_v1_subjects ON read_model.bans_v1 USING gin (subjects);

-- name: family
-- A matter with all that was merged into it, at any depth: up to the root, then down again.
WITH RECURSIVE up AS (
  SELECT matter_id, merged_into FROM read_model.bans_v1 WHERE matter_id = $1
  UNION SELECT b.matter_id, b.merged_into FROM read_model.bans_v1 b JOIN up ON b.matter_id = up.merged_into
), family AS (   -- the root may be a matter without a case: that of a risk filing before the act
  SELECT $1::uuid AS matter_id UNION SELECT coalesce(merged_into, matter_id) FROM up UNION SELECT matter_id FROM up
  UNION SELECT b.matter_id FROM read_model.bans_v1 b JOIN family ON b.merged_into = family.matter_id
)
SELECT to_jsonb(b) || jsonb_build_object('case_number', p.number, 'corrections', corrected.counts)
FROM family JOIN read_model.bans_v1 b USING (matter_id) LEFT JOIN read_model.case_page_v4 p USING (case_id)
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('owed', count(*) FILTER (WHERE state IN ('open', 'under_evaluation')),
                            'corrected', count(*) FILTER (WHERE state IN ('done', 'passed')),
                            'failed', count(*) FILTER (WHERE failed > 0)) AS counts
  FROM read_model.corrections_v2 c WHERE c.case_id = b.case_id HAVING count(*) > 0) AS corrected ON true
ORDER BY b.registered_on, p.opened_index, b.case_id

-- name: candidates
-- Earlier cases only: what came later must be compared with this one, not the other way round.
WITH RECURSIVE up AS (
  SELECT matter_id, merged_into FROM read_model.bans_v1 WHERE matter_id = $1
  UNION SELECT b.matter_id, b.merged_into FROM read_model.bans_v1 b JOIN up ON b.matter_id = up.merged_into
), family AS (
  SELECT $1::uuid AS matter_id UNION SELECT coalesce(merged_into, matter_id) FROM up UNION SELECT matter_id FROM up
  UNION SELECT b.matter_id FROM read_model.bans_v1 b JOIN family ON b.merged_into = family.matter_id
)
SELECT because, to_jsonb(b) || jsonb_build_object('case_number', p.number, 'corrections', corrected.counts)
FROM (SELECT case_id, CASE WHEN matter_id IN (SELECT matter_id FROM family) THEN 'same_matter' ELSE 'same_situation' END
      FROM read_model.bans_v1
      WHERE matter_id IN (SELECT matter_id FROM family) OR (subjects && $3::uuid[] AND ground = $4 AND error_class = $5)
     ) AS found (case_id, because)
JOIN read_model.bans_v1 b USING (case_id) JOIN read_model.case_page_v4 p USING (case_id)
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('owed', count(*) FILTER (WHERE state IN ('open', 'under_evaluation')),
                            'corrected', count(*) FILTER (WHERE state IN ('done', 'passed')),
                            'failed', count(*) FILTER (WHERE failed > 0)) AS counts
  FROM read_model.corrections_v2 c WHERE c.case_id = b.case_id HAVING count(*) > 0) AS corrected ON true
WHERE case_id <> $2 AND p.opened_index < (SELECT opened_index FROM read_model.case_page_v4 WHERE case_id = $2)
ORDER BY b.tolerated DESC, because, p.opened_index DESC
LIMIT $6
