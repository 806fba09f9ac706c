-- Who may do what. Rights stop the application; triggers stop the owner as well. Neither stops a superuser:
-- that is what the tree, its checkpoints and the witnesses are for.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'append_only';
END $$;

CREATE FUNCTION refuse_all_but_eraser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'rongcuo_eraser' THEN
    RAISE EXCEPTION 'event is append-only: % is refused', TG_OP
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'append_only';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  OLD.private := NULL;
  OLD.private_salt := NULL;
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'only the private part of an event may be erased, and only as a whole'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'append_only';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER eraser_only BEFORE UPDATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_all_but_eraser();
CREATE TRIGGER erasure_only BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION refuse_all_but_erasure();
ALTER TABLE event ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE event ENABLE ALWAYS TRIGGER eraser_only;
ALTER TABLE event ENABLE ALWAYS TRIGGER erasure_only;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['sequenced', 'command', 'reference_data', 'subject'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['matter', 'tolerance_grant'] LOOP   -- one column of each may be set, see the rights
    EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', t);
  END LOOP;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO rongcuo_app;
GRANT INSERT ON event, sequenced, command, case_key, matter, ban_slot, tolerance_grant, reference_data, subject TO rongcuo_app;
GRANT UPDATE (merged_into) ON matter TO rongcuo_app;
GRANT UPDATE (revoked_version) ON tolerance_grant TO rongcuo_app;
GRANT UPDATE (occurrence_id), DELETE ON ban_slot TO rongcuo_app;
GRANT INSERT, UPDATE, DELETE ON projection_progress TO rongcuo_app;
GRANT USAGE, CREATE ON SCHEMA read_model TO rongcuo_app;

GRANT SELECT (stream_id, version), UPDATE (private, private_salt) ON event TO rongcuo_eraser;
GRANT SELECT (stream_id), DELETE ON case_key TO rongcuo_eraser;
