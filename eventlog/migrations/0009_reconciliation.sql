-- What each comparison of the engine's runs with the log found: health and the operators' page show the last one.
CREATE TABLE reconciliation (
  ended_at   timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
  begun_at   timestamptz NOT NULL,
  compared   int NOT NULL,
  differed   jsonb NOT NULL,        -- how many, by how: {"terminated": 3, "behind": 1}
  unrepaired int NOT NULL
);

REVOKE ALL ON reconciliation FROM PUBLIC;
GRANT SELECT, INSERT ON reconciliation TO rongcuo_app;
