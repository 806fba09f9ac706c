-- Risk filings, work records and meetings tell people too: a notice says what its `case_id` is the id of.
ALTER TABLE notice ADD COLUMN stream text NOT NULL DEFAULT 'case'
  CHECK (stream IN ('case', 'risk_filing', 'work_record', 'meeting'));
