-- Who of the subjects holds positions: a person may be both, and has then no part in handling their own case. Kept
-- beside the register, by the ids of both: no event tells it, and whoever is erased from the register is nobody here.
-- Setting it again adds a version; the newest one holds.

CREATE TABLE subject_person (
  subject_id  uuid NOT NULL,
  version     int NOT NULL CHECK (version > 0),
  person      text,                        -- as the organs name the person; NULL: nobody (any more)
  set_by      bytea NOT NULL,              -- the actor (JSON)
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (subject_id, version)
);
CREATE INDEX subject_person_by_person ON subject_person (person) WHERE person IS NOT NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON subject_person
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE subject_person ENABLE ALWAYS TRIGGER append_only;
REVOKE ALL ON subject_person FROM PUBLIC;
GRANT SELECT, INSERT ON subject_person TO rongcuo_app;

CREATE INDEX event_naming_subjects ON event (stream_id)
  WHERE type IN ('case_opened', 'subjects_changed', 'risk_filing_received', 'work_record_opened');

-- The subjects that a stream is or was about, and who applied. Read as text: it asks nothing else of the payload.
CREATE FUNCTION subjects_of_stream(p_stream uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT DISTINCT found[1]::uuid
  FROM event, regexp_matches(convert_from(payload, 'UTF8'), '"(?:subject_id|applicant)":"([0-9a-f-]{36})"', 'g') AS found
  WHERE stream_id = p_stream
    AND type IN ('case_opened', 'subjects_changed', 'risk_filing_received', 'work_record_opened')
$$;

-- The persons who are subjects of a stream, or some other ones: those of them who hold positions, by whichever of its
-- ids a subject is linked (0008_identities.sql). Where nobody is linked, nothing is looked for.
CREATE FUNCTION persons_of(p_stream uuid, p_subjects uuid[]) RETURNS text[] LANGUAGE sql STABLE AS $$
  WITH asked AS (
    SELECT unnest(p_subjects) AS subject_id UNION SELECT subjects_of_stream(p_stream)
  ), root AS (
    SELECT coalesce(newest.merged_into, asked.subject_id) AS subject_id
    FROM asked LEFT JOIN LATERAL (SELECT s.merged_into FROM subject s WHERE s.subject_id = asked.subject_id
                                  ORDER BY s.version DESC LIMIT 1) AS newest ON true
  ), family AS (
    SELECT subject_id FROM root UNION SELECT s.subject_id FROM subject s JOIN root ON s.merged_into = root.subject_id
  ), newest AS (
    SELECT DISTINCT ON (subject_id) person FROM subject_person JOIN family USING (subject_id)
    ORDER BY subject_id, version DESC
  )
  SELECT CASE WHEN EXISTS (SELECT FROM subject_person)
              THEN (SELECT array_agg(DISTINCT person) FROM newest WHERE person IS NOT NULL) END
$$;
