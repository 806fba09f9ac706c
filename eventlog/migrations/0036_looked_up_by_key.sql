-- What loads, appends and registers looks up a few rows by their keys, and so do the foreign keys of what it writes. Such
-- statements are planned once a connection; a plan that was made while a register was small would read all of it for as
-- long as the connection lives, or until somebody counts its rows again: each case would cost more than the one before.
DO $$
DECLARE f regproc;
BEGIN
  FOREACH f IN ARRAY ARRAY['load_stream', 'append_events', 'register_subject']::regproc[] LOOP
    EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', f::regprocedure);
  END LOOP;
END $$;
