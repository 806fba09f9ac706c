-- Copies of the rows of one case ($1), the copies $2 to $3 of it, under ids of their own: spread over two places, twenty units,
-- a hundred days and four stages, so that more of them are of the same kinds.

-- name: case_page_v7
INSERT INTO read_model.case_page_v7
SELECT (jsonb_populate_record(p, jsonb_build_object(
  'case_id', md5('case' || n), 'number', '容〔2025〕' || n || '号', 'series', 'many', 'serial', n,
  'number_keys', ARRAY['容(2025)' || n], 'opened_index', p.opened_index + 100000 + n))).*
FROM read_model.case_page_v7 p, generate_series($2::int, $3::int) AS n WHERE p.case_id = $1

-- name: case_lines_v1
INSERT INTO read_model.case_lines_v1
SELECT (jsonb_populate_record(l, jsonb_build_object(
  'case_id', md5('case' || n), 'opened_index', l.opened_index + 100000 + n, 'opened_on', l.opened_on - n % 100,
  'jurisdiction', CASE n % 2 WHEN 0 THEN 'nujiang' ELSE 'gongshan' END, 'stage', 'stage-' || n % 4, 'closed', n % 3 = 0,
  'next_due', CASE WHEN n % 3 <> 0 THEN l.next_due - n % 100 END, 'concerned', ARRAY['unit-' || n % 20, 'part:many']))).*
FROM read_model.case_lines_v1 l, generate_series($2::int, $3::int) AS n WHERE l.case_id = $1

-- name: deadline_board_v6
INSERT INTO read_model.deadline_board_v6
SELECT (jsonb_populate_record(d, jsonb_build_object(
  'case_id', md5('case' || n), 'duty_id', md5(d.duty_id::text || n), 'due_on', d.due_on - n % 100,
  'seen_by', ARRAY[CASE n % 2 WHEN 0 THEN 'nujiang' ELSE 'gongshan' END, 'part:many'],
  'duty', d.duty || jsonb_build_object('starts_on', (d.duty ->> 'starts_on')::date - n % 100,
                                       'met_on', (d.duty ->> 'met_on')::date - n % 100)))).*
FROM read_model.deadline_board_v6 d, generate_series($2::int, $3::int) AS n WHERE d.case_id = $1

-- name: reappraisals_v6
INSERT INTO read_model.reappraisals_v6
SELECT (jsonb_populate_record(r, jsonb_build_object('case_id', md5('case' || n), 'reappraisal_id', md5(r.reappraisal_id::text || n)))).*
FROM read_model.reappraisals_v6 r, generate_series($2::int, $3::int) AS n WHERE r.case_id = $1

-- name: precedents_v2
INSERT INTO read_model.precedents_v2
SELECT (jsonb_populate_record(p, jsonb_build_object(
  'case_id', md5('case' || n), 'decided_on', p.decided_on - n % 100, 'approved_index', p.approved_index + 100000 + n))).*
FROM read_model.precedents_v2 p, generate_series($2::int, $3::int) AS n WHERE p.case_id = $1

-- name: bans_v3
INSERT INTO read_model.bans_v3
SELECT (jsonb_populate_record(b, jsonb_build_object(
  'case_id', md5('case' || n), 'matter_id', md5('matter' || n), 'number', 'many' || n,
  'subjects', ARRAY[md5('subject' || n)::uuid]))).*
FROM read_model.bans_v3 b, generate_series($2::int, $3::int) AS n WHERE b.case_id = $1

-- name: corrections_v5
INSERT INTO read_model.corrections_v5
SELECT (jsonb_populate_record(c, jsonb_build_object(
  'case_id', md5('case' || n), 'duty_id', md5(c.duty_id::text || n), 'due_on', c.due_on - n % 100, 'parts', ARRAY['part:many'],
  'jurisdiction', CASE n % 2 WHEN 0 THEN 'nujiang' ELSE 'gongshan' END, 'state', CASE n % 3 WHEN 0 THEN 'open' ELSE 'passed' END,
  'failed', (n % 1000 < 10)::int))).*
FROM read_model.corrections_v5 c, generate_series($2::int, $3::int) AS n WHERE c.case_id = $1

-- name: inbox_v5
INSERT INTO read_model.inbox_v5
SELECT (jsonb_populate_record(i, jsonb_build_object(
  'case_id', md5('case' || n), 'about', md5(i.about::text || n), 'organ', CASE n % 2 WHEN 0 THEN 'crowd' ELSE 'organ-' || n % 1000 END,
  'due_on', i.due_on - n % 100, 'opened_index', i.opened_index + 100000 + n,
  'done_on', CASE WHEN n % 4 > 1 THEN i.since - n % 300 END,
  'acted', CASE WHEN n % 4 > 1 THEN ARRAY['busy'] ELSE '{}' END))).*
FROM read_model.inbox_v5 i, generate_series($2::int, $3::int) AS n WHERE i.case_id = $1 AND i.what = 'duty'
