-- Files of paper cases (补录): prepared by one person, approved as the very same file by another, and then entered row by
-- row. What a row says is sealed, and goes when the row is settled: from then on the log has it, or the office's file.
CREATE TABLE case_import (
  file_sha256   bytea PRIMARY KEY CHECK (octet_length(file_sha256) = 32),
  pack          text NOT NULL,
  organ         text NOT NULL,
  jurisdiction  text NOT NULL,
  file_name     text NOT NULL,
  actor         jsonb NOT NULL,                  -- who prepared it, in which post: they enter its cases
  prepared_by   text NOT NULL,
  prepared_at   timestamptz NOT NULL,
  access_rules  text[] NOT NULL,
  ended         text CHECK (ended IN ('approved', 'withdrawn')),
  ended_by      text,
  ended_at      timestamptz,
  CHECK ((ended IS NULL) = (ended_by IS NULL) AND (ended IS NULL) = (ended_at IS NULL)),
  CONSTRAINT case_import_four_eyes CHECK (ended IS DISTINCT FROM 'approved' OR ended_by <> prepared_by)
);

CREATE TABLE case_import_row (
  file_sha256   bytea NOT NULL REFERENCES case_import,
  line          int NOT NULL,                    -- of the sheet
  place         int NOT NULL,                    -- in the order of entry: what was concluded earlier comes first
  number        text NOT NULL,
  case_id       uuid,
  command_id    uuid NOT NULL,                   -- by which the log enters it
  state         text NOT NULL CHECK (state IN ('waiting', 'entered', 'known', 'faulty', 'refused')),
  faults        jsonb NOT NULL DEFAULT '[]',
  content       bytea,                           -- sealed; while the row waits
  settled_at    timestamptz,
  PRIMARY KEY (file_sha256, line)
);
CREATE INDEX case_import_row_waiting ON case_import_row (file_sha256, place) WHERE state = 'waiting';

CREATE INDEX case_import_row_command ON case_import_row (command_id);

REVOKE ALL ON case_import, case_import_row FROM PUBLIC;
GRANT SELECT, INSERT ON case_import, case_import_row TO rongcuo_api;
GRANT UPDATE (ended, ended_by, ended_at) ON case_import TO rongcuo_api;
GRANT UPDATE (state, faults, case_id, content, settled_at) ON case_import_row TO rongcuo_api;

-- A waiting row of an approved file, whole: the one thing of cases that the api appends (0015).
CREATE FUNCTION enters_paper_case(p_command uuid, p_stream uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM case_import_row r JOIN case_import i USING (file_sha256)
                 WHERE r.command_id = p_command AND r.case_id = p_stream AND r.state = 'waiting' AND i.ended = 'approved')
$$;
REVOKE ALL ON FUNCTION enters_paper_case FROM PUBLIC;

DO $$
DECLARE
  was text := pg_get_functiondef('append_events'::regproc);
  now text := replace(was, 'IF session_user = ''rongcuo_api'' THEN',
                      'IF session_user = ''rongcuo_api'' AND NOT (p_expected = 0 AND enters_paper_case(p_command, p_stream)) THEN');
BEGIN
  IF now = was THEN
    RAISE EXCEPTION 'append_events is not the one that this was written for';
  END IF;
  EXECUTE now;
END $$;
