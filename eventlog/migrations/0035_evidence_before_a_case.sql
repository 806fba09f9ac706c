-- Files of an organ that no case has yet (docs/evidence.md): what is uploaded for an application that is being written, a
-- risk filing, a meeting or a work record. Each organ has one folder, with a key of its own; what a case takes over is
-- sealed again under the key of that case.
CREATE TABLE evidence_folder (
  id        uuid PRIMARY KEY,
  organ     text NOT NULL UNIQUE,
  wrapped   bytea NOT NULL,
  begun_at  timestamptz NOT NULL
);
ALTER TABLE evidence_upload ADD COLUMN named_by uuid;  -- the risk filing, record or meeting that names it: then it stays

REVOKE ALL ON evidence_folder FROM PUBLIC;
GRANT SELECT, INSERT ON evidence_folder TO rongcuo_api;
GRANT UPDATE (named_by) ON evidence_upload TO rongcuo_api;
