-- name: change
-- Several tasks, each on the version that was seen; which of them were changed, in the order given. They are taken in one
-- order, so that two who change the same ones wait for each other and no longer.
SELECT t.nth, change_task(t.about, t.what, t.organ, t.level, t.seen, t.case_id, $8, $9, $10, $11, $12::jsonb, t.reason,
                          t.command_id, $13) AS done
FROM (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[], $6::uuid[], $7::uuid[], $14::bytea[])
        WITH ORDINALITY AS task (about, what, organ, level, seen, case_id, command_id, reason, nth)
      ORDER BY about, what, organ, level) AS t

-- name: read
-- Notices that somebody has read; read once.
INSERT INTO notice_read
SELECT about, organ, level, $5, $6, case_id, $7::jsonb, $8
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[]) AS notice (about, organ, level, case_id)
ON CONFLICT DO NOTHING

-- name: reasons
-- Why some tasks were last passed on, where that is how they came to who has them now.
SELECT a.about, a.what, a.organ, a.level, a.reason, a.command_id
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[]) AS task (about, what, organ, level, number)
JOIN task_act a USING (about, what, organ, level, number) WHERE a.reason IS NOT NULL
