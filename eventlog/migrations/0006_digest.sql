-- The digest of each working day, kept as it was composed: what was known that morning cannot be asked for later.
CREATE TABLE digest (
  day         date PRIMARY KEY,            -- one a day; the first one stands
  log_index   bigint NOT NULL,             -- how far the read models had read: the next digest counts on from here
  content     jsonb NOT NULL,
  composed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON digest
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE digest ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON digest FROM PUBLIC;
GRANT SELECT, INSERT ON digest TO rongcuo_app;
