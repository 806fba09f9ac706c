-- What runs with every command, made cheaper. Both functions stay the owner's (0013).

-- As in 0010, without a transaction inside the transaction: that one tripled what numbering a few events costs. An event
-- that has a number is passed over by a look at its own row, which is never a reading of all that is numbered.
CREATE OR REPLACE FUNCTION sequence_events(p_limit int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  next bigint;
  last record;
  given int;
BEGIN
  SELECT coalesce(max(log_index) + 1, 0) INTO next FROM sequenced;
  SELECT e.epoch, e.xid, e.id INTO last
  FROM sequenced s JOIN event e USING (stream_id, version) WHERE e.xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY log_index DESC LIMIT 1;
  INSERT INTO sequenced (log_index, stream_id, version)
  SELECT next - 1 + row_number() OVER (ORDER BY epoch, xid, id), stream_id, version
  FROM (SELECT epoch, xid, id, stream_id, version FROM event e
        WHERE (epoch, xid, id) > (coalesce(last.epoch, 0), coalesce(last.xid, '0'::xid8), coalesce(last.id, 0))
          AND xid < pg_snapshot_xmin(pg_current_snapshot())
          AND (SELECT true FROM sequenced s WHERE s.stream_id = e.stream_id AND s.version = e.version) IS NULL
        ORDER BY epoch, xid, id LIMIT p_limit) AS batch;
  GET DIAGNOSTICS given = ROW_COUNT;
  IF given > 0 THEN
    PERFORM pg_notify('log', (next - 1 + given)::text);
  END IF;
  RETURN given;
END $$;

-- A search path set anew for each call costs a sixth of an append. So these two look names up by the path they are called
-- with, and refuse any but the usual one, and whoever has temporary tables, which would come first. In the schemas of
-- that path nobody but the owner can make anything.
DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['append_events'::regproc::oid::regprocedure, 'sequence_events(int)'::regprocedure] LOOP
    EXECUTE format('ALTER FUNCTION %s RESET search_path', f);
    EXECUTE regexp_replace(pg_get_functiondef(f), '\nBEGIN\n', $check$
BEGIN
  IF current_setting('search_path') NOT IN ('"$user", public', 'public') OR pg_my_temp_schema() <> 0 THEN
    RAISE EXCEPTION 'called with another search path, or temporary tables' USING CONSTRAINT = 'usual_search_path';
  END IF;
$check$);
  END LOOP;
END $$;
