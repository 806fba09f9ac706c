-- The register of people changes by acts of one person, each with the version it made; imports need four eyes as before.
-- A version is published by an act only from the newest one, and with the act: who did what stands beside it for ever.
CREATE TABLE register_act (
  command_id uuid PRIMARY KEY,
  version    int NOT NULL,               -- of the organs: the one it made, or that had the same content already
  act        bytea NOT NULL,             -- as JSON
  actor      bytea NOT NULL,             -- as JSON: who did it, in which post
  acted_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX register_act_by_version ON register_act (version);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON register_act
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE register_act ENABLE ALWAYS TRIGGER append_only;
REVOKE ALL ON register_act FROM PUBLIC;
GRANT SELECT ON register_act TO rongcuo_api;

CREATE FUNCTION act_on_register(p_command uuid, p_base int, p_content bytea, p_act bytea, p_actor bytea, p_by text)
RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  newest reference_data;
  given int;
BEGIN
  PERFORM reference_turn('organs', 'organs');
  SELECT * INTO newest FROM reference_data WHERE kind = 'organs' AND name = 'organs' ORDER BY version DESC LIMIT 1;
  IF newest.version IS DISTINCT FROM p_base THEN
    RAISE EXCEPTION 'another version was published since' USING CONSTRAINT = 'reference_draft_base';
  END IF;
  given := newest.version;
  IF newest.sha256 <> sha256(p_content) THEN
    given := 1 + greatest(newest.version, (SELECT max(version) FROM reference_draft WHERE kind = 'organs' AND name = 'organs'));
    INSERT INTO reference_data (kind, name, version, content, sha256, installed_by)
    VALUES ('organs', 'organs', given, p_content, sha256(p_content), p_by);
  END IF;
  INSERT INTO register_act (command_id, version, act, actor) VALUES (p_command, given, p_act, p_actor);
  RETURN given;
END $$;
REVOKE ALL ON FUNCTION act_on_register(uuid, int, bytea, bytea, bytea, text) FROM PUBLIC;
ALTER FUNCTION act_on_register(uuid, int, bytea, bytea, bytea, text) SECURITY DEFINER SET search_path = public, pg_temp;
GRANT EXECUTE ON FUNCTION act_on_register(uuid, int, bytea, bytea, bytea, text) TO rongcuo_api;

-- That something was published is told to whoever keeps the newest version, by its kind.
CREATE FUNCTION tell_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('reference', NEW.kind);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION tell_published() FROM PUBLIC;
CREATE TRIGGER tell_published AFTER INSERT ON reference_data FOR EACH ROW EXECUTE FUNCTION tell_published();
