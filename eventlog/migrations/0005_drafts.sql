-- Drafts of reference data: versions that one person proposes and another publishes. A draft counts for nothing:
-- cases load from `reference_data` alone, where publishing copies it.

CREATE TABLE reference_draft (
  kind         text NOT NULL CHECK (kind IN ('pack', 'calendar', 'organs')),
  name         text NOT NULL,
  version      int NOT NULL,
  base_version int NOT NULL CHECK (base_version >= 0 AND base_version < version),  -- the published one it was made from
  content      bytea NOT NULL,
  sha256       bytea NOT NULL CHECK (sha256 = sha256(content)),
  note         text NOT NULL,              -- what it rests on, for people
  proposed_by  text NOT NULL,              -- id of a person
  proposed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, name, version),
  UNIQUE (kind, name, version, proposed_by)
);

-- How a draft ended. The proposer stands here again so that four eyes are a rule of the database, not only of ours.
CREATE TABLE reference_draft_end (
  kind        text NOT NULL,
  name        text NOT NULL,
  version     int NOT NULL,
  proposed_by text NOT NULL,
  outcome     text NOT NULL CHECK (outcome IN ('published', 'withdrawn')),
  ended_by    text NOT NULL,
  ended_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, name, version),
  FOREIGN KEY (kind, name, version, proposed_by) REFERENCES reference_draft (kind, name, version, proposed_by),
  CONSTRAINT four_eyes CHECK (outcome <> 'published' OR ended_by <> proposed_by)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['reference_draft', 'reference_draft_end'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO rongcuo_app', t);
  END LOOP;
END $$;
