-- Who may enter a database of the log; run in it as superuser, any number of times, before the migrations.
-- What the roles may do with tables is granted by the migrations that make the tables.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, rongcuo_app', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO rongcuo_api, rongcuo_worker, rongcuo_projector, rongcuo_sequencer, rongcuo_eraser',
    current_database());
END
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC, rongcuo_app;
GRANT USAGE ON SCHEMA public TO rongcuo_api, rongcuo_worker, rongcuo_projector, rongcuo_sequencer, rongcuo_eraser;
-- The read models of a release that had one role for all processes.
REASSIGN OWNED BY rongcuo_app TO rongcuo_projector;
