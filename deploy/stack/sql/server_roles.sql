-- The three roles of the log, made once per server; run as superuser, any number of times.
-- Their passwords are set apart from this: a password never stands in a file of ours.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['rongcuo_owner', 'rongcuo_app', 'rongcuo_eraser'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', role_name);
    END IF;
    EXECUTE format(
      'ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role_name);
    -- The message of a statement's error may quote what was sent; whoever sent it is told, the server's log is not.
    EXECUTE format('ALTER ROLE %I SET log_min_messages = log', role_name);
  END LOOP;
END
$$;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
