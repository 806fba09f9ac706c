-- What is read is checked against its entry (eventlog/integrity.py); a stream that cannot be shown is set aside, and
-- nothing waits for it.

-- An event with all that it is checked by. Its columns are told in the bytes in which the server sends them: so whatever
-- was put there can be told, a date that nobody can read as well.
CREATE VIEW event_evidence AS
SELECT e.*,
       uuid_send(stream_id) || int4send(version) || timestamptz_send(recorded_at) || date_send(valid_on)
         || uuid_send(command_id) || int2send(schema_version) || textsend(type) AS columns,
       (SELECT p.leaf FROM event p WHERE p.stream_id = e.stream_id AND p.version = e.version - 1::bigint) AS predecessor
FROM event e;
REVOKE ALL ON event_evidence FROM PUBLIC;
GRANT SELECT ON event_evidence TO rongcuo_app;

-- As in 0007, with what the events are checked by.
DROP FUNCTION load_stream(uuid, uuid, bytea[], uuid[], uuid[], bytea);

CREATE FUNCTION load_stream(
  p_stream uuid, p_command uuid, p_known_hashes bytea[], p_subjects uuid[], p_matters uuid[],
  p_known_leaf bytea,              -- NULL: nothing is remembered
  OUT entries bytea[], OUT payloads bytea[],   -- NULL where the caller knows them, unless this command was recorded
  OUT columns bytea[], OUT payload_salts bytea[],
  OUT numbered int,                -- the last version that has a place in the log; NULL where the caller knows the events
  OUT last_version int, OUT leaf bytea, OUT wrapped bytea, OUT earlier command[],
  OUT reference reference_data[],  -- newest versions; content only where its hash is not known to the caller
  OUT subjects subject[], OUT matters matter[], OUT slots ban_slot[], OUT grants tolerance_grant[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  family uuid[];
BEGIN
  SELECT e.version, e.leaf INTO last_version, leaf FROM event e
  WHERE stream_id = p_stream ORDER BY version DESC LIMIT 1;
  SELECT array_agg(c) INTO earlier FROM command c WHERE command_id = p_command;
  IF leaf IS NULL OR leaf IS DISTINCT FROM p_known_leaf OR earlier IS NOT NULL THEN
    SELECT array_agg(e.entry ORDER BY version), array_agg(e.payload ORDER BY version),
           array_agg(e.columns ORDER BY version), array_agg(e.payload_salt ORDER BY version)
    INTO entries, payloads, columns, payload_salts
    FROM event_evidence e WHERE stream_id = p_stream;
    SELECT max(s.version) INTO numbered FROM sequenced s WHERE stream_id = p_stream;
    SELECT k.wrapped INTO wrapped FROM case_key k WHERE stream_id = p_stream;
  END IF;

  SELECT array_agg(ROW(kind, name, version, CASE WHEN sha256 = ANY (p_known_hashes) THEN NULL ELSE content END,
                       sha256, installed_at, installed_by)::reference_data)
  INTO reference
  FROM (SELECT DISTINCT ON (kind, name) * FROM reference_data ORDER BY kind, name, version DESC) AS newest;

  IF cardinality(p_subjects) > 0 THEN
    SELECT array_agg(newest::subject) INTO subjects
    FROM (SELECT DISTINCT ON (subject_id) * FROM subject WHERE subject_id = ANY (p_subjects)
          ORDER BY subject_id, version DESC) AS newest;
  END IF;

  -- Depth is one: a matter's family is its root and whatever was merged into that root.
  SELECT array_agg(m) INTO matters FROM matter m WHERE registered_stream = p_stream OR matter_id = ANY (p_matters);
  IF matters IS NOT NULL THEN
    WITH root AS (SELECT DISTINCT coalesce(merged_into, matter_id) AS root_id FROM unnest(matters))
    SELECT array_agg(matter_id) INTO family FROM (
      SELECT root_id AS matter_id FROM root
      UNION SELECT m.matter_id FROM matter m JOIN root ON m.merged_into = root_id) AS members;
    SELECT array_agg(s ORDER BY ban_key) INTO slots FROM ban_slot s WHERE matter_id = ANY (family);
    SELECT array_agg(g ORDER BY stream_id, version, subject_id, liability) INTO grants
    FROM tolerance_grant g WHERE matter_id = ANY (family) AND revoked_version IS NULL;
  END IF;
END $$;

-- As in 0004, and nothing that was deleted or put back stops it: the next index follows the last one that was given,
-- whether or not its event is still there, and an event that stands in the place of one that was numbered keeps its number.
CREATE OR REPLACE FUNCTION sequence_events(p_limit int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  next bigint;
  last record;
  given int;
BEGIN
  SELECT coalesce(max(log_index) + 1, 0) INTO next FROM sequenced;
  SELECT e.epoch, e.xid, e.id INTO last
  FROM sequenced s JOIN event e USING (stream_id, version) WHERE e.xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY log_index DESC LIMIT 1;
  BEGIN
    INSERT INTO sequenced (log_index, stream_id, version)
    SELECT next - 1 + row_number() OVER (ORDER BY epoch, xid, id), stream_id, version
    FROM (SELECT epoch, xid, id, stream_id, version FROM event
          WHERE (epoch, xid, id) > (coalesce(last.epoch, 0), coalesce(last.xid, '0'::xid8), coalesce(last.id, 0))
            AND xid < pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY epoch, xid, id LIMIT p_limit) AS batch;
    GET DIAGNOSTICS given = ROW_COUNT;
  EXCEPTION WHEN unique_violation THEN
    INSERT INTO sequenced (log_index, stream_id, version)
    SELECT next - 1 + row_number() OVER (ORDER BY epoch, xid, id), stream_id, version
    FROM (SELECT epoch, xid, id, stream_id, version FROM event e
          WHERE (epoch, xid, id) > (coalesce(last.epoch, 0), coalesce(last.xid, '0'::xid8), coalesce(last.id, 0))
            AND xid < pg_snapshot_xmin(pg_current_snapshot())
            AND NOT EXISTS (SELECT FROM sequenced s WHERE s.stream_id = e.stream_id AND s.version = e.version)
          ORDER BY epoch, xid, id LIMIT p_limit) AS batch;
    GET DIAGNOSTICS given = ROW_COUNT;
  END;
  IF given > 0 THEN
    PERFORM pg_notify('log', (next - 1 + given)::text);
  END IF;
  RETURN given;
END $$;

-- 暂缺: streams that a read model cannot show, each with the first event that stands in the way. The stream has no rows
-- in that read model until it is taken back. What whoever reads the log finds changed stands here under 'log'.
CREATE TABLE set_aside (
  stream_id     uuid NOT NULL,
  read_model    text NOT NULL,
  model_version int NOT NULL,
  version       int NOT NULL,              -- of the event
  log_index     bigint,                    -- of the event; NULL where it was found in its stream
  reason        text NOT NULL CHECK (reason IN ('manipulated', 'later_release', 'unreadable', 'not_folded', 'not_written')),
  detail        text NOT NULL,             -- for operators: a kind of error and its place, no content
  since         timestamptz NOT NULL DEFAULT now(),
  tries         int NOT NULL DEFAULT 1,
  year          int,                       -- the number that its stream has, or will have once it is taken back
  serial        int,
  PRIMARY KEY (stream_id, read_model, model_version)
);
REVOKE ALL ON set_aside FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON set_aside TO rongcuo_app;
