-- 会议纪要文号: one of an organ's is entered once. The event that brings a number in tells what it is known by; one that
-- repeats it with a reason tells nothing, and nulls are never alike.
CREATE FUNCTION minutes_of(payload bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT convert_from(payload, 'UTF8')::jsonb ->> 'minutes_id'
$$;
CREATE UNIQUE INDEX minutes_number_once ON event (minutes_of(payload))
  WHERE type IN ('meeting_recorded', 'meeting_corrected');
