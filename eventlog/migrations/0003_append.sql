-- The one writer of events. Every outcome but success is an exception that names a constraint; its transaction
-- leaves nothing behind. eventlog/log.py turns the names into outcomes.

-- Which grants of a stream an event of that stream ends: all of one granting version, or one subject's.
CREATE TYPE revocation AS (granted_version int, subject_id uuid, version int);

-- What an append writes besides its events.
CREATE TYPE registration AS (
  matters matter[], merges matter[], revocations revocation[], grants tolerance_grant[], findings text[]);

CREATE TYPE new_event AS (
  type text, schema_version smallint, valid_on date, entry bytea,
  payload bytea, payload_salt bytea, private bytea, private_salt bytea);

CREATE FUNCTION append_events(
  p_stream uuid, p_expected int, p_prev_leaf bytea, p_command uuid, p_digest bytea, p_actor bytea, p_recorded_at timestamptz,
  p_case_key bytea,                -- wrapped; with the first append of a stream only
  p_type text, p_schema_version smallint, p_valid_on date, p_entry bytea,
  p_payload bytea, p_payload_salt bytea, p_private bytea, p_private_salt bytea,   -- the first event
  p_more new_event[],              -- and those after it; NULL: none
  p_registers registration         -- NULL: none
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Order rule 2: the xid must be assigned after the predecessor is seen, or readers meet two versions inverted.
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION 'the append must be the first write of its transaction' USING CONSTRAINT = 'append_first_write';
  END IF;
  IF p_expected > 0 THEN
    PERFORM FROM event WHERE stream_id = p_stream AND version = p_expected AND leaf = p_prev_leaf;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no such predecessor' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'event_chain';
    END IF;
  END IF;

  INSERT INTO command (command_id, stream_id, actor, digest, first_version, last_version, recorded_at)
  VALUES (p_command, p_stream, p_actor, p_digest, p_expected + 1, p_expected + 1 + coalesce(cardinality(p_more), 0),
          p_recorded_at);

  -- Before the registers: from here on this stream is ours, so what they refuse is no mere conflict. Nearly every
  -- append has one event; as plain arguments it costs a tenth less than as an array of one.
  INSERT INTO event (stream_id, version, type, schema_version, recorded_at, valid_on, command_id,
                     entry, payload, payload_salt, private, private_salt)
  VALUES (p_stream, p_expected + 1, p_type, p_schema_version, p_recorded_at, p_valid_on, p_command,
          p_entry, p_payload, p_payload_salt, p_private, p_private_salt);
  IF p_more IS NOT NULL THEN
    INSERT INTO event (stream_id, version, type, schema_version, recorded_at, valid_on, command_id,
                       entry, payload, payload_salt, private, private_salt)
    SELECT p_stream, p_expected + 1 + n, type, schema_version, p_recorded_at, valid_on, p_command,
           entry, payload, payload_salt, private, private_salt
    FROM unnest(p_more) WITH ORDINALITY
      AS more (type, schema_version, valid_on, entry, payload, payload_salt, private, private_salt, n)
    ORDER BY n;
  END IF;

  IF p_case_key IS NOT NULL THEN
    INSERT INTO case_key VALUES (p_stream, p_case_key);
  ELSIF p_private IS NOT NULL OR p_more IS NOT NULL THEN
    IF EXISTS (SELECT FROM event WHERE stream_id = p_stream AND version > p_expected AND private IS NOT NULL)
       AND NOT EXISTS (SELECT FROM case_key WHERE stream_id = p_stream) THEN
      RAISE EXCEPTION 'the key of this case was erased' USING CONSTRAINT = 'case_key_erased';
    END IF;
  END IF;

  IF NOT p_registers IS NULL THEN   -- of a row, IS NOT NULL would ask that no field be null
    INSERT INTO matter SELECT * FROM unnest(p_registers.matters) ORDER BY matter_id;
    PERFORM merge_matters(p_registers.merges) WHERE cardinality(p_registers.merges) > 0;
    PERFORM revoke_grants(p_stream, p_registers.revocations) WHERE cardinality(p_registers.revocations) > 0;
    PERFORM record_grants(p_stream, p_registers.findings, p_registers.grants) WHERE cardinality(p_registers.grants) > 0;
  END IF;
END $$;

-- 确认同一事项: roots only, so that every matter stays one step from its root. Locks in one order; a root that is
-- none any more is a conflict, and the caller reloads.
CREATE FUNCTION merge_matters(p_merges matter[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  merge matter;
BEGIN
  PERFORM FROM matter
  WHERE matter_id IN (SELECT matter_id FROM unnest(p_merges) UNION SELECT merged_into FROM unnest(p_merges))
  ORDER BY matter_id FOR UPDATE;
  FOREACH merge IN ARRAY p_merges LOOP
    IF EXISTS (SELECT FROM matter WHERE matter_id IN (merge.matter_id, merge.merged_into) AND merged_into IS NOT NULL) THEN
      RAISE EXCEPTION 'not a root' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'matter_root';
    END IF;
    UPDATE matter SET merged_into = merge.merged_into
    WHERE matter_id = merge.matter_id OR merged_into = merge.matter_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no such matter' USING CONSTRAINT = 'matter_unknown';
    END IF;
  END LOOP;
END $$;

-- The slots are locked first: a grant of the same occurrence waits for them and is then counted, or sees them gone.
CREATE FUNCTION revoke_grants(p_stream uuid, p_revocations revocation[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  ended revocation;
BEGIN
  PERFORM FROM ban_slot
  WHERE ban_key IN (SELECT g.ban_key FROM tolerance_grant g JOIN unnest(p_revocations) r
                    ON g.version = r.granted_version AND g.subject_id = coalesce(r.subject_id, g.subject_id)
                    WHERE g.stream_id = p_stream)
  ORDER BY ban_key FOR UPDATE;
  FOREACH ended IN ARRAY p_revocations LOOP
    UPDATE tolerance_grant SET revoked_version = ended.version
    WHERE stream_id = p_stream AND version = ended.granted_version AND revoked_version IS NULL
      AND (ended.subject_id IS NULL OR subject_id = ended.subject_id);
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no live grant to revoke' USING CONSTRAINT = 'tolerance_grant_live';
    END IF;
  END LOOP;
  DELETE FROM ban_slot AS slot
  WHERE ban_key IN (SELECT ban_key FROM tolerance_grant
                    WHERE stream_id = p_stream AND revoked_version IN (SELECT version FROM unnest(p_revocations)))
    AND NOT EXISTS (SELECT FROM tolerance_grant g
                    WHERE g.ban_key = slot.ban_key AND g.occurrence_id = slot.occurrence_id
                      AND g.revoked_version IS NULL AND g.exception_version IS NULL);
END $$;

-- 二次容错: an ordinary grant takes the slot of its key or finds another occurrence in it. Grants go in the order of
-- their keys, so that two cases with several subjects cannot deadlock.
CREATE FUNCTION record_grants(p_stream uuid, p_findings text[], p_grants tolerance_grant[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  granted tolerance_grant;
  holder ban_slot;
BEGIN
  PERFORM FROM matter WHERE matter_id IN (SELECT matter_id FROM unnest(p_grants)) ORDER BY matter_id FOR SHARE;
  IF EXISTS (SELECT FROM matter JOIN unnest(p_grants) g USING (matter_id) WHERE matter.merged_into IS NOT NULL) THEN
    RAISE EXCEPTION 'not a root' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'matter_root';
  END IF;
  FOR granted IN SELECT * FROM unnest(p_grants) ORDER BY ban_key, occurrence_id, subject_id, liability LOOP
    IF granted.exception_version IS NOT NULL THEN
      PERFORM FROM event
      WHERE stream_id = p_stream AND version = granted.exception_version AND type = ANY (p_findings);
      IF NOT FOUND THEN
        RAISE EXCEPTION 'no finding on the recurrence in this stream' USING CONSTRAINT = 'tolerance_grant_finding';
      END IF;
    ELSE
      -- The no-op update locks the row: whoever comes second waits, then reads the winner's occurrence.
      INSERT INTO ban_slot AS slot (ban_key, matter_id, occurrence_id, stream_id, version)
      VALUES (granted.ban_key, granted.matter_id, granted.occurrence_id, p_stream, granted.version)
      ON CONFLICT (ban_key) DO UPDATE SET occurrence_id = slot.occurrence_id
      RETURNING * INTO holder;
      IF holder.occurrence_id = granted.occurrence_id THEN
        -- The slot of a matter merged into this one counts as if its key named the root.
        SELECT slot.* INTO holder FROM ban_slot slot JOIN matter USING (matter_id)
        WHERE matter.merged_into = granted.matter_id AND slot.occurrence_id <> granted.occurrence_id
          AND replace(slot.ban_key, slot.matter_id::text, granted.matter_id::text) = granted.ban_key
        ORDER BY slot.ban_key LIMIT 1;
      END IF;
      IF holder.occurrence_id <> granted.occurrence_id THEN
        RAISE EXCEPTION 'tolerated before' USING
          ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ban_slot_pkey',
          DETAIL = holder.stream_id::text || ' ' || holder.occurrence_id::text;
      END IF;
    END IF;
    INSERT INTO tolerance_grant SELECT granted.*;
  END LOOP;
END $$;
