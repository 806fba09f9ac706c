-- Queries of results (结果运用查询): a receipt for each answer, and lists that are answered row by row. Beside the log,
-- because a look-up changes no stream. Who was asked about and what was answered is sealed; a receipt never changes.

-- A list of people and units, as it was sent; it is answered by whoever serves pages, for who sent it.
CREATE TABLE result_batch (
  batch_id     uuid PRIMARY KEY,
  asked_digest bytea NOT NULL,                   -- of sender and file: the same key brings the same list
  person       text NOT NULL,
  position     text NOT NULL,
  organ        text NOT NULL,
  place        text NOT NULL,                    -- the jurisdiction of the organ
  for_person   text,
  purpose      text NOT NULL,
  content      bytea NOT NULL,                   -- sealed: what it is for, the reference, the name of the file
  sent_at      timestamptz NOT NULL,
  resumes_at   timestamptz,                      -- when its sender may look up more, where the hour's look-ups are used up
  ended        text CHECK (ended IN ('cancelled', 'stopped')),   -- taken back; its sender may not ask any more
  ended_at     timestamptz,
  CHECK ((ended IS NULL) = (ended_at IS NULL))
);
CREATE INDEX result_batch_person ON result_batch (person, sent_at DESC);

CREATE TABLE result_query (
  query_id     uuid PRIMARY KEY,                 -- the key it was sent with: the same again is the same receipt
  serial       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  asked_digest bytea NOT NULL,
  asked_at     timestamptz NOT NULL,
  person       text NOT NULL,
  position     text NOT NULL,
  organ        text NOT NULL,
  place        text NOT NULL,
  for_person   text,
  purpose      text NOT NULL,
  answer       text NOT NULL CHECK (answer IN ('in_force', 'in_progress', 'none', 'no_right')),
  digest       bytea NOT NULL CHECK (octet_length(digest) = 32),   -- SHA-256 of the content as it was told
  content      bytea NOT NULL,                   -- sealed
  batch_id     uuid REFERENCES result_batch
);
CREATE INDEX result_query_asked ON result_query (place, asked_at);
CREATE INDEX result_query_person ON result_query (person, serial DESC);

CREATE TABLE result_batch_row (
  batch_id  uuid NOT NULL REFERENCES result_batch,
  line      int NOT NULL,                        -- of the sheet
  state     text NOT NULL CHECK (state IN ('waiting', 'answered', 'to_choose', 'faulty')),
  content   bytea NOT NULL,                      -- sealed: who is asked about, or what is wrong with the row
  query_id  uuid REFERENCES result_query,
  PRIMARY KEY (batch_id, line),
  CHECK ((state = 'answered') = (query_id IS NOT NULL))
);
CREATE INDEX result_batch_row_waiting ON result_batch_row (batch_id, line) WHERE state = 'waiting';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON result_query
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE result_query ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON result_batch, result_query, result_batch_row FROM PUBLIC;
GRANT SELECT, INSERT ON result_batch, result_query, result_batch_row TO rongcuo_api;
GRANT UPDATE (resumes_at, ended, ended_at) ON result_batch TO rongcuo_api;
GRANT UPDATE (state, query_id) ON result_batch_row TO rongcuo_api;
