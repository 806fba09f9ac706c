-- 撤销合并: a merge was wrong, and the entry stands for itself again, with the facts it had before. What was merged into
-- it earlier stays with the root and is separated by itself.
CREATE FUNCTION separate_subject(
  p_command uuid, p_digest bytea, p_actor bytea, p_recorded_at timestamptz, p_subject uuid, p_reasons bytea
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  newest subject;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('merge_subjects', 0));
  INSERT INTO command (command_id, actor, digest, recorded_at) VALUES (p_command, p_actor, p_digest, p_recorded_at);
  SELECT * INTO newest FROM subject WHERE subject_id = p_subject ORDER BY version DESC LIMIT 1;
  IF newest.merged_into IS NULL THEN
    RAISE EXCEPTION 'stands for itself' USING CONSTRAINT = 'subject_merged';
  END IF;
  INSERT INTO subject (subject_id, version, kind, sector, jurisdiction, identity, merge_reasons, command_id)
  SELECT subject_id, newest.version + 1, kind, sector, jurisdiction, identity, p_reasons, p_command
  FROM subject WHERE subject_id = p_subject AND merged_into IS NULL ORDER BY version DESC LIMIT 1;
END $$;

-- As in 0011, of those alone that are merged now: whoever was separated is of no other one's family.
CREATE OR REPLACE FUNCTION persons_of(p_stream uuid, p_subjects uuid[]) RETURNS text[] LANGUAGE sql STABLE AS $$
  WITH asked AS (
    SELECT unnest(p_subjects) AS subject_id UNION SELECT subjects_of_stream(p_stream)
  ), root AS (
    SELECT coalesce(newest.merged_into, asked.subject_id) AS subject_id
    FROM asked LEFT JOIN LATERAL (SELECT s.merged_into FROM subject s WHERE s.subject_id = asked.subject_id
                                  ORDER BY s.version DESC LIMIT 1) AS newest ON true
  ), family AS (
    SELECT subject_id FROM root
    UNION SELECT s.subject_id FROM subject s JOIN root ON s.merged_into = root.subject_id
    WHERE NOT EXISTS (SELECT FROM subject later WHERE later.subject_id = s.subject_id AND later.version > s.version
                      AND later.merged_into IS DISTINCT FROM root.subject_id)
  ), newest AS (
    SELECT DISTINCT ON (subject_id) person FROM subject_person JOIN family USING (subject_id)
    ORDER BY subject_id, version DESC
  )
  SELECT CASE WHEN EXISTS (SELECT FROM subject_person)
              THEN (SELECT array_agg(DISTINCT person) FROM newest WHERE person IS NOT NULL) END
$$;
