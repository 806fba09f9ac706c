-- name: of_recipient
SELECT notice_id, log_index, stream, case_id, version, kind, about, code, name::text, due_on, obliged, told_at, read_at
FROM notice WHERE person = $1 AND position = $2 AND ($3::bigint IS NULL OR log_index < $3) AND NOT ($5 AND read_at IS NOT NULL)
ORDER BY log_index DESC, notice_id LIMIT $4

-- name: one
SELECT notice_id, log_index, stream, case_id, version, kind, about, code, name::text, due_on, obliged, told_at, read_at
FROM notice WHERE notice_id = $1 AND person = $2 AND position = $3

-- name: unread
SELECT count(*) FROM notice WHERE person = $1 AND position = $2 AND read_at IS NULL

-- name: mark_read
UPDATE notice SET read_at = $4 WHERE person = $1 AND position = $2 AND log_index <= $3 AND read_at IS NULL
RETURNING notice_id

-- name: deliveries
SELECT d.delivery_id, d.channel, d.purpose, d.person, h.name AS hook, d.state, d.due_at, d.queued_at, d.changed_at,
       (SELECT count(*) FROM notice_delivered m WHERE m.delivery_id = d.delivery_id) AS notices,
       (SELECT count(*) FROM notice_lapsed l WHERE l.delivery_id = d.delivery_id) AS lapsed,
       (SELECT count(*) FROM notice_attempt a WHERE a.delivery_id = d.delivery_id) AS tries,
       (SELECT answer FROM notice_attempt a WHERE a.delivery_id = d.delivery_id ORDER BY number DESC LIMIT 1) AS answer
FROM notice_delivery d LEFT JOIN notice_hook h USING (hook_id)
WHERE d.state = ANY ($1::text[]) AND d.delivery_id > $2 ORDER BY d.delivery_id LIMIT $3

-- name: redeliver
WITH again AS (
  UPDATE notice_delivery SET state = 'queued', due_at = clock_timestamp(), round = round + 1, changed_at = clock_timestamp()
  WHERE delivery_id = $1 AND state IN ('failed', 'stopped') RETURNING delivery_id
), told AS (SELECT pg_notify('notices', '') FROM again)
SELECT delivery_id FROM again, told

-- name: counts
SELECT count(*) FILTER (WHERE state IN ('queued', 'under_way')) AS waiting, count(*) FILTER (WHERE state = 'failed') AS failed,
       coalesce((SELECT paused FROM notice_switch ORDER BY number DESC LIMIT 1), false) AS paused
FROM notice_delivery WHERE state IN ('queued', 'under_way', 'failed')

-- name: of_case
-- How the events of a case were told: how many notices each gave, how many of them were read, arrived by which channel, failed
-- or lapsed.
SELECT n.version, bool_or(n.kind = 'vote') AS of_vote, count(DISTINCT n.notice_id) AS told,
       count(DISTINCT n.notice_id) FILTER (WHERE n.read_at IS NOT NULL) AS read,
       count(DISTINCT n.notice_id) FILTER (WHERE d.channel = 'mail' AND d.state = 'delivered' AND l.because IS NULL) AS mailed,
       count(DISTINCT n.notice_id) FILTER (WHERE d.channel = 'hook' AND d.state = 'delivered') AS hooked,
       count(DISTINCT n.notice_id) FILTER (WHERE d.state = 'failed' AND l.because IS NULL) AS failed,
       count(DISTINCT n.notice_id) FILTER (WHERE l.because IS NOT NULL) AS lapsed
FROM notice n LEFT JOIN notice_delivered m USING (notice_id) LEFT JOIN notice_delivery d USING (delivery_id)
LEFT JOIN notice_lapsed l USING (delivery_id, notice_id)
WHERE n.case_id = $1 GROUP BY n.version ORDER BY n.version
