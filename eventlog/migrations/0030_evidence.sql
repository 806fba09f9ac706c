-- Uploads of documents (docs/evidence.md): who sends what into which case, how far it came, what it was found to be. That
-- a document is in a file the log says; that somebody of an organ held its content, so that they may put it there, these
-- rows do. The bytes lie elsewhere, sealed.
CREATE TABLE evidence_upload (
  id        uuid PRIMARY KEY,
  case_id   uuid NOT NULL,
  organ     text NOT NULL,
  person    text NOT NULL,
  size      bigint NOT NULL CHECK (size > 0),
  name      bytea NOT NULL,                -- of the file, as its sender calls it; sealed under the case's key
  begun_at  timestamptz NOT NULL,
  state     text NOT NULL CHECK (state IN ('receiving', 'stored', 'quarantined', 'refused')),
  sha256    bytea CHECK (octet_length(sha256) = 32),
  format    text,
  fault     text,                          -- why it was refused or kept back
  ended_at  timestamptz,
  CHECK ((state = 'stored') <= (sha256 IS NOT NULL AND format IS NOT NULL AND ended_at IS NOT NULL))
);
CREATE INDEX evidence_upload_of_case ON evidence_upload (case_id, sha256);
CREATE INDEX evidence_upload_unfinished ON evidence_upload (person, begun_at) WHERE state <> 'stored';

REVOKE ALL ON evidence_upload FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON evidence_upload TO rongcuo_api;
GRANT UPDATE (state, sha256, format, fault, ended_at) ON evidence_upload TO rongcuo_api;
