-- A caller that remembers a stream names the leaf it knows: while that is the last one, its events stay where they are.
-- Otherwise as in 0004: everything a decision needs in one statement, in one snapshot.

DROP FUNCTION load_stream(uuid, uuid, bytea[], uuid[], uuid[]);

CREATE FUNCTION load_stream(
  p_stream uuid, p_command uuid, p_known_hashes bytea[], p_subjects uuid[], p_matters uuid[],
  p_known_leaf bytea,              -- NULL: nothing is remembered
  OUT entries bytea[], OUT payloads bytea[],   -- NULL where the caller knows them, unless this command was recorded
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
  IF last_version IS NOT NULL AND (leaf IS DISTINCT FROM p_known_leaf OR earlier IS NOT NULL) THEN
    SELECT array_agg(e.entry ORDER BY version), array_agg(e.payload ORDER BY version) INTO entries, payloads
    FROM event e WHERE stream_id = p_stream;
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
