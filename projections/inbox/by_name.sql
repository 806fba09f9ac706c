-- name: open_work
-- What is open in the name of a person in a post, in cases that go on: a place in a joint team that has not reported, a
-- vote not cast, an endorsement asked for, what they were told to attend to, and what they claimed within their organ.
SELECT to_jsonb(work) FROM (
  SELECT p.case_id, p.number AS case_number, 'team' AS what, NULL::date AS due_on, p.stage
  FROM read_model.case_page_v7 p
  WHERE NOT p.closed AND p.report IS NULL
    AND p.team @> jsonb_build_array(jsonb_build_object('person', $1::text, 'position', $2::text))
  UNION ALL
  SELECT i.case_id, p.number, CASE i.what WHEN 'vote' THEN 'vote' WHEN 'sign' THEN 'endorsement' ELSE 'told' END,
         i.due_on, p.stage
  FROM read_model.inbox_v5 i LEFT JOIN read_model.case_page_v7 p USING (case_id)
  WHERE i.done_on IS NULL
    AND (i.person = $1 AND i.position = $2
      OR i.what = 'sign' AND i.position = $2
      OR i.what = 'vote' AND i.organ = $3 AND $1 = ANY (i.awaited))
  UNION ALL
  SELECT i.case_id, p.number, 'claimed', i.due_on, p.stage
  FROM task_now n JOIN {all} i USING (about, what, organ, level)
  LEFT JOIN read_model.case_page_v7 p ON p.case_id = i.case_id
  WHERE n.person = $1 AND n.position = $2 AND i.done_on IS NULL AND i.position IS NULL) AS work
ORDER BY due_on NULLS LAST, case_number, what
