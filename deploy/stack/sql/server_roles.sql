-- The roles of the log, made once per server; run as superuser, any number of times.
-- Their passwords are set apart from this: a password never stands in a file of ours.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY[
    'rongcuo_owner', 'rongcuo_api', 'rongcuo_worker', 'rongcuo_projector', 'rongcuo_sequencer', 'rongcuo_eraser',
    'rongcuo_app'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I', role_name);
    END IF;
    EXECUTE format(
      'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role_name);
    -- The message of a statement's error may quote what was sent; whoever sent it is told, the server's log is not.
    EXECUTE format('ALTER ROLE %I SET log_min_messages = log', role_name);
  END LOOP;
  -- It served all processes once: the migrations of that time grant to it. It has no right any more, and nobody enters as it.
  ALTER ROLE rongcuo_app NOLOGIN PASSWORD NULL;
END
$$;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
