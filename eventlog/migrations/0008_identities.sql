-- One spelling of an identity (domain/identity.py), and a register of subjects that works as the log does: one ledger
-- of commands, one transaction, duplicates merged. eventlog/subjects.py turns constraint names into outcomes.

-- Registering again and merging add a version; the newest one holds. A merged subject points straight at who it is.
ALTER TABLE subject
  ADD COLUMN merged_into   uuid CHECK (merged_into <> subject_id),
  ADD COLUMN merge_reasons bytea,          -- encrypted as the names are
  ADD COLUMN command_id    uuid,           -- NULL: of a release that kept none
  DROP COLUMN name_digests;                -- of another spelling; subject_key has those of the canonical one
CREATE INDEX subject_by_root ON subject (merged_into) WHERE merged_into IS NOT NULL;

-- What an entry is found by: keyed digests of canonical forms. Derived from the entry, so a start fills in what is
-- missing; a later spelling begins with a TRUNCATE by the owner.
CREATE TABLE subject_key (
  subject_id uuid NOT NULL,
  version    int NOT NULL,
  names      bytea[] NOT NULL,             -- name and aliases
  unit       bytea,                        -- of a person; NULL: not known
  identifier bytea,
  PRIMARY KEY (subject_id, version),
  FOREIGN KEY (subject_id, version) REFERENCES subject
);
CREATE INDEX subject_key_by_name ON subject_key USING gin (names);
CREATE INDEX subject_key_by_identifier ON subject_key (identifier) WHERE identifier IS NOT NULL;

-- The cases that a number began before its canonical form gave the case its id (identity.case_id_of_number).
CREATE TABLE case_of_number (
  case_id   uuid PRIMARY KEY,              -- the id that the number gives now
  stream_id uuid NOT NULL                  -- the case there is
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['subject_key', 'case_of_number'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT ON %I TO rongcuo_app', t);
  END LOOP;
END $$;
GRANT INSERT ON subject_key TO rongcuo_app;

-- Every outcome but success is an exception that names a constraint; its transaction leaves nothing behind.
-- subject_namesake: others of the place bear the name and are, as far as known, of the same unit, or have the same
-- identifier; who says outright that this is another person is registered beside them.
CREATE FUNCTION register_subject(
  p_command uuid, p_digest bytea, p_actor bytea, p_recorded_at timestamptz,
  p_subject uuid, p_kind text, p_sector text, p_jurisdiction text, p_identity bytea,
  p_names bytea[], p_unit bytea, p_identifier bytea, p_another boolean
) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  namesakes uuid[];
  following int;
BEGIN
  -- Whoever registers the same name waits here, in one order, and then sees it.
  PERFORM pg_advisory_xact_lock(key)
  FROM (SELECT DISTINCT hashtextextended(encode(digest, 'hex'), 0) AS key
        FROM unnest(p_names || p_identifier) AS digest WHERE digest IS NOT NULL ORDER BY key) AS keys;
  INSERT INTO command (command_id, actor, digest, recorded_at) VALUES (p_command, p_actor, p_digest, p_recorded_at);
  IF NOT p_another THEN
    SELECT array_agg(DISTINCT coalesce(newest.merged_into, newest.subject_id)) INTO namesakes
    FROM subject_key known JOIN subject entry USING (subject_id, version)
    CROSS JOIN LATERAL (SELECT s.subject_id, s.merged_into FROM subject s WHERE s.subject_id = known.subject_id
                        ORDER BY s.version DESC LIMIT 1) AS newest
    WHERE (known.names && p_names AND (known.unit = p_unit) IS NOT FALSE OR known.identifier = p_identifier)
      AND entry.kind = p_kind AND entry.jurisdiction = p_jurisdiction AND known.subject_id <> p_subject;
    IF namesakes IS NOT NULL THEN
      RAISE EXCEPTION 'registered before' USING CONSTRAINT = 'subject_namesake', DETAIL = array_to_string(namesakes, ' ');
    END IF;
  END IF;
  SELECT coalesce(max(version), 0) + 1 INTO following FROM subject WHERE subject_id = p_subject;
  INSERT INTO subject (subject_id, version, kind, sector, jurisdiction, identity, command_id)
  VALUES (p_subject, following, p_kind, p_sector, p_jurisdiction, p_identity, p_command);
  INSERT INTO subject_key VALUES (p_subject, following, p_names, p_unit, p_identifier);
  RETURN following;
END $$;

-- 合并重复登记: the duplicate, and all that was merged into it before, now stand for another subject, with whose facts
-- they are decided on. Roots only, so that every duplicate stays one step from who it is. Merges take turns.
CREATE FUNCTION merge_subjects(
  p_command uuid, p_digest bytea, p_actor bytea, p_recorded_at timestamptz,
  p_subject uuid, p_into uuid, p_reasons bytea
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  duplicate subject;
  root subject;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('merge_subjects', 0));
  INSERT INTO command (command_id, actor, digest, recorded_at) VALUES (p_command, p_actor, p_digest, p_recorded_at);
  SELECT * INTO duplicate FROM subject WHERE subject_id = p_subject ORDER BY version DESC LIMIT 1;
  SELECT * INTO root FROM subject WHERE subject_id = p_into ORDER BY version DESC LIMIT 1;
  IF duplicate.subject_id IS NULL OR root.subject_id IS NULL
     OR duplicate.merged_into IS NOT NULL OR root.merged_into IS NOT NULL THEN
    RAISE EXCEPTION 'not a root' USING CONSTRAINT = 'subject_root';
  END IF;
  IF p_subject = p_into OR duplicate.kind <> root.kind THEN
    RAISE EXCEPTION 'not alike' USING CONSTRAINT = 'subject_alike';
  END IF;
  INSERT INTO subject (subject_id, version, kind, sector, jurisdiction, identity, merged_into, merge_reasons, command_id)
  SELECT subject_id, version + 1, root.kind, root.sector, root.jurisdiction, identity, p_into,
         CASE WHEN subject_id = p_subject THEN p_reasons END, p_command
  FROM (SELECT DISTINCT ON (subject_id) * FROM subject
        WHERE subject_id = p_subject OR subject_id IN (SELECT s.subject_id FROM subject s WHERE s.merged_into = p_subject)
        ORDER BY subject_id, version DESC) AS newest
  WHERE subject_id = p_subject OR merged_into = p_subject;
END $$;
