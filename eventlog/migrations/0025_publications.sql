-- How often anything was published (a pack, a calendar, organs): whoever knows the number knows what is installed. So every
-- load and every request asks for one number instead of the newest version of each name.
CREATE TABLE publication (count bigint NOT NULL);
INSERT INTO publication SELECT count(*) FROM reference_data;
CREATE UNIQUE INDEX publication_once ON publication ((true));
REVOKE ALL ON publication FROM PUBLIC;
GRANT SELECT ON publication TO rongcuo_api, rongcuo_worker;

CREATE FUNCTION count_publication() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE publication SET count = count + 1;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION count_publication() FROM PUBLIC;
CREATE TRIGGER count_publication AFTER INSERT ON reference_data FOR EACH ROW EXECUTE FUNCTION count_publication();
ALTER TABLE reference_data ENABLE ALWAYS TRIGGER count_publication;

-- As in 0010 and 0021, but for what is installed.
DROP FUNCTION load_stream(uuid, uuid, bytea[], uuid[], uuid[], bytea);

CREATE FUNCTION load_stream(
  p_stream uuid, p_command uuid,
  p_known_publications bigint,     -- NULL: nothing is known of what is installed
  p_subjects uuid[], p_matters uuid[],
  p_known_leaf bytea,              -- NULL: nothing is remembered
  OUT entries bytea[], OUT payloads bytea[],   -- NULL where the caller knows them, unless this command was recorded
  OUT columns bytea[], OUT payload_salts bytea[],
  OUT numbered int,                -- the last version that has a place in the log; NULL where the caller knows the events
  OUT last_version int, OUT leaf bytea, OUT wrapped bytea, OUT earlier command[],
  OUT publications bigint,
  OUT reference reference_data[],  -- newest versions without content; NULL where the caller knows them
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

  SELECT p.count INTO publications FROM publication p;
  IF publications IS DISTINCT FROM p_known_publications THEN
    SELECT array_agg(ROW(kind, name, version, NULL, sha256, installed_at, installed_by)::reference_data) INTO reference
    FROM (SELECT DISTINCT ON (kind, name) * FROM reference_data ORDER BY kind, name, version DESC) AS newest;
  END IF;

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
REVOKE ALL ON FUNCTION load_stream(uuid, uuid, bigint, uuid[], uuid[], bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION load_stream(uuid, uuid, bigint, uuid[], uuid[], bytea) TO rongcuo_api, rongcuo_worker;
