-- The number that the office gave to a risk filing or a work record: one of an organ and year is given once, whether to
-- a case, a filing or a record (0022_office_numbers.sql).
DROP TRIGGER office_number ON event;
CREATE TRIGGER office_number AFTER INSERT ON event
  FOR EACH ROW WHEN (NEW.type IN ('number_recorded', 'risk_filing_number_recorded', 'work_record_number_recorded'))
  EXECUTE FUNCTION keep_office_number();
