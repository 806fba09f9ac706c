-- Who was told what, and why: one row for what one answer tells of one kind of thing, and for each refusal. Beside the
-- log, because a read changes no stream; kept for as long as docs/who-sees-what.md says.

CREATE TABLE read_log (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at            timestamptz NOT NULL,
  request_id    text NOT NULL,
  person        text NOT NULL,
  position      text NOT NULL,
  organ         text NOT NULL,
  for_person    text,                      -- who holds the position, where another acts in it
  reader_place  text NOT NULL,             -- the jurisdiction of the organ
  place         text,                      -- the jurisdiction of what was read, where it lies in one
  action        text NOT NULL,             -- as the access rules call it
  sensitivity   text NOT NULL CHECK (sensitivity IN
                  ('case', 'words', 'ballots', 'results', 'register', 'list', 'certificate', 'export', 'reads', 'access')),
  resource      text,                      -- what kind of thing the ids are of
  ids           uuid[] NOT NULL,           -- the first of them
  count         int NOT NULL CHECK (count >= 0),
  look_ups      int NOT NULL DEFAULT 0 CHECK (look_ups >= 0),   -- how many people or units were looked up
  purpose       text,                      -- as the procedure calls it
  basis         text[] NOT NULL,           -- the access rules that permit it, or that forbid it
  result        text NOT NULL CHECK (result IN ('told', 'refused', 'hidden', 'none', 'limited')),
  private       bytea                      -- what was asked for, sealed: it may be a name
);
CREATE INDEX read_log_of_person ON read_log (person, id DESC);
CREATE INDEX read_log_of_ids ON read_log USING gin (ids);
CREATE INDEX read_log_look_ups ON read_log (person, at) WHERE look_ups > 0;
CREATE INDEX read_log_at ON read_log (at);

-- Rows are added; the owner alone takes away those that are older than six months, whatever it is asked for.
CREATE FUNCTION refuse_young() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.at > now() - interval '6 months' THEN
    RAISE EXCEPTION '% is kept for six months at least: DELETE is refused', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'append_only';
  END IF;
  RETURN OLD;
END $$;
REVOKE ALL ON FUNCTION refuse_young() FROM PUBLIC;

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON read_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept BEFORE DELETE ON read_log FOR EACH ROW EXECUTE FUNCTION refuse_young();
ALTER TABLE read_log ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE read_log ENABLE ALWAYS TRIGGER kept;
REVOKE ALL ON read_log FROM PUBLIC;
GRANT SELECT, INSERT ON read_log TO rongcuo_api;
