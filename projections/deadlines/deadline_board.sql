-- name: create
CREATE TABLE read_model.deadline_board_v6 (
  case_id     uuid NOT NULL,
  duty_id     uuid PRIMARY KEY,
  organ       text NOT NULL,
  place       text,
  state       text NOT NULL,
  due_on      date NOT NULL,
  provisional boolean NOT NULL,
  missed      boolean NOT NULL,
  level       int NOT NULL,
  paused      boolean NOT NULL,
  checked_version int NOT NULL,
  duty        jsonb NOT NULL,
  pack        text NOT NULL,
  jurisdiction text NOT NULL,
  history_open boolean NOT NULL,
  seen_by     text[] NOT NULL
);
CREATE INDEX deadline_board_v6_case ON read_model.deadline_board_v6 (case_id);
CREATE INDEX deadline_board_v6_behind ON read_model.deadline_board_v6 (checked_version, case_id)
  WHERE state = 'open' AND NOT paused;
CREATE INDEX deadline_board_v6_due ON read_model.deadline_board_v6 (due_on, duty_id) WHERE state = 'open';
CREATE INDEX deadline_board_v6_organ ON read_model.deadline_board_v6 (organ, due_on, duty_id) WHERE state = 'open';
CREATE INDEX deadline_board_v6_seen ON read_model.deadline_board_v6 USING gin (seen_by) WHERE state = 'open';
CREATE INDEX deadline_board_v6_paused ON read_model.deadline_board_v6 (due_on, duty_id) WHERE state = 'open' AND paused;
CREATE INDEX deadline_board_v6_provisional ON read_model.deadline_board_v6 (due_on, duty_id)
  WHERE state = 'open' AND provisional;

-- name: open_duties
-- Open duties, once for each who counts them as theirs: a place, or an organ that takes part.
SELECT seer AS seen_by, organ, due_on, paused, provisional, history_open
FROM rows, unnest(rows.seen_by) AS seer WHERE state = 'open'

-- name: open_terms
-- Open terms of steps whose clock has begun, once for each who counts them as theirs.
SELECT seer AS seen_by, pack, duty ->> 'step' AS step, duty -> 'name' AS name, (duty ->> 'amount')::int AS amount,
       duty ->> 'unit' AS unit, duty ->> 'force' AS force, (duty ->> 'starts_on')::date AS starts_on,
       duty -> 'pauses' AS pauses, paused, provisional, due_on
FROM rows, unnest(rows.seen_by) AS seer
WHERE state = 'open' AND duty ->> 'step' IS NOT NULL AND NOT history_open

-- name: met_terms
-- Terms of steps that were met, those alike in the days they took; of cases still entered from paper none.
SELECT jurisdiction AS place, (duty ->> 'met_on')::date AS met_on, pack, duty ->> 'step' AS step, duty -> 'name' AS name,
       (duty ->> 'starts_on')::date AS starts_on, duty -> 'pauses' AS pauses
FROM rows WHERE state = 'met' AND duty ->> 'step' IS NOT NULL AND NOT history_open

-- name: terms_of_days
-- Terms by the day on which they fall due, for the month that has not passed.
SELECT seen_by[1] AS place, due_on, pack, duty ->> 'duty' AS duty, duty -> 'name' AS name, duty ->> 'force' AS force, missed, state
FROM rows WHERE state <> 'cancelled' AND NOT paused AND NOT provisional AND NOT history_open

-- name: terms_of_months
-- The same by months, for those that have passed whole.
SELECT seen_by[1] AS place, date_trunc('month', due_on)::date AS due_month, pack, duty ->> 'duty' AS duty,
       duty -> 'name' AS name, duty ->> 'force' AS force, missed, state
FROM rows WHERE state <> 'cancelled' AND NOT paused AND NOT provisional AND NOT history_open

-- name: demanded
-- Corrections demanded, by month; `overdue_after` is the due date of those that can be overdue.
SELECT jurisdiction AS place, date_trunc('month', (duty ->> 'starts_on')::date)::date AS demanded_month, state,
       CASE WHEN state = 'open' AND NOT provisional AND NOT paused THEN due_on END AS overdue_after
FROM rows WHERE duty ->> 'demand' IS NOT NULL AND NOT history_open

-- name: held_against
-- Open terms whose clock runs, by the newest calendar they were held against.
SELECT checked_version FROM rows WHERE state = 'open' AND NOT paused

-- name: behind
-- Cases with a running term older than a calendar version, or an open window of appeal counted by an older one.
SELECT case_id FROM (
  SELECT case_id FROM read_model.deadline_board_v6
  WHERE state = 'open' AND NOT paused AND checked_version < $1
  UNION
  SELECT case_id FROM read_model.case_page_v7
  WHERE appeal_open_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date AND EXISTS (
    SELECT FROM jsonb_array_elements(subjects) subject
    WHERE (subject ->> 'appeal_version')::int < $1
      AND ((subject ->> 'appeal_provisional')::boolean
           OR (subject ->> 'appeal_until')::date >= (now() AT TIME ZONE 'Asia/Shanghai')::date))) AS cases
WHERE case_id > $2 ORDER BY case_id LIMIT $3

-- name: running
-- Every open duty whose clock runs.
SELECT to_jsonb(d) - $3::text[] || jsonb_build_object('case_number', p.number)
FROM read_model.deadline_board_v6 d LEFT JOIN read_model.case_page_v7 p USING (case_id)
WHERE d.state = 'open' AND NOT d.paused AND d.duty_id > $1 ORDER BY d.duty_id LIMIT $2

-- name: owed
-- Who owes some duties now, and what they are called.
SELECT duty_id, organ, duty->'name' AS name FROM read_model.deadline_board_v6
WHERE duty_id = ANY ($1::uuid[]) AND state = 'open'
