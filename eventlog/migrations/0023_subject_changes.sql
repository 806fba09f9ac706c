-- 当事人沿革: what became of a subject since which day, beside the entries of the register. Ids, kinds and days in clear;
-- names, papers and reasons sealed as names are.
CREATE TABLE subject_change (
  change_id   uuid PRIMARY KEY,            -- of the command
  place       int NOT NULL UNIQUE,         -- the order in which changes were recorded, without gaps
  kind        text NOT NULL,
  valid_on    date NOT NULL,
  subjects    uuid[] NOT NULL CHECK (cardinality(subjects) > 0),
  successors  uuid[] NOT NULL,
  founds      boolean NOT NULL,
  takes_back  uuid UNIQUE REFERENCES subject_change,
  detail      bytea NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX subject_change_by_subject ON subject_change USING gin (subjects);
CREATE INDEX subject_change_by_successor ON subject_change USING gin (successors);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON subject_change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE subject_change ENABLE ALWAYS TRIGGER append_only;
REVOKE ALL ON subject_change FROM PUBLIC;
GRANT SELECT ON subject_change TO rongcuo_api;

-- Some subjects, the units that they came of and that came of them, at any distance, each with what was merged into it.
CREATE FUNCTION subjects_connected(p_subjects uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE reached AS (
    SELECT unnest(p_subjects) AS subject_id
    UNION
    SELECT following.subject_id FROM reached CROSS JOIN LATERAL (
      SELECT unnest(c.subjects || c.successors) AS subject_id FROM subject_change c
      WHERE c.subjects @> ARRAY[reached.subject_id] OR c.successors @> ARRAY[reached.subject_id]
      UNION ALL
      SELECT s.merged_into FROM subject s WHERE s.subject_id = reached.subject_id AND s.merged_into IS NOT NULL
      UNION ALL
      SELECT s.subject_id FROM subject s WHERE s.merged_into = reached.subject_id
    ) AS following
  )
  SELECT subject_id FROM reached
$$;

-- One change, decided by whoever calls on what was recorded up to `p_seen`; with it the next entry of a subject whose name
-- or unit it changes. Every outcome but success is an exception that names a constraint, as of register_subject (0008).
CREATE FUNCTION change_subjects(
  p_command uuid, p_digest bytea, p_actor bytea, p_recorded_at timestamptz,
  p_kind text, p_on date, p_subjects uuid[], p_successors uuid[], p_founds boolean, p_takes_back uuid, p_detail bytea,
  p_seen int,
  p_identity bytea,                -- of the next entry of the one subject; NULL: none
  p_names bytea[], p_unit bytea, p_identifier bytea,
  p_new_name bytea,                -- whose namesakes are looked for; NULL: the name stays, or is another's outright
  OUT changed boolean
) LANGUAGE plpgsql AS $$
DECLARE
  entry subject;
  namesakes uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('merge_subjects', 0));
  INSERT INTO command (command_id, actor, digest, recorded_at) VALUES (p_command, p_actor, p_digest, p_recorded_at);
  IF p_seen <> (SELECT coalesce(max(place), 0) FROM subject_change) THEN
    RAISE EXCEPTION 'something was recorded since' USING CONSTRAINT = 'subject_change_seen';
  END IF;
  IF EXISTS (SELECT FROM unnest(p_subjects || p_successors) AS named
             WHERE NOT EXISTS (SELECT FROM (SELECT merged_into FROM subject s WHERE s.subject_id = named
                                            ORDER BY version DESC LIMIT 1) AS newest WHERE merged_into IS NULL)) THEN
    RAISE EXCEPTION 'not a root' USING CONSTRAINT = 'subject_root';
  END IF;
  IF p_identity IS NOT NULL THEN
    SELECT * INTO entry FROM subject WHERE subject_id = p_subjects[1] ORDER BY version DESC LIMIT 1;
    IF p_new_name IS NOT NULL THEN
      SELECT array_agg(DISTINCT coalesce(newest.merged_into, newest.subject_id)) INTO namesakes
      FROM subject_key known JOIN subject each USING (subject_id, version)
      CROSS JOIN LATERAL (SELECT s.subject_id, s.merged_into FROM subject s WHERE s.subject_id = known.subject_id
                          ORDER BY s.version DESC LIMIT 1) AS newest
      WHERE known.names @> ARRAY[p_new_name] AND (known.unit = p_unit) IS NOT FALSE
        AND each.kind = entry.kind AND each.jurisdiction = entry.jurisdiction
        AND coalesce(newest.merged_into, newest.subject_id) <> p_subjects[1];
      IF namesakes IS NOT NULL THEN
        RAISE EXCEPTION 'the name of another' USING CONSTRAINT = 'subject_namesake', DETAIL = array_to_string(namesakes, ' ');
      END IF;
    END IF;
    INSERT INTO subject (subject_id, version, kind, sector, jurisdiction, identity, command_id)
    VALUES (entry.subject_id, entry.version + 1, entry.kind, entry.sector, entry.jurisdiction, p_identity, p_command);
    INSERT INTO subject_key VALUES (entry.subject_id, entry.version + 1, p_names, p_unit, p_identifier);
  END IF;
  INSERT INTO subject_change
  VALUES (p_command, p_seen + 1, p_kind, p_on, p_subjects, p_successors, p_founds, p_takes_back, p_detail, p_recorded_at);
  changed := true;
END $$;

DO $$
BEGIN
  REVOKE ALL ON FUNCTION subjects_connected, change_subjects FROM PUBLIC;
  ALTER FUNCTION change_subjects SECURITY DEFINER SET search_path = public, pg_temp;
  GRANT EXECUTE ON FUNCTION subjects_connected, change_subjects TO rongcuo_api;
END $$;
