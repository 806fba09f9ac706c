-- A role for each process, with what it needs (docs/event-log.md#who-may-do-what); the one that served them all has no
-- right any more. tests/eventlog/rights.txt shows the whole of it.

DO $$
DECLARE f regprocedure;
BEGIN
  REVOKE ALL ON ALL TABLES IN SCHEMA public FROM rongcuo_app;
  REVOKE ALL ON SCHEMA read_model FROM rongcuo_app;
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM rongcuo_app', f);
  END LOOP;
END $$;

-- The api and the worker decide, and load what decisions rest on.
GRANT SELECT ON event, event_evidence, sequenced, command, case_key, matter, ban_slot, tolerance_grant, subject, subject_person,
  reference_data TO rongcuo_api, rongcuo_worker;
GRANT EXECUTE ON FUNCTION append_events, refuse_command, load_stream, persons_of TO rongcuo_api, rongcuo_worker;

-- The api besides: the register, drafts of law, and what pages tell of the digest and of the engine.
GRANT SELECT ON subject_key, case_of_number, reference_draft_end, digest, reconciliation TO rongcuo_api;
GRANT SELECT, INSERT ON reference_draft TO rongcuo_api;
GRANT INSERT ON subject_person TO rongcuo_api;
GRANT EXECUTE ON FUNCTION register_subject, merge_subjects, separate_subject, reference_turn, end_draft TO rongcuo_api;

-- The worker besides: the digest of the day, and what it found when it held the engine against the log.
GRANT SELECT, INSERT ON digest, reconciliation TO rongcuo_worker;
GRANT SELECT ON projection_progress TO rongcuo_worker;

-- The projector reads facts, and the words only sealed: it has no key to them.
GRANT SELECT ON event_evidence, sequenced TO rongcuo_projector;
GRANT SELECT, INSERT, UPDATE ON projection_progress TO rongcuo_projector;
GRANT SELECT, INSERT, UPDATE, DELETE ON set_aside TO rongcuo_projector;
GRANT USAGE, CREATE ON SCHEMA read_model TO rongcuo_projector;

-- Whoever else reads the log says that a stream was changed; that it is whole again the projector says.
GRANT SELECT, INSERT (stream_id, read_model, model_version, version, reason, detail) ON set_aside TO rongcuo_api, rongcuo_worker;
GRANT USAGE ON SCHEMA read_model TO rongcuo_api, rongcuo_worker;

-- The sequencer reads nothing: the function reads for it.
GRANT EXECUTE ON FUNCTION sequence_events TO rongcuo_sequencer;

-- The api decides work records, which have no workflow; whatever else is appended is the worker's.
DO $$
DECLARE
  was text := pg_get_functiondef('append_events'::regproc);
  now text := replace(was, '  -- Order rule 2:', $check$
  IF session_user = 'rongcuo_api' THEN
    IF p_registers IS NOT NULL OR NOT starts_with(p_type, 'work_record_')
       OR EXISTS (SELECT FROM unnest(p_more) AS more WHERE NOT starts_with(more.type, 'work_record_'))
       OR p_expected > 0 AND NOT EXISTS (SELECT FROM event WHERE stream_id = p_stream AND version = 1
                                         AND starts_with(type, 'work_record_')) THEN
      RAISE EXCEPTION 'the api appends to work records alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  -- Order rule 2:$check$);
BEGIN
  IF now = was THEN
    RAISE EXCEPTION 'append_events is not the one that this was written for';
  END IF;
  EXECUTE now;
END $$;
