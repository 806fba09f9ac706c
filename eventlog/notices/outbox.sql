-- name: look
-- All that whoever follows the log asks at a word: how far people were told, the next page that the read models $1 of the
-- versions $2 have folded, at most $5 events from where this process has looked to ($3), whether an event of the kinds $4 is
-- in it, whether a message waits to be begun, and whether deliveries are stopped.
WITH page AS (
  SELECT p.log_index AS told_to, greatest(p.log_index, $3) AS after,
         (SELECT least(min(f.log_index), greatest(p.log_index, $3) + $5::int) FROM projection_progress f
          JOIN unnest($1::text[], $2::int[]) AS mine (name, version) USING (name, version)
          HAVING count(*) = cardinality($1::text[])) AS until
  FROM notice_progress p)
SELECT told_to, after, coalesce(until, after) AS until,
       EXISTS (SELECT FROM sequenced s JOIN event e USING (stream_id, version)
               WHERE s.log_index > page.after AND s.log_index <= page.until AND e.type = ANY ($4::text[])) AS tells,
       EXISTS (SELECT FROM notice_delivery WHERE state = 'queued') AS queued,
       coalesce((SELECT paused FROM notice_switch ORDER BY number DESC LIMIT 1), false) AS paused
FROM page

-- name: advance
-- First statement of a page: takes the row's lock, and finds nothing if another process was here meanwhile.
UPDATE notice_progress SET log_index = $2 WHERE log_index = $1 RETURNING log_index

-- name: tell
INSERT INTO notice (notice_id, log_index, case_id, version, kind, about, code, name, due_on, obliged, organ, person, position,
  stream)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: queue
-- A message, unless it is there: a digest is queued with each of its notices.
INSERT INTO notice_delivery (delivery_id, channel, purpose, person, hook_id, due_at, state)
VALUES ($1, $2, 'notices', $3, $4, $5, 'queued') ON CONFLICT (delivery_id) DO NOTHING

-- name: carry
-- That a message tells a notice; of two messages to one recipient the first does.
INSERT INTO notice_delivered (notice_id, delivery_id, recipient) VALUES ($1, $2, $3)

-- name: queue_code
WITH made AS (
  INSERT INTO notice_delivery (delivery_id, channel, purpose, person, due_at, state)
  VALUES ($1, 'mail', 'code', $2, clock_timestamp(), 'queued') RETURNING delivery_id
) SELECT pg_notify('notices', '') FROM made

-- name: sent_lately
SELECT person, count(*) AS sent FROM notice_delivery
WHERE channel = 'mail' AND person = ANY ($1::text[]) AND queued_at > $2 GROUP BY person

-- name: waiting
SELECT delivery_id, round, due_at FROM notice_delivery WHERE state = $1 AND delivery_id > $2 ORDER BY delivery_id LIMIT $3

-- name: begun
UPDATE notice_delivery SET state = 'under_way', changed_at = clock_timestamp()
WHERE delivery_id = ANY ($1::uuid[]) AND state = 'queued'

-- name: message
SELECT d.delivery_id, d.channel, d.purpose, d.person, d.state,
       coalesce((SELECT paused FROM notice_switch ORDER BY number DESC LIMIT 1), false) AS paused,
       c.mail, c.verified_at IS NOT NULL AS verified, c.code,
       h.hook_id, h.url, h.state AS hook_state, h.secret, h.earlier
FROM notice_delivery d
LEFT JOIN notice_choice c ON c.person = d.person
LEFT JOIN notice_hook h ON h.hook_id = d.hook_id
WHERE d.delivery_id = $1

-- name: notices_of
-- What a message tells, of those who act in the post still.
SELECT n.notice_id, n.stream, n.case_id, n.version, n.kind, n.name::text, n.due_on::text, n.organ, n.person, n.position, n.told_at
FROM notice_delivered m JOIN notice n USING (notice_id)
WHERE m.delivery_id = $1
  AND NOT EXISTS (SELECT FROM notice_lapsed l WHERE l.delivery_id = m.delivery_id AND l.notice_id = m.notice_id)
ORDER BY n.log_index, n.notice_id

-- name: attempted
-- One attempt, what it made of the message, and what had lapsed by then; none is kept of a message that is delivered already.
WITH message AS (
  UPDATE notice_delivery SET state = CASE $2 WHEN 'failed' THEN state ELSE $2 END, changed_at = clock_timestamp()
  WHERE delivery_id = $1 AND state <> 'delivered' RETURNING delivery_id
), lapsed AS (
  INSERT INTO notice_lapsed (delivery_id, notice_id, because)
  SELECT delivery_id, gone.notice_id, gone.because FROM message, unnest($5::uuid[], $6::text[]) AS gone (notice_id, because)
  ON CONFLICT DO NOTHING
)
INSERT INTO notice_attempt (delivery_id, number, outcome, answer, seconds)
SELECT delivery_id, 1 + (SELECT count(*) FROM notice_attempt WHERE delivery_id = $1), $2, $3, $4 FROM message

-- name: put_back
UPDATE notice_delivery SET state = 'queued', changed_at = clock_timestamp() WHERE delivery_id = $1 AND state = 'under_way'

-- name: given_up
UPDATE notice_delivery SET state = 'failed', changed_at = clock_timestamp()
WHERE delivery_id = $1 AND state NOT IN ('delivered', 'stopped', 'lapsed')

-- name: disable_hook
UPDATE notice_hook SET state = 'disabled', because = $2, changed_at = clock_timestamp()
WHERE hook_id = $1 AND state = 'active'

-- name: is_paused
SELECT paused FROM notice_switch ORDER BY number DESC LIMIT 1

-- name: switch
WITH turned AS (
  INSERT INTO notice_switch (paused, person, reason, at) VALUES ($1, $2, $3, $4) RETURNING number
) SELECT pg_notify('notices', '') FROM turned
