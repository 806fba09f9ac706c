-- Everything a decision needs in one statement: STABLE, so that every query below sees the caller's one snapshot.

CREATE FUNCTION load_stream(
  p_stream uuid, p_command uuid, p_known_hashes bytea[], p_subjects uuid[], p_matters uuid[],
  OUT entries bytea[], OUT payloads bytea[], OUT leaf bytea, OUT wrapped bytea, OUT earlier command[],
  OUT reference reference_data[],  -- newest versions; content only where its hash is not known to the caller
  OUT subjects subject[], OUT matters matter[], OUT slots ban_slot[], OUT grants tolerance_grant[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  family uuid[];
BEGIN
  SELECT array_agg(e.entry ORDER BY version), array_agg(e.payload ORDER BY version) INTO entries, payloads
  FROM event e WHERE stream_id = p_stream;
  IF entries IS NOT NULL THEN
    leaf := sha256('\x00'::bytea || entries[cardinality(entries)]);
    SELECT k.wrapped INTO wrapped FROM case_key k WHERE stream_id = p_stream;
  END IF;
  SELECT array_agg(c) INTO earlier FROM command c WHERE command_id = p_command;

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

-- Gives the next events their log index, in the order (epoch, xid, id), and only those below the oldest transaction
-- still running: nothing that commits later can sort before them (order rule 1). One statement reads rows and
-- snapshot alike (rule 6). Called by the leading sequencer only; the keys of `sequenced` stop a second one.
CREATE FUNCTION sequence_events(p_limit int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  last record;
  given int;
BEGIN
  SELECT log_index, e.epoch, e.xid, e.id INTO last
  FROM sequenced s JOIN event e USING (stream_id, version) ORDER BY log_index DESC LIMIT 1;
  INSERT INTO sequenced (log_index, stream_id, version)
  SELECT coalesce(last.log_index, -1) + row_number() OVER (ORDER BY epoch, xid, id), stream_id, version
  FROM (SELECT epoch, xid, id, stream_id, version FROM event
        WHERE (epoch, xid, id) > (coalesce(last.epoch, 0), coalesce(last.xid, '0'::xid8), coalesce(last.id, 0))
          AND xid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY epoch, xid, id LIMIT p_limit) AS batch;
  GET DIAGNOSTICS given = ROW_COUNT;
  IF given > 0 THEN
    PERFORM pg_notify('log', (coalesce(last.log_index, -1) + given)::text);
  END IF;
  RETURN given;
END $$;
