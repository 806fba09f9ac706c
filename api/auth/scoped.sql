-- Lists of what a caller sees of cases. `visible` stands before each of them (scope.py), so $1 and $2 are the same in
-- all. One case is judged by its opening event in the same way (visibility.py).

-- name: visible
-- The cases in the jurisdictions $1 (NULL: in any), and those that await their receipt there; for some those alone that bear one of the marks $2: a unit's, of the
-- organs and positions that speak for it, or that of an organ that takes part (NULL for everyone else).
WITH visible AS (
  SELECT * FROM read_model.case_lines_v1
  WHERE ($1::text[] IS NULL OR jurisdiction = ANY ($1) OR coming_to = ANY ($1)) AND ($2::text[] IS NULL OR concerned && $2)
)

-- name: cases
-- The newest first, by the order in which cases came into the log; $8: among these.
SELECT to_jsonb(line) FROM (
  SELECT case_id, version, number, opened_index, pack, edition, route, history, history_open, jurisdiction, to_organ,
         opened_on, stage, next_due, closed, changed_at, secrecy, on_paper
  FROM read_model.case_page_v7 WHERE case_id IN (
    SELECT case_id FROM visible
    WHERE ($3::text IS NULL OR stage = $3) AND ($4::boolean IS NULL OR closed = $4)
      AND ($5::boolean IS NULL OR history = $5) AND ($6::bigint IS NULL OR opened_index < $6)
      AND ($8::uuid[] IS NULL OR case_id = ANY ($8))
    ORDER BY opened_index DESC LIMIT $7)) AS line
ORDER BY opened_index DESC

-- name: overdue
-- Those of which a term passed before the day $3, the longest ago first; of the stage $4, entered from paper or not $5. A closed
-- case has no term any more; not to say so once more lets the server know how many there are.
SELECT to_jsonb(line) FROM (
  SELECT case_id, version, number, opened_index, pack, edition, route, history, history_open, jurisdiction, to_organ,
         opened_on, stage, next_due, closed, changed_at, secrecy, on_paper
  FROM read_model.case_page_v7 WHERE case_id IN (
    SELECT case_id FROM visible
    WHERE next_due < $3::date AND NOT history_open
      AND ($4::text IS NULL OR stage = $4) AND ($5::boolean IS NULL OR history = $5)
    ORDER BY next_due, opened_index LIMIT $6)) AS line
ORDER BY next_due, opened_index

-- name: open_of_subjects
-- Those of the subjects $3 that are not closed, the newest first.
SELECT to_jsonb(line) FROM (
  SELECT case_id, version, number, opened_index, pack, edition, route, history, history_open, jurisdiction, to_organ,
         opened_on, stage, next_due, closed, changed_at, secrecy, on_paper
  FROM read_model.case_page_v7 WHERE case_id IN (
    SELECT case_id FROM visible
    WHERE NOT closed AND case_id IN (SELECT b.case_id FROM read_model.bans_v3 b WHERE b.subjects && $3::uuid[])
    ORDER BY opened_index DESC LIMIT $4)) AS line
ORDER BY opened_index DESC

-- name: left
-- The cases that have left the places $3 for others, the last to leave first; those marks $4 stand for.
SELECT to_jsonb(line) FROM (
  SELECT case_id, number, move -> 'version' AS version, move -> 'on' AS on, move -> 'by' AS by,
         move -> 'from_organ' AS from_organ, move -> 'to_organ' AS to_organ
  FROM read_model.case_lines_v1 l JOIN read_model.case_page_v7 p USING (case_id), LATERAL (
    SELECT move FROM jsonb_array_elements(p.moves) WITH ORDINALITY AS moved (move, nth)
    WHERE move ->> 'from_jurisdiction' = ANY ($3::text[]) ORDER BY nth DESC LIMIT 1) AS last
  WHERE l.concerned && $4::text[] AND l.jurisdiction <> ALL ($3) AND (l.coming_to IS NULL OR l.coming_to <> ALL ($3))
    AND ($1::text[] IS NOT NULL OR $2::text[] IS NULL)
  ORDER BY move ->> 'on' DESC, p.opened_index DESC LIMIT $5) AS line
ORDER BY line.on DESC

-- name: changes
-- The events of theirs after the place $3 in the log, up to the place $4.
SELECT s.log_index, s.stream_id AS case_id, s.version
FROM sequenced s JOIN visible p ON p.case_id = s.stream_id
WHERE s.log_index > $3 AND s.log_index <= $4 ORDER BY s.log_index

-- name: visible_among
-- Those of the cases $3.
SELECT case_id FROM visible WHERE case_id = ANY ($3::uuid[])

-- name: searched
-- Those of the cases $3, each with its rank $4: the best first, then the newest.
SELECT to_jsonb(line) - 'rank' FROM (
  SELECT p.case_id, p.version, p.number, p.opened_index, p.pack, p.edition, p.route, p.history, p.history_open, p.jurisdiction, p.to_organ,
         p.opened_on, p.stage, p.next_due, p.closed, p.changed_at, p.secrecy, p.on_paper, found.rank
  FROM (SELECT case_id, rank FROM visible JOIN unnest($3::uuid[], $4::int[]) AS found (case_id, rank) USING (case_id)
        ORDER BY rank, opened_index DESC LIMIT $5) AS found JOIN read_model.case_page_v7 p USING (case_id)) AS line
ORDER BY rank, opened_index DESC

-- name: cases_of_subjects
-- Those that the subjects $3 are in now, or applied for, the newest first, each with one of them.
SELECT DISTINCT ON (p.opened_index) p.case_id, m.who::uuid AS subject_id
FROM visible p JOIN read_model.own_matters_v1 m USING (case_id)
WHERE m.whose = 'subject' AND m.who = ANY ($3::text[]) AND p.concerned @> ARRAY['subject:' || m.who]
ORDER BY p.opened_index DESC LIMIT $4

-- name: subjects_seen
-- Those of the subjects $3 that a visible case is about, or was applied for by.
SELECT DISTINCT seen.subject_id
FROM visible p, unnest($3::uuid[]) AS seen (subject_id)
WHERE p.concerned @> ARRAY['subject:' || seen.subject_id]

-- name: deadlines
-- Open duties by due date, where each counts: of a case that awaits its receipt that receipt alone where it is to go. A case still being entered from paper, and a clock that stands still, are due on no day.
SELECT to_jsonb(d) - $11::text[] || jsonb_build_object('case_number', p.number)
FROM (
  SELECT d.* FROM read_model.deadline_board_v6 d
  WHERE d.state = 'open' AND d.seen_by && coalesce($1::text[], $2::text[])
    AND ($3::text IS NULL OR d.organ = $3)
    AND ($4::text = 'all' OR NOT d.history_open AND CASE $4
          WHEN 'overdue' THEN d.due_on < $5::date AND NOT d.provisional AND NOT d.paused
          WHEN 'today' THEN d.due_on = $5 AND NOT d.paused
          WHEN 'soon' THEN d.due_on > $5 AND d.due_on <= $6::date AND NOT d.paused
          WHEN 'provisional' THEN d.provisional AND NOT d.paused
          ELSE d.paused END)
    AND ($7::date IS NULL OR d.due_on = $7 AND NOT d.paused AND NOT d.history_open)
    AND ($8::date IS NULL OR (d.due_on, d.duty_id) > ($8, $9::uuid))
  ORDER BY d.due_on, d.duty_id LIMIT $10) AS d JOIN read_model.case_page_v7 p USING (case_id)
ORDER BY d.due_on, d.duty_id

-- name: deadlines_named
-- The open duties $3, by due date, as far as the list above reaches.
SELECT to_jsonb(d) - $4::text[] || jsonb_build_object('case_number', p.number)
FROM read_model.deadline_board_v6 d JOIN read_model.case_page_v7 p USING (case_id)
WHERE d.state = 'open' AND d.seen_by && coalesce($1::text[], $2::text[]) AND d.duty_id = ANY ($3::uuid[])
ORDER BY d.due_on, d.duty_id

-- name: reappraisals
-- Open ones first, then by due date.
SELECT to_jsonb(r) - 'jurisdiction' || jsonb_build_object('case_number', n.number)
FROM read_model.reappraisals_v6 r JOIN visible p USING (case_id) JOIN read_model.case_page_v7 n USING (case_id)
WHERE ($3::text IS NULL OR r.state = $3) AND ($4::uuid IS NULL OR r.case_id = $4)
ORDER BY r.state DESC, r.due_on NULLS LAST, r.reappraisal_id LIMIT $5

-- name: dispatches
-- What went out of cases, the last first; of the case $3, of a number in its one spelling $4.
SELECT to_jsonb(line) FROM (
  SELECT 'case' AS of, p.case_id AS stream_id, n.number AS stream_number, p.pack,
         d.version, d.log_index, d.sent_kind, d.number, d.office_number, d.sent_on
  FROM read_model.dispatches_v2 d JOIN visible p ON p.case_id = d.stream_id JOIN read_model.case_page_v7 n USING (case_id)
  WHERE ($3::uuid IS NULL OR d.stream_id = $3) AND ($4::text IS NULL OR d.number_keys @> ARRAY[$4])
    AND ($5::bigint IS NULL OR d.log_index < $5)
  ORDER BY d.log_index DESC LIMIT $6) AS line
ORDER BY log_index DESC

-- name: contrary_uses
-- Those not decided first, then by due date.
SELECT to_jsonb(c) || jsonb_build_object('case_number', n.number)
FROM read_model.contrary_uses_v5 c JOIN visible p USING (case_id) JOIN read_model.case_page_v7 n USING (case_id)
WHERE ($3::boolean IS NULL OR (c.decided_on IS NOT NULL) = $3) AND ($4::uuid IS NULL OR c.case_id = $4)
ORDER BY c.decided_on IS NOT NULL, c.due_on NULLS LAST, c.contrary_use_id LIMIT $5

-- name: clarifications
-- Open ones first, then by due date.
SELECT to_jsonb(c) || jsonb_build_object('case_number', n.number)
FROM read_model.clarifications_v5 c JOIN visible p USING (case_id) JOIN read_model.case_page_v7 n USING (case_id)
WHERE ($3::text IS NULL OR c.state = $3) AND ($4::uuid IS NULL OR c.case_id = $4)
ORDER BY c.state DESC, c.due_on NULLS LAST, c.clarification_id LIMIT $5

-- name: bans
-- What was tolerated and bars a second time, the newest first.
SELECT to_jsonb(b) || jsonb_build_object('case_number', n.number), p.opened_index
FROM read_model.bans_v3 b JOIN visible p USING (case_id) JOIN read_model.case_page_v7 n USING (case_id)
WHERE b.tolerated AND ($3::bigint IS NULL OR p.opened_index < $3)
ORDER BY p.opened_index DESC LIMIT $4

-- name: corrections
-- Correction demands by due date; in a case still being entered from paper none is overdue. A demand has the place of its case
-- and the organs that take part in it; whom else it concerns, its case says. The page is picked before numbers are looked up.
SELECT to_jsonb(c) - $8::text[] || jsonb_build_object('case_number', n.number)
FROM (
  SELECT c.* FROM read_model.corrections_v5 c
  WHERE ($1::text[] IS NULL OR c.jurisdiction = ANY ($1) OR c.coming_to = ANY ($1))
    AND CASE WHEN $2::text[] IS NULL THEN true
             WHEN $2[1] LIKE 'part:%' THEN c.parts && $2 ELSE c.case_id IN (SELECT case_id FROM visible) END
    AND ($3::text = 'all' OR CASE $3
          WHEN 'settled' THEN c.state NOT IN ('open', 'under_evaluation')
          WHEN 'under_evaluation' THEN c.state = 'under_evaluation'
          ELSE c.state IN ('open', 'under_evaluation') AND CASE $3
            WHEN 'overdue' THEN c.due_on < $4::date AND NOT c.provisional AND NOT c.history_open
            WHEN 'failed' THEN c.failed > 0
            WHEN 'urged' THEN jsonb_array_length(c.measures) > 0
            ELSE true END END)
    AND ($5::date IS NULL OR (c.due_on, c.duty_id) > ($5, $6::uuid))
  ORDER BY c.due_on, c.duty_id LIMIT $7) AS c JOIN read_model.case_page_v7 n USING (case_id)
ORDER BY c.due_on, c.duty_id

-- name: correction_counts
-- How many of each list there are for a unit, which reads by several marks, by the conditions of `corrections`; $3 today.
SELECT count(*) FILTER (WHERE owed) AS uncorrected,
       count(*) FILTER (WHERE owed AND due_on < $3::date AND NOT provisional AND NOT history_open) AS overdue,
       count(*) FILTER (WHERE state = 'under_evaluation') AS under_evaluation,
       count(*) FILTER (WHERE owed AND failed > 0) AS failed,
       count(*) FILTER (WHERE owed AND jsonb_array_length(measures) > 0) AS urged,
       count(*) FILTER (WHERE NOT owed) AS settled,
       count(*) AS all
FROM (SELECT c.*, c.state IN ('open', 'under_evaluation') AS owed
      FROM read_model.corrections_v5 c JOIN visible p USING (case_id)) AS visible_demand
