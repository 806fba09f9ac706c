-- Numbers: series of organs, and those that the office gave (登记文号, A-45).

-- A stream that is set aside keeps its number in the series that it is of; the one of organs without a mark has no name.
ALTER TABLE set_aside ADD COLUMN series text NOT NULL DEFAULT '';

-- The number that a case bears by the registers of the office: one of an organ and year is one case's. It follows from the
-- events as the bans do, in the transaction that writes them; of a case the last one counts, so that a wrong one is free
-- again once it is put right.
CREATE TABLE office_number (
  organ     text NOT NULL,
  year      int NOT NULL,
  canonical text NOT NULL,                 -- the one spelling (domain/identity.py)
  stream_id uuid NOT NULL UNIQUE,
  PRIMARY KEY (organ, year, canonical)
);
REVOKE ALL ON office_number FROM PUBLIC;

CREATE FUNCTION keep_office_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  facts jsonb := convert_from(NEW.payload, 'UTF8')::jsonb;
BEGIN
  DELETE FROM office_number WHERE stream_id = NEW.stream_id;
  INSERT INTO office_number VALUES (facts ->> 'organ', (facts ->> 'year')::int, facts ->> 'canonical', NEW.stream_id);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION keep_office_number FROM PUBLIC;

CREATE TRIGGER office_number AFTER INSERT ON event
  FOR EACH ROW WHEN (NEW.type = 'number_recorded') EXECUTE FUNCTION keep_office_number();
