-- How organs divide their work (认领、转办、稍后提醒): no act of any case, so it is beside the log. A task is what an inbox
-- shows (projections/inbox): what it asks for, by the id of what it is about, of which organ. Every change adds a row.
CREATE TABLE task_act (
  about      uuid NOT NULL,
  what       text NOT NULL,
  organ      text NOT NULL,
  level      int NOT NULL,
  number     int NOT NULL CHECK (number > 0),    -- of the changes of this task: each is made on the one before
  case_id    uuid NOT NULL,
  act        text NOT NULL CHECK (act IN ('claim', 'assign', 'forward', 'release', 'snooze', 'wake')),
  person     text,                               -- who has it from then on; NULL: nobody of the organ more than others
  position   text,
  until      date,                               -- the day on which it comes back, where it was put off
  actor      jsonb NOT NULL,
  reason     bytea,                              -- sealed
  command_id uuid NOT NULL UNIQUE,
  at         timestamptz NOT NULL,
  PRIMARY KEY (about, what, organ, level, number),
  CHECK ((person IS NULL) = (position IS NULL)),
  CHECK ((act = 'snooze') = (until IS NOT NULL)),
  CHECK (act <> 'forward' OR reason IS NOT NULL)
);
CREATE INDEX task_act_case ON task_act (case_id);

-- The last row of each task, for lists; written with it.
CREATE TABLE task_now (
  about    uuid NOT NULL,
  what     text NOT NULL,
  organ    text NOT NULL,
  level    int NOT NULL,
  number   int NOT NULL,
  act      text NOT NULL,
  person   text,
  position text,
  until    date,
  actor    jsonb NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (about, what, organ, level)
);
CREATE INDEX task_now_person ON task_now (person, position);

-- 阅知: who has read what an organ was told.
CREATE TABLE notice_read (
  about    uuid NOT NULL,
  organ    text NOT NULL,
  level    int NOT NULL,
  person   text NOT NULL,
  position text NOT NULL,
  case_id  uuid NOT NULL,
  actor    jsonb NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (about, organ, level, person, position)
);

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['task_act', 'notice_read'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', kept);
  END LOOP;
END $$;
REVOKE ALL ON task_act, task_now, notice_read FROM PUBLIC;
GRANT SELECT ON task_act, task_now TO rongcuo_api;
GRANT SELECT, INSERT ON notice_read TO rongcuo_api;

-- One change of a task, by whoever saw it after `p_seen` changes. False: somebody was faster; the same sent again is true.
CREATE FUNCTION change_task(
  p_about uuid, p_what text, p_organ text, p_level int, p_seen int, p_case uuid, p_act text, p_person text,
  p_position text, p_until date, p_actor jsonb, p_reason bytea, p_command uuid, p_at timestamptz
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM task_act WHERE command_id = p_command) THEN
    RETURN EXISTS (SELECT FROM task_act WHERE command_id = p_command AND actor = p_actor AND act = p_act
                   AND (about, what, organ, level) = (p_about, p_what, p_organ, p_level));
  END IF;
  IF p_seen > 0 AND NOT EXISTS (SELECT FROM task_act WHERE number = p_seen
                                AND (about, what, organ, level) = (p_about, p_what, p_organ, p_level)) THEN
    RETURN false;
  END IF;
  INSERT INTO task_act VALUES (p_about, p_what, p_organ, p_level, p_seen + 1, p_case, p_act, p_person, p_position,
                               p_until, p_actor, p_reason, p_command, p_at)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN EXISTS (SELECT FROM task_act WHERE command_id = p_command AND actor = p_actor AND act = p_act);
  END IF;
  INSERT INTO task_now VALUES (p_about, p_what, p_organ, p_level, p_seen + 1, p_act, p_person, p_position, p_until,
                               p_actor, p_at)
  ON CONFLICT (about, what, organ, level) DO UPDATE
    SET number = excluded.number, act = excluded.act, person = excluded.person, position = excluded.position,
        until = excluded.until, actor = excluded.actor, at = excluded.at;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION change_task FROM PUBLIC;
ALTER FUNCTION change_task SECURITY DEFINER SET search_path = public, pg_temp;
GRANT EXECUTE ON FUNCTION change_task TO rongcuo_api;
