-- As in 0012, in a language whose statements are planned once a connection: every load asks this. Where no official is
-- linked to any subject, nothing is looked for.
CREATE OR REPLACE FUNCTION persons_of(p_stream uuid, p_subjects uuid[]) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  asked uuid[];
  roots uuid[];
BEGIN
  IF NOT EXISTS (SELECT FROM subject_person) THEN
    RETURN NULL;
  END IF;
  -- The subjects that a stream is or was about, and who applied. Read as text: it asks nothing else of the payload.
  SELECT p_subjects || array_agg(DISTINCT named[1]::uuid) INTO asked
  FROM event, regexp_matches(convert_from(payload, 'UTF8'), '"(?:subject_id|applicant)":"([0-9a-f-]{36})"', 'g') AS named
  WHERE stream_id = p_stream
    AND type IN ('case_opened', 'subjects_changed', 'risk_filing_received', 'work_record_opened');
  SELECT array_agg(DISTINCT coalesce(newest.merged_into, each.subject_id)) INTO roots
  FROM unnest(asked) AS each (subject_id)
  LEFT JOIN LATERAL (SELECT s.merged_into FROM subject s WHERE s.subject_id = each.subject_id
                     ORDER BY s.version DESC LIMIT 1) AS newest ON true;
  RETURN (
    WITH family AS (
      SELECT unnest(roots) AS subject_id
      UNION SELECT s.subject_id FROM subject s
      WHERE s.merged_into = ANY (roots)
        AND NOT EXISTS (SELECT FROM subject later WHERE later.subject_id = s.subject_id AND later.version > s.version
                        AND later.merged_into IS DISTINCT FROM s.merged_into)
    ), newest AS (
      SELECT DISTINCT ON (p.subject_id) p.person FROM subject_person p JOIN family USING (subject_id)
      ORDER BY p.subject_id, p.version DESC
    )
    SELECT array_agg(DISTINCT person) FROM newest WHERE person IS NOT NULL
  );
END $$;
DROP FUNCTION subjects_of_stream(uuid);
