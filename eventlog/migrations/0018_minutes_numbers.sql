-- 会议纪要文号: one of an organ's is entered once. The event that brings a number in tells what it is known by; one that
-- repeats it with a reason tells nothing, and nulls are never alike.
CREATE FUNCTION minutes_of(payload bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT convert_from(payload, 'UTF8')::jsonb ->> 'minutes_id'
$$;
CREATE UNIQUE INDEX minutes_number_once ON event (minutes_of(payload))
  WHERE type IN ('meeting_recorded', 'meeting_corrected');
REVOKE ALL ON FUNCTION minutes_of(bytea) FROM PUBLIC;

-- A meeting has no workflow: the api decides it, as it does work records (0015).
DO $$
DECLARE
  was text := pg_get_functiondef('append_events'::regproc);
  now text := regexp_replace(was, 'starts_with\(([a-z_.]+), ''work_record_''\)', '(\1 ~ ''^(work_record|meeting)_'')', 'g');
BEGIN
  IF now = was THEN
    RAISE EXCEPTION 'append_events is not the one that this was written for';
  END IF;
  EXECUTE now;
END $$;
