-- The tasks of a reader (待办), as api/inbox/desk.py asks for them; the parts of the statements are put together there.
-- Arguments of all: $1 the reader's organ, for a unit with those that speak for the same applicant; $2 who speaks for that
-- applicant; $3 who holds the reader's post; $4 the post; $5 who acts in it; $6 those of them whose own matters are kept
-- from them, with $7 the posts that they held, from $8 to $9; $10 what such posts do of what an organ is asked, $11 the duty
-- of the post; $12 who holds which post now, as post/person; $13 posts that one person alone holds, and does now;
-- $14 today. Whoever left a post leaves what they claimed to whoever follows in it, else to the organ.

-- name: own
-- The cases that are the reader's own matter (A-39), by the register of this moment. Of a unit's readers none is left out.
-- Not every statement reads all arguments; `asked` tells the server of which type they are.
asked AS (SELECT $2::text[], $5::text[], $10::text[], $11::text, $12::text[], $13::text[], $14::date),
-- What the pages do not show is no task either (docs/event-log.md#set-aside).
aside AS (SELECT stream_id FROM set_aside WHERE (read_model, model_version) = {pages}),
own AS MATERIALIZED (
  SELECT o.case_id FROM read_model.own_matters_v1 o
  WHERE o.whose = 'subject' AND o.who IN (
    WITH linked AS (
      SELECT subject_id FROM (
        SELECT DISTINCT ON (subject_id) subject_id, person FROM subject_person
        WHERE subject_id IN (SELECT subject_id FROM subject_person WHERE person = ANY ($6::text[]))
        ORDER BY subject_id, version DESC) AS newest WHERE person = ANY ($6)
    ), root AS (
      SELECT coalesce(newest.merged_into, linked.subject_id) AS subject_id
      FROM linked LEFT JOIN LATERAL (SELECT s.merged_into FROM subject s WHERE s.subject_id = linked.subject_id
                                     ORDER BY s.version DESC LIMIT 1) AS newest ON true
    )
    SELECT subject_id::text FROM root UNION SELECT s.subject_id::text FROM subject s JOIN root ON s.merged_into = root.subject_id)
  UNION ALL
  SELECT case_id FROM read_model.own_matters_v1 WHERE whose = 'person' AND who = ANY ($6)
  UNION ALL
  SELECT o.case_id
  FROM read_model.own_matters_v1 o JOIN unnest($7::text[], $8::date[], $9::date[]) AS held (post, since, until)
    ON o.who = held.post AND (o.whose = 'asked' OR o.whose = 'signatory' AND o."on" BETWEEN held.since AND held.until)
)

-- name: columns
-- What a task is, with how it was last claimed or put off.
i.*, CASE WHEN i.paused OR i.due_on IS NULL THEN 'infinity' ELSE i.due_on END AS counts_to,
         coalesce(n.number, 0) AS changes, n.act, n.person AS handler, n.position AS handler_post, n.until,
         n.actor AS changed_by, n.at AS task_changed_at,
         n.person IS NOT NULL AND n.position || '/' || n.person <> ALL ($12::text[]) AS handler_left

-- name: open
-- What is open: each task with the one tab that it is in for the reader; none where it is not theirs, or another has it.
SELECT {columns},
    CASE
      WHEN i.what = 'vote' THEN CASE WHEN $3::text = ANY (i.awaited) THEN 'votes' END
      WHEN i.what = 'escalation' THEN
        CASE WHEN coalesce(i.position = $4::text, 'duty' = ANY ($10::text[]))
             THEN CASE WHEN EXISTS (SELECT FROM notice_read r
                                    WHERE (r.about, r.organ, r.level, r.person, r.position) = (i.about, i.organ, i.level, $3, $4))
                       THEN 'done' ELSE 'notices' END END
      WHEN i.what NOT IN ('duty', 'sign') AND i.acted && $5::text[] THEN NULL
      WHEN CASE WHEN i.position IS NOT NULL THEN i.position = $4
                ELSE i.what = ANY ($10) AND coalesce(i.signed_by = $11::text, true) END THEN
        CASE WHEN i.position IS NOT NULL OR n.position = $4 AND n.person = $3
                  OR n.position = $4 AND $4 = ANY ($13::text[]) AND n.position || '/' || n.person <> ALL ($12)
             THEN CASE WHEN n.until > $14::date AND (i.paused OR i.due_on IS NULL OR n.until <= i.due_on)
                       THEN 'later' ELSE 'mine' END
             WHEN n.person IS NULL
                  OR n.position || '/' || n.person <> ALL ($12) AND n.position <> ALL ($13) THEN 'unclaimed' END
    END AS tab
  FROM {theirs} i LEFT JOIN task_now n USING (about, what, organ, level)
  WHERE i.done_on IS NULL AND i.case_id NOT IN (SELECT case_id FROM own UNION ALL SELECT stream_id FROM aside)

-- name: acted
-- What the reader has done or voted on; below: notices that they have read, and what they had when others did it.
SELECT {columns}, 'done' AS tab
  FROM {theirs} i LEFT JOIN task_now n USING (about, what, organ, level)
  WHERE (i.done_on IS NOT NULL OR i.what = 'vote') AND i.acted && $5::text[]
    AND i.case_id NOT IN (SELECT case_id FROM own UNION ALL SELECT stream_id FROM aside)

-- name: was_read
SELECT {columns}, 'done' AS tab
  FROM (SELECT i.* FROM notice_read r JOIN {theirs} i ON (r.about, r.organ, r.level) = (i.about, i.organ, i.level)
        WHERE r.person = $3 AND r.position = $4 AND i.what = 'escalation') AS i
       LEFT JOIN task_now n USING (about, what, organ, level)
  WHERE i.done_on IS NULL AND coalesce(i.position = $4::text, 'duty' = ANY ($10::text[]))
    AND i.case_id NOT IN (SELECT case_id FROM own UNION ALL SELECT stream_id FROM aside)

-- name: held
SELECT {columns}, 'done' AS tab
  FROM task_now n JOIN {theirs} i USING (about, what, organ, level)
  WHERE n.person = $3 AND n.position = $4 AND i.done_on IS NOT NULL AND NOT i.acted && $5
    AND i.case_id NOT IN (SELECT case_id FROM own UNION ALL SELECT stream_id FROM aside)

-- name: of_organ
(SELECT a.* FROM {all} a WHERE a.organ = ($1::text[])[1])

-- name: of_unit
-- What subjects are asked for in the unit's own cases is the unit's; a closed case asks for nothing.
(SELECT a.* FROM {all} a WHERE a.organ = ANY ($1::text[])
 UNION ALL
 SELECT a.* FROM {all} a WHERE a.organ = 'subject'
   AND {of_its_cases})

-- name: of_open_cases
a.case_id IN (SELECT p.case_id FROM read_model.case_lines_v1 p WHERE p.concerned && $2::text[] AND NOT p.closed)

-- name: of_each_case
-- What somebody has done is found by them, and then held against its case.
EXISTS (SELECT FROM read_model.case_lines_v1 p WHERE p.case_id = a.case_id AND p.concerned && $2::text[] OFFSET 0)

-- name: looked_by_organ
-- Of what anybody of the organ may take what is due first, and of what is for one post, so many each; the rest is counted
-- as more. How many is written out, so that the server knows how few that is before it knows the arguments.
first AS MATERIALIZED ({first_of_each}),
{personal},
looked AS (
  SELECT * FROM first UNION ALL SELECT * FROM personal
  WHERE (about, what, organ, level) NOT IN (SELECT about, what, organ, level FROM first))

-- name: looked_by_unit
-- What some of a unit's open cases ask of their subjects.
some_cases AS MATERIALIZED (
  SELECT p.case_id FROM read_model.case_lines_v1 p WHERE p.concerned && $2::text[] AND NOT p.closed LIMIT {at_most}),
looked AS MATERIALIZED (
  (SELECT i.* FROM {all} i WHERE i.done_on IS NULL AND i.organ = ANY ($1::text[]) LIMIT {at_most})
  UNION ALL
  (SELECT i.* FROM some_cases CROSS JOIN LATERAL (
     SELECT i.* FROM {all} i WHERE i.case_id = some_cases.case_id AND i.organ = 'subject' AND i.done_on IS NULL OFFSET 0) i
   LIMIT {at_most}))

-- name: personal
-- Of what is open what is for the reader's post: asked of it, to be voted on, or claimed in it.
personal AS MATERIALIZED (
  (SELECT i.* FROM {theirs} i WHERE i.done_on IS NULL AND i.position = $4 {limit})
  UNION ALL
  (SELECT i.* FROM {theirs} i
   WHERE i.done_on IS NULL AND i.position IS NULL AND i.what = 'vote' AND i.awaited @> ARRAY[$3::text] {limit})
  UNION ALL
  (SELECT i.* FROM task_now n JOIN {theirs} i USING (about, what, organ, level)
   WHERE n.position = $4 AND i.done_on IS NULL AND i.position IS NULL AND i.what <> 'vote' {limit}))

-- name: first_page
(SELECT i.* FROM {theirs} i WHERE i.done_on IS NULL AND i.position IS NULL AND i.what <> 'vote'
 ORDER BY CASE WHEN i.paused OR i.due_on IS NULL THEN 'infinity' ELSE i.due_on END, i.about, i.what, i.level LIMIT {at_most})

-- name: picked
-- The rows of a page are picked before what stands beside them is looked up. Of the tab the server is told so that it takes
-- half of the rows to be in it, not two in a hundred: else it sorts all that is open instead of reading it in its order.
SELECT (to_jsonb(t) - '{counts_to,acted,awaited,urges}'::text[]) || jsonb_build_object(
         'case_number', p.number, 'stage', p.stage, 'pack', p.pack, 'changed_at', p.changed_at,
         'history_open', p.history_open, 'jurisdiction', p.jurisdiction)
FROM (
  SELECT t.* FROM ({tasks}) t
  WHERE ($15::text IS NULL OR coalesce(t.tab = $15, false))
    AND ($16::text IS NULL OR CASE $16
          WHEN 'overdue' THEN t.counts_to < $14 AND NOT t.provisional
          WHEN 'today' THEN t.counts_to = $14 OR t.counts_to < $14 AND t.provisional
          WHEN 'soon' THEN t.counts_to > $14 AND t.counts_to <= $17::date
          WHEN 'week' THEN t.counts_to > $17 AND t.counts_to <= $18::date
          ELSE t.counts_to > $17 AND t.counts_to > $18 END)
    AND ($19::text IS NULL OR EXISTS (SELECT FROM read_model.case_lines_v1 c WHERE c.case_id = t.case_id AND c.stage = $19))
    AND ($20::uuid[] IS NULL OR t.about = ANY ($20))

-- name: beside
) AS t JOIN read_model.case_page_v7 p USING (case_id)

-- name: due
-- A tab ($15, NULL: whatever it is in), what is due first on top. $16 which part of it, by $17 the last day that is soon and
-- $18 the last of this week; $19 stage; $20 ids of what they are about; $21 to $25 where the page before ended; $26 of how
-- many. Each table, and each way in which a task comes to the tab, gives a page of its own by an index that has its order.
SELECT line FROM ({pages}) AS page (line)
ORDER BY CASE WHEN NOT (line ->> 'paused')::boolean THEN (line ->> 'due_on')::date END NULLS LAST, (line ->> 'about')::uuid,
         line ->> 'what', (line ->> 'level')::int, line ->> 'organ' LIMIT $26

-- name: due_page
({picked}
    AND ($21::date IS NULL OR (t.counts_to, t.about, t.what, t.level, t.organ) > ($21, $22::uuid, $23::text, $24::int, $25::text))
  ORDER BY t.counts_to, t.about, t.what, t.level, t.organ LIMIT $26
{beside})

-- name: came
-- The same, what came last on top; $21 to $25 again.
SELECT line FROM ({pages}) AS page (line)
ORDER BY (line ->> 'opened_index')::bigint DESC, (line ->> 'about')::uuid DESC, line ->> 'what' DESC, (line ->> 'level')::int DESC,
         line ->> 'organ' DESC LIMIT $26

-- name: came_page
({picked}
    AND ($21::bigint IS NULL OR (t.opened_index, t.about, t.what, t.level, t.organ) < ($21, $22::uuid, $23::text, $24::int, $25::text))
  ORDER BY t.opened_index DESC, t.about DESC, t.what DESC, t.level DESC, t.organ DESC LIMIT $26
{beside})

-- name: done
-- The same, what was done last on top; what a round still open waits for stands before it.
SELECT line FROM ({pages}) AS page (line)
ORDER BY (line ->> 'done_on')::date DESC NULLS FIRST, (line ->> 'about')::uuid DESC, line ->> 'what' DESC,
         (line ->> 'level')::int DESC, line ->> 'organ' DESC LIMIT $26

-- name: done_page
({picked}
    AND ($21::date IS NULL OR (coalesce(t.done_on, 'infinity'), t.about, t.what, t.level, t.organ)
                              < ($21, $22::uuid, $23::text, $24::int, $25::text))
  ORDER BY coalesce(t.done_on, 'infinity') DESC, t.about DESC, t.what DESC, t.level DESC, t.organ DESC LIMIT $26
{beside})

-- name: counts
-- How many are open in each tab, how many of these are overdue, which came last of all that is open, and whether there may be
-- more.
SELECT tab COLLATE "C" AS tab, count(*) AS count, count(*) FILTER (WHERE counts_to < $14::date AND NOT provisional) AS overdue,
       greatest(max(opened_index), (SELECT max(opened_index) FROM ({newest}) AS last)) AS newest, {more} AS more
FROM task WHERE tab <> 'done' GROUP BY 1
{besides}

-- name: counts_done
-- The same of what was done.
SELECT 'done' AS tab, count(*) AS count, 0 AS overdue, max(opened_index) AS newest, count(*) >= {at_most} AS more
FROM task HAVING count(*) > 0

-- name: taken_by_others
-- What is due first is all taken by colleagues: there may be more for anybody to take behind it.
UNION ALL
SELECT 'unclaimed', 0, 0, 0, true
WHERE (SELECT count(*) FROM first) >= {at_most} AND NOT EXISTS (SELECT FROM task WHERE tab = 'unclaimed')

-- name: newest_of_organ
(SELECT i.opened_index FROM {theirs} i WHERE i.done_on IS NULL ORDER BY i.opened_index DESC LIMIT 1)

-- name: newest_of_unit
(SELECT i.opened_index FROM {each} i WHERE i.done_on IS NULL AND i.organ = ANY ($1::text[]) ORDER BY i.opened_index DESC LIMIT 1)
UNION ALL
(SELECT i.opened_index FROM {each} i JOIN read_model.case_lines_v1 p USING (case_id)
 WHERE i.organ = 'subject' AND i.done_on IS NULL AND p.concerned && $2::text[] AND NOT p.closed ORDER BY i.opened_index DESC LIMIT 1)

-- name: more_of_tab
CASE min(tab) WHEN 'unclaimed' THEN (SELECT count(*) FROM first) >= {at_most}
     WHEN 'notices' THEN greatest((SELECT count(*) FROM first), (SELECT count(*) FROM personal)) >= {at_most}
     ELSE (SELECT count(*) FROM personal) >= {at_most} END

-- name: new
-- How many are there for the reader to do, decide or read that came after a place in the log ($15).
SELECT count(*) FROM task WHERE tab IN ('mine', 'unclaimed', 'votes', 'notices') AND opened_index > $15::bigint
