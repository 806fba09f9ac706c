-- Events, outcomes, grants, bans, the register and published law are written by functions of the owner alone, which check
-- their own rules; the application may call them and has no right to write the tables behind them.

-- The first outcome of a command wins: a second one violates the key.
CREATE FUNCTION refuse_command(
  p_command uuid, p_stream uuid, p_actor bytea, p_digest bytea, p_refusal jsonb, p_recorded_at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF p_refusal IS NULL THEN
    RAISE EXCEPTION 'a refusal says why' USING CONSTRAINT = 'command_refusal';
  END IF;
  INSERT INTO command (command_id, stream_id, actor, digest, refusal, recorded_at)
  VALUES (p_command, p_stream, p_actor, p_digest, p_refusal, p_recorded_at);
END $$;

-- One at a time installs, proposes, publishes or withdraws under a name.
CREATE FUNCTION reference_turn(p_kind text, p_name text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended(p_kind || '/' || p_name, 0))
$$;

-- What comes with the software, without four eyes: for the owner, at the start of an installation. The next version, or
-- the newest one when it has the same content; the number of a draft is never given again.
CREATE FUNCTION install_reference(p_kind text, p_name text, p_content bytea, p_by text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  newest reference_data;
  given int;
BEGIN
  PERFORM reference_turn(p_kind, p_name);
  SELECT * INTO newest FROM reference_data WHERE kind = p_kind AND name = p_name ORDER BY version DESC LIMIT 1;
  IF newest.sha256 = sha256(p_content) THEN
    RETURN newest.version;
  END IF;
  given := 1 + greatest(0, newest.version, (SELECT max(version) FROM reference_draft WHERE kind = p_kind AND name = p_name));
  INSERT INTO reference_data (kind, name, version, content, sha256, installed_by)
  VALUES (p_kind, p_name, given, p_content, sha256(p_content), p_by);
  RETURN given;
END $$;

-- A draft's end, once. Published, its content becomes the newest version: by a person who did not propose it (four_eyes),
-- and while the version it was made from is still the newest.
CREATE FUNCTION end_draft(p_kind text, p_name text, p_version int, p_outcome text, p_by text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  draft reference_draft;
BEGIN
  PERFORM reference_turn(p_kind, p_name);
  SELECT * INTO draft FROM reference_draft WHERE kind = p_kind AND name = p_name AND version = p_version;
  IF draft.version IS NULL THEN
    RAISE EXCEPTION 'no such draft' USING CONSTRAINT = 'reference_draft_known';
  END IF;
  INSERT INTO reference_draft_end (kind, name, version, proposed_by, outcome, ended_by)
  VALUES (p_kind, p_name, p_version, draft.proposed_by, p_outcome, p_by);
  IF p_outcome = 'published' THEN
    IF draft.base_version <> (SELECT coalesce(max(version), 0) FROM reference_data WHERE kind = p_kind AND name = p_name) THEN
      RAISE EXCEPTION 'another version was published since' USING CONSTRAINT = 'reference_draft_base';
    END IF;
    INSERT INTO reference_data (kind, name, version, content, sha256, installed_by)
    VALUES (p_kind, p_name, p_version, draft.content, draft.sha256, p_by);
  END IF;
END $$;

DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (ARRAY[
      'append_events', 'refuse_command', 'sequence_events', 'register_subject', 'merge_subjects', 'separate_subject',
      'install_reference', 'end_draft']) LOOP
    -- Names are looked up where the owner keeps them, whatever the caller has put before.
    EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', f);
  END LOOP;
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (ARRAY[
      'append_events', 'refuse_command', 'sequence_events', 'register_subject', 'merge_subjects', 'separate_subject',
      'end_draft', 'reference_turn', 'load_stream', 'persons_of', 'subjects_of_stream']) LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO rongcuo_app', f);
  END LOOP;
END $$;

REVOKE INSERT ON event, sequenced, command, case_key, matter, ban_slot, tolerance_grant, reference_data, reference_draft_end,
  subject, subject_key FROM rongcuo_app;
REVOKE UPDATE (merged_into) ON matter FROM rongcuo_app;
REVOKE UPDATE (revoked_version) ON tolerance_grant FROM rongcuo_app;
REVOKE UPDATE (occurrence_id), DELETE ON ban_slot FROM rongcuo_app;
