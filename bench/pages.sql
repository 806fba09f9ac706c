-- What 20,000 cases leave in the read models: copies of the rows of one that was filed, as the projector writes them, under
-- ids and numbers of their own and with due dates spread over half a year. $1 the case, $2 how many.

-- name: case_page_v7
INSERT INTO read_model.case_page_v7
SELECT (jsonb_populate_record(p, jsonb_build_object(
  'case_id', md5('case' || n), 'number', '容〔2025〕' || n || '号', 'series', 'bench', 'serial', n,
  'number_keys', ARRAY['容(2025)' || n], 'opened_index', p.opened_index + 1000 + n))).*
FROM read_model.case_page_v7 p, generate_series(1, $2::int) AS n WHERE p.case_id = $1

-- name: case_lines_v1
INSERT INTO read_model.case_lines_v1
SELECT (jsonb_populate_record(l, jsonb_build_object('case_id', md5('case' || n), 'opened_index', l.opened_index + 1000 + n))).*
FROM read_model.case_lines_v1 l, generate_series(1, $2::int) AS n WHERE l.case_id = $1

-- name: inbox_v5
INSERT INTO read_model.inbox_v5
SELECT (jsonb_populate_record(i, jsonb_build_object(
  'case_id', md5('case' || n), 'about', md5(i.about::text || n), 'due_on', i.due_on - 60 + n % 180,
  'opened_index', i.opened_index + 1000 + n))).*
FROM read_model.inbox_v5 i, generate_series(1, $2::int) AS n WHERE i.case_id = $1

-- name: deadline_board_v6
INSERT INTO read_model.deadline_board_v6
SELECT (jsonb_populate_record(d, jsonb_build_object(
  'case_id', md5('case' || n), 'duty_id', md5(d.duty_id::text || n), 'due_on', d.due_on - 60 + n % 180))).*
FROM read_model.deadline_board_v6 d, generate_series(1, $2::int) AS n WHERE d.case_id = $1

-- name: result_application_v2
INSERT INTO read_model.result_application_v2
SELECT (jsonb_populate_record(r, jsonb_build_object(
  'case_id', md5('case' || n), 'subject_id', md5('subject' || n), 'matter_id', md5('matter' || n)))).*
FROM read_model.result_application_v2 r, generate_series(1, $2::int) AS n WHERE r.case_id = $1

-- name: own_matters_v1
INSERT INTO read_model.own_matters_v1
SELECT (jsonb_populate_record(o, jsonb_build_object('case_id', md5('case' || n)))).*
FROM read_model.own_matters_v1 o, generate_series(1, $2::int) AS n WHERE o.case_id = $1

-- name: bans_v3
INSERT INTO read_model.bans_v3
SELECT (jsonb_populate_record(b, jsonb_build_object('case_id', md5('case' || n), 'matter_id', md5('matter' || n)))).*
FROM read_model.bans_v3 b, generate_series(1, $2::int) AS n WHERE b.case_id = $1
