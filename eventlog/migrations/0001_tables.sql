-- The event log and what must be consistent with it. Everything here is append-only but for the few columns
-- named in 0002_guards.sql.
--
-- PostgreSQL parses a table's CHECKs anew for every statement, about 15 us each of an append that takes 150. So the
-- two tables every append writes have none: a virtual column (PostgreSQL 18) cannot differ from what it is computed
-- from. For the same cost each of them has the fewest indexes: the position of an event lies in a table of its own.

CREATE TABLE event (
  id             bigint GENERATED ALWAYS AS IDENTITY,   -- breaks ties within one transaction; no key, never a bookmark
  epoch          int NOT NULL DEFAULT 1,   -- the default is raised when the log moves to another cluster: xids do not travel
  xid            xid8 NOT NULL DEFAULT pg_current_xact_id(),
  stream_id      uuid NOT NULL,
  version        int NOT NULL,
  type           text NOT NULL,
  schema_version smallint NOT NULL,
  recorded_at    timestamptz NOT NULL,     -- the clock of the workflow's loop
  valid_on       date NOT NULL,            -- the business date
  command_id     uuid NOT NULL,
  entry          bytea NOT NULL,           -- the bytes the log commits to: entry.py
  leaf           bytea GENERATED ALWAYS AS (sha256('\x00'::bytea || entry)) VIRTUAL,   -- RFC 6962
  payload        bytea NOT NULL,           -- facts with opaque ids only; never erased
  payload_salt   bytea NOT NULL,           -- the entry holds SHA-256(salt || bytes)
  private        bytea,                    -- free text, AES-GCM under the case's key; NULL when none or erased
  private_salt   bytea,                    -- goes with it
  PRIMARY KEY (stream_id, version)
);
CREATE INDEX event_order ON event (epoch, xid, id);

-- The position of every event in the whole log: contiguous from 0, given by the sequencer alone.
CREATE TABLE sequenced (
  log_index bigint PRIMARY KEY CHECK (log_index >= 0),
  stream_id uuid NOT NULL,
  version   int NOT NULL,
  UNIQUE (stream_id, version)
);

-- The one ledger of command ids. Kept for ever; the first outcome wins.
CREATE TABLE command (
  command_id    uuid PRIMARY KEY,
  stream_id     uuid,
  actor         bytea,
  digest        bytea NOT NULL,            -- of body and actor, without the time
  outcome       text GENERATED ALWAYS AS (CASE WHEN refusal IS NULL THEN 'recorded' ELSE 'refused' END) VIRTUAL,
  first_version int,
  last_version  int,
  refusal       jsonb,
  recorded_at   timestamptz NOT NULL
);

-- The key of a case's private parts, wrapped under the installation's key. Deleting it is the erasure.
CREATE TABLE case_key (
  stream_id uuid PRIMARY KEY,
  wrapped   bytea NOT NULL
);

-- Matters. A merged matter points straight at its root: a merge re-points what was merged before, so depth is one.
CREATE TABLE matter (
  matter_id          uuid PRIMARY KEY,
  merged_into        uuid REFERENCES matter CHECK (merged_into <> matter_id),
  registered_stream  uuid NOT NULL,
  registered_version int NOT NULL
);
CREATE INDEX matter_by_stream ON matter (registered_stream);
CREATE INDEX matter_by_root ON matter (merged_into) WHERE merged_into IS NOT NULL;

-- One slot per ban key in the whole installation, holding the occurrence that was tolerated.
-- A key that depends on the matter contains the matter id in its canonical text form (see record_grants).
CREATE TABLE ban_slot (
  ban_key       text PRIMARY KEY,
  matter_id     uuid NOT NULL REFERENCES matter,
  occurrence_id uuid NOT NULL,
  stream_id     uuid NOT NULL,
  version       int NOT NULL
);
CREATE INDEX ban_slot_by_matter ON ban_slot (matter_id);

CREATE TABLE tolerance_grant (
  stream_id         uuid NOT NULL,
  version           int NOT NULL,          -- of the granting event
  matter_id         uuid NOT NULL REFERENCES matter,
  occurrence_id     uuid NOT NULL,
  subject_id        uuid NOT NULL,
  liability         text NOT NULL,
  ban_key           text NOT NULL,
  exception_version int,                   -- the finding on the recurrence, in the same stream
  revoked_version   int,                   -- NULL: live
  PRIMARY KEY (stream_id, version, subject_id, liability),
  CHECK (exception_version < version),
  CHECK (revoked_version > version)
);
CREATE UNIQUE INDEX tolerance_grant_once ON tolerance_grant (occurrence_id, subject_id, liability) WHERE revoked_version IS NULL;
CREATE INDEX tolerance_grant_by_matter ON tolerance_grant (matter_id) WHERE revoked_version IS NULL;
CREATE INDEX tolerance_grant_by_key ON tolerance_grant (ban_key, occurrence_id) WHERE revoked_version IS NULL;

-- One integer says how far a projection has read: the log index is contiguous.
CREATE TABLE projection_progress (
  name      text NOT NULL,
  version   int NOT NULL,
  log_index bigint NOT NULL,
  PRIMARY KEY (name, version)
);

-- Packs, calendars, organs: immutable versions, pinned by hash.
CREATE TABLE reference_data (
  kind         text NOT NULL CHECK (kind IN ('pack', 'calendar', 'organs')),
  name         text NOT NULL,
  version      int NOT NULL CHECK (version > 0),
  content      bytea NOT NULL,
  sha256       bytea NOT NULL CHECK (sha256 = sha256(content)),
  installed_at timestamptz NOT NULL DEFAULT now(),
  installed_by text NOT NULL,
  PRIMARY KEY (kind, name, version)
);
CREATE INDEX reference_by_hash ON reference_data (sha256);

-- The register of subjects. Registering again adds a version; the newest one holds.
CREATE TABLE subject (
  subject_id    uuid NOT NULL,
  version       int NOT NULL CHECK (version > 0),
  kind          text NOT NULL CHECK (kind IN ('person', 'unit')),
  sector        text NOT NULL,
  jurisdiction  text NOT NULL,
  identity      bytea NOT NULL,            -- names, encrypted under the installation's key
  name_digests  bytea[] NOT NULL,          -- keyed digests of names and aliases, for look-up
  registered_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subject_id, version)
);
CREATE INDEX subject_by_name ON subject USING gin (name_digests);

-- Rows are inserted and (almost) never changed: analyse and freeze early enough.
ALTER TABLE event SET (autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE sequenced SET (autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05);

CREATE SCHEMA read_model;   -- the projections' own tables
