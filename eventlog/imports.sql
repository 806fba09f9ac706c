-- name: prepare
-- A file is prepared once; the same again changes nothing.
INSERT INTO case_import (file_sha256, pack, organ, jurisdiction, file_name, actor, prepared_by, prepared_at, access_rules)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9)
ON CONFLICT DO NOTHING RETURNING true

-- name: prepare_rows
INSERT INTO case_import_row (file_sha256, line, place, number, case_id, command_id, state, faults, content)
SELECT $1, line, place, number, case_id, command_id, state, faults::jsonb, content
FROM unnest($2::int[], $3::int[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::bytea[])
  AS row (line, place, number, case_id, command_id, state, faults, content)

-- name: get
SELECT file_sha256, pack, organ, jurisdiction, file_name, actor, prepared_by, prepared_at, access_rules, ended, ended_by, ended_at,
       (SELECT coalesce(jsonb_object_agg(state, n), '{}')
        FROM (SELECT state, count(*) AS n FROM case_import_row r WHERE r.file_sha256 = i.file_sha256 GROUP BY state) AS c
       ) AS counts
FROM case_import i WHERE file_sha256 = $1

-- name: end
-- Once: approved by another than who prepared it, or taken back.
WITH done AS (
  UPDATE case_import SET ended = $2, ended_by = $3, ended_at = $4
  WHERE file_sha256 = $1 AND ended IS NULL RETURNING file_sha256, ended
), cleared AS (
  UPDATE case_import_row r SET content = NULL FROM done WHERE done.ended = 'withdrawn' AND r.file_sha256 = done.file_sha256
)
SELECT true FROM done

-- name: waiting
-- The next rows to be entered, those concluded earlier first.
SELECT line, number, case_id, content FROM case_import_row
WHERE file_sha256 = $1 AND state = 'waiting' ORDER BY place LIMIT $2

-- name: settle
-- What became of some rows; a row that is settled already stays as it is.
UPDATE case_import_row AS r
SET state = s.state, faults = s.faults::jsonb, settled_at = $5, content = NULL
FROM unnest($2::int[], $3::text[], $4::text[]) AS s (line, state, faults)
WHERE r.file_sha256 = $1 AND r.line = s.line AND r.state = 'waiting'

-- name: rows
-- A page of the rows of a file; $4: those alone that people must look at.
SELECT line, number, case_id, state, faults, settled_at FROM case_import_row
WHERE file_sha256 = $1 AND line > $2 AND (NOT $4 OR state IN ('faulty', 'refused')) ORDER BY line LIMIT $3

-- name: of_organ
-- The files of an organ, the last prepared first.
SELECT file_sha256, pack, organ, jurisdiction, file_name, actor, prepared_by, prepared_at, access_rules, ended, ended_by, ended_at,
       (SELECT coalesce(jsonb_object_agg(state, n), '{}')
        FROM (SELECT state, count(*) AS n FROM case_import_row r WHERE r.file_sha256 = i.file_sha256 GROUP BY state) AS c
       ) AS counts
FROM case_import i WHERE organ = $1 ORDER BY prepared_at DESC, file_sha256 LIMIT $2
