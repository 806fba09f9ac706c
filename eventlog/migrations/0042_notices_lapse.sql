-- A message to a person goes out only while they act in the post in which they were told. What lapsed is kept with why: a
-- message of which nothing is left has a state of its own, and of a digest the others go out.
ALTER TABLE notice_delivery DROP CONSTRAINT notice_delivery_state_check, ADD CONSTRAINT notice_delivery_state_check
  CHECK (state IN ('queued', 'under_way', 'delivered', 'failed', 'stopped', 'lapsed'));
ALTER TABLE notice_attempt DROP CONSTRAINT notice_attempt_outcome_check, ADD CONSTRAINT notice_attempt_outcome_check
  CHECK (outcome IN ('delivered', 'failed', 'stopped', 'lapsed'));

CREATE TABLE notice_lapsed (
  delivery_id uuid NOT NULL REFERENCES notice_delivery,
  notice_id   uuid NOT NULL REFERENCES notice,
  because     text NOT NULL CHECK (because IN ('left', 'on_leave')),
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (delivery_id, notice_id)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_lapsed
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE notice_lapsed ENABLE ALWAYS TRIGGER append_only;
REVOKE ALL ON notice_lapsed FROM PUBLIC;
GRANT SELECT ON notice_lapsed TO rongcuo_api;
GRANT SELECT, INSERT ON notice_lapsed TO rongcuo_worker;
