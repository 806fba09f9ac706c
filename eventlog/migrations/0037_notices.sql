-- Notices (通知): what people were told of what the log holds, by which channel, and with what answer. They are derived
-- from events and beside the log: a notice says that something waits, and is no act of any case.
CREATE TABLE notice_progress (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  log_index bigint NOT NULL          -- the last place in the log that people were told of
);
-- Nobody is told of what was recorded before there were notices.
INSERT INTO notice_progress (log_index) SELECT coalesce(max(log_index), -1) FROM sequenced;

CREATE TABLE notice (
  notice_id uuid PRIMARY KEY,        -- made of the event, the person and the post: an event tells somebody once
  log_index bigint NOT NULL,
  case_id   uuid NOT NULL,
  version   int NOT NULL,            -- of the event
  kind      text NOT NULL,
  about     uuid NOT NULL,           -- the duty, proposal, round or event
  code      text NOT NULL,
  name      jsonb,
  due_on    date,
  obliged   boolean NOT NULL,        -- the procedure says who is told: no choice of theirs
  organ     text NOT NULL,
  person    text NOT NULL,
  position  text NOT NULL,
  told_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  read_at   timestamptz
);
CREATE INDEX notice_of ON notice (person, position, log_index DESC, notice_id);
CREATE INDEX notice_unread ON notice (person, position) WHERE read_at IS NULL;
CREATE INDEX notice_case ON notice (case_id, version);

-- Addresses of other programs that are told (webhooks). One person proposes, another approves.
CREATE TABLE notice_hook (
  hook_id     uuid PRIMARY KEY,
  name        text NOT NULL CHECK (char_length(name) <= 100),
  url         text NOT NULL CHECK (char_length(url) <= 2000),
  place       text NOT NULL,         -- the jurisdiction whose organs it is told of, with those under it
  state       text NOT NULL CHECK (state IN ('proposed', 'active', 'disabled')),
  secret      bytea NOT NULL,        -- sealed
  earlier     bytea,                 -- sealed: the one before, which signs too until the next rotation
  because     text,                  -- why it is disabled
  proposed_by text NOT NULL,
  approved_by text CHECK (approved_by <> proposed_by),
  made_at     timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL
);

-- What somebody has chosen (通知设置). Without a row: only what the pages show.
CREATE TABLE notice_choice (
  person       text PRIMARY KEY,
  mail         bytea,                -- sealed
  verified_at  timestamptz,
  code         bytea,                -- sealed: what was sent to the mailbox
  code_until   timestamptz,
  code_tries   int NOT NULL DEFAULT 0,
  quiet_from   time NOT NULL,
  quiet_until  time NOT NULL,        -- the same as quiet_from: no quiet hours
  working_days boolean NOT NULL,     -- nothing on days off
  muted        text[] NOT NULL,      -- kinds that are shown, and sent nowhere
  digest_after int NOT NULL CHECK (digest_after BETWEEN 1 AND 100),
  chosen_at    timestamptz NOT NULL
);

-- A message on its way to one recipient by one channel. It is queued here with what it tells, in the transaction in which
-- the log is followed; a workflow of its id delivers it.
CREATE TABLE notice_delivery (
  delivery_id uuid PRIMARY KEY,
  channel     text NOT NULL CHECK (channel IN ('mail', 'hook')),
  purpose     text NOT NULL CHECK (purpose IN ('notices', 'code')),
  person      text,
  hook_id     uuid REFERENCES notice_hook,
  due_at      timestamptz NOT NULL,  -- not before
  state       text NOT NULL CHECK (state IN ('queued', 'under_way', 'delivered', 'failed', 'stopped')),
  round       int NOT NULL DEFAULT 1,             -- 2: delivered again by hand
  queued_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((channel = 'hook') = (hook_id IS NOT NULL)),
  CHECK ((channel = 'mail') = (person IS NOT NULL))
);
CREATE INDEX notice_delivery_open ON notice_delivery (state, queued_at, delivery_id) WHERE state IN ('queued', 'under_way', 'failed');
CREATE INDEX notice_delivery_person ON notice_delivery (person, queued_at) WHERE channel = 'mail';

CREATE TABLE notice_delivered (
  notice_id   uuid NOT NULL REFERENCES notice,
  delivery_id uuid NOT NULL REFERENCES notice_delivery,
  recipient   text NOT NULL,         -- mail, or the hook: by one channel a notice is sent once
  PRIMARY KEY (notice_id, recipient)
);
CREATE INDEX notice_delivered_by ON notice_delivered (delivery_id);

CREATE TABLE notice_attempt (
  delivery_id uuid NOT NULL REFERENCES notice_delivery,
  number      int NOT NULL,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  outcome     text NOT NULL CHECK (outcome IN ('delivered', 'failed', 'stopped')),
  answer      text NOT NULL CHECK (char_length(answer) <= 500),
  seconds     real NOT NULL,
  PRIMARY KEY (delivery_id, number)
);

-- The switch that stops all deliveries; the last row holds.
CREATE TABLE notice_switch (
  number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  paused boolean NOT NULL,
  person text NOT NULL,
  reason text NOT NULL CHECK (char_length(reason) <= 500),
  at     timestamptz NOT NULL
);

-- Calendars that other programs show (RFC 5545): an address that nobody guesses, and what was last told under it.
CREATE TABLE calendar_feed (
  feed_id    uuid PRIMARY KEY,
  digest     bytea NOT NULL UNIQUE,  -- of the secret part of its address
  person     text NOT NULL,
  position   text NOT NULL,
  made_at    timestamptz NOT NULL,
  read_at    timestamptz,
  revoked_at timestamptz
);
CREATE INDEX calendar_feed_of ON calendar_feed (person, position);
CREATE TABLE calendar_entry (
  feed_id    uuid NOT NULL REFERENCES calendar_feed,
  uid        uuid NOT NULL,
  due_on     date NOT NULL,
  summary    text NOT NULL,
  sequence   int NOT NULL,
  cancelled  boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (feed_id, uid)
);

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['notice_attempt', 'notice_switch', 'notice_delivered'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', kept);
  END LOOP;
END $$;
REVOKE ALL ON notice_progress, notice, notice_hook, notice_choice, notice_delivery, notice_delivered, notice_attempt,
  notice_switch, calendar_feed, calendar_entry FROM PUBLIC;

GRANT SELECT ON notice, notice_hook, notice_choice, notice_delivery, notice_delivered, notice_attempt, notice_switch,
  calendar_feed, calendar_entry TO rongcuo_api;
GRANT UPDATE (read_at) ON notice TO rongcuo_api;
GRANT INSERT, UPDATE ON notice_hook, notice_choice, calendar_feed, calendar_entry TO rongcuo_api;
GRANT INSERT ON notice_switch, notice_delivery TO rongcuo_api;
GRANT UPDATE (state, due_at, round, changed_at) ON notice_delivery TO rongcuo_api;

GRANT SELECT ON notice_progress, notice, notice_hook, notice_choice, notice_delivery, notice_delivered, notice_attempt,
  notice_switch TO rongcuo_worker;
GRANT UPDATE (log_index) ON notice_progress TO rongcuo_worker;
GRANT INSERT ON notice, notice_delivery, notice_delivered, notice_attempt TO rongcuo_worker;
GRANT UPDATE (state, changed_at) ON notice_delivery TO rongcuo_worker;
GRANT UPDATE (state, because, changed_at) ON notice_hook TO rongcuo_worker;
