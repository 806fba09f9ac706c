-- The number that the office gave to a document that went out of a case (A-59): one of an organ and year is given once,
-- whatever it is given to (0022_office_numbers.sql).
ALTER TABLE office_number ADD COLUMN version int NOT NULL DEFAULT 0;  -- of the event it went out with; 0: the stream's own
ALTER TABLE office_number DROP CONSTRAINT office_number_stream_id_key, ADD UNIQUE (stream_id, version);

CREATE OR REPLACE FUNCTION keep_office_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  facts jsonb := convert_from(NEW.payload, 'UTF8')::jsonb;
  sent  int := coalesce((facts ->> 'dispatched')::int, 0);
BEGIN
  DELETE FROM office_number WHERE stream_id = NEW.stream_id AND version = sent;
  INSERT INTO office_number (organ, year, canonical, stream_id, version)
  VALUES (facts ->> 'organ', (facts ->> 'year')::int, facts ->> 'canonical', NEW.stream_id, sent);
  RETURN NULL;
END $$;
