-- Lists as far as a caller's sight reaches: $1 jurisdictions; for a unit also $2 endorsing positions of its house and
-- $3 its organs, which the ledger names as filers (NULL for everyone else). Lists alone need this; one case is judged
-- by its opening event (api/sight.py).

-- name: cases
-- The newest first, by the order in which cases came into the log.
SELECT to_jsonb(line) FROM (
  SELECT case_id, version, number, opened_index, pack, edition, route, history, history_open, jurisdiction, to_organ,
         opened_on, stage, next_due, closed, changed_at
  FROM read_model.case_page_v4 p
  WHERE p.jurisdiction = ANY ($1::text[])
    AND ($2::text[] IS NULL OR p.endorsement ->> 'signatory' = ANY ($2) OR EXISTS (
          SELECT FROM event e JOIN command c USING (command_id)
          WHERE e.stream_id = p.case_id AND e.version = 1
            AND convert_from(c.actor, 'UTF8')::jsonb ->> 'organ' = ANY ($3::text[])))
    AND ($4::text IS NULL OR stage = $4) AND ($5::boolean IS NULL OR closed = $5)
    AND ($6::boolean IS NULL OR history = $6) AND ($7::bigint IS NULL OR opened_index < $7)
  ORDER BY opened_index DESC LIMIT $8) AS line
ORDER BY opened_index DESC

-- name: deadlines
-- Open duties by due date. A case still being entered from paper, and a clock that stands still, are due on no day.
SELECT to_jsonb(d) || jsonb_build_object('case_number', p.number)
FROM read_model.deadline_board_v3 d JOIN read_model.case_page_v4 p USING (case_id)
WHERE d.state = 'open' AND p.jurisdiction = ANY ($1::text[]) AND ($2::text IS NULL OR d.organ = $2)
  AND ($3::text = 'all' OR NOT p.history_open AND CASE $3
        WHEN 'overdue' THEN d.due_on < $4::date AND NOT d.provisional AND NOT d.paused
        WHEN 'today' THEN d.due_on = $4 AND NOT d.paused
        WHEN 'soon' THEN d.due_on > $4 AND d.due_on <= $5::date AND NOT d.paused
        WHEN 'provisional' THEN d.provisional AND NOT d.paused
        ELSE d.paused END)
  AND ($6::date IS NULL OR d.due_on = $6 AND NOT d.paused AND NOT p.history_open)
  AND ($7::date IS NULL OR (d.due_on, d.duty_id) > ($7, $8::uuid))
ORDER BY d.due_on, d.duty_id LIMIT $9

-- name: reappraisals
-- Open ones first, then by due date.
SELECT to_jsonb(r) || jsonb_build_object('case_number', p.number)
FROM read_model.reappraisals_v3 r JOIN read_model.case_page_v4 p USING (case_id)
WHERE p.jurisdiction = ANY ($1::text[])
  AND ($2::text[] IS NULL OR p.endorsement ->> 'signatory' = ANY ($2) OR EXISTS (
        SELECT FROM event e JOIN command c USING (command_id)
        WHERE e.stream_id = p.case_id AND e.version = 1
          AND convert_from(c.actor, 'UTF8')::jsonb ->> 'organ' = ANY ($3::text[])))
  AND ($4::text IS NULL OR r.state = $4) AND ($5::uuid IS NULL OR r.case_id = $5)
ORDER BY r.state DESC, r.due_on NULLS LAST, r.reappraisal_id LIMIT $6

-- name: contrary_uses
-- Those not decided first, then by due date.
SELECT to_jsonb(c) || jsonb_build_object('case_number', p.number)
FROM read_model.contrary_uses_v2 c JOIN read_model.case_page_v4 p USING (case_id)
WHERE p.jurisdiction = ANY ($1::text[])
  AND ($2::text[] IS NULL OR p.endorsement ->> 'signatory' = ANY ($2) OR EXISTS (
        SELECT FROM event e JOIN command c USING (command_id)
        WHERE e.stream_id = p.case_id AND e.version = 1
          AND convert_from(c.actor, 'UTF8')::jsonb ->> 'organ' = ANY ($3::text[])))
  AND ($4::boolean IS NULL OR (c.decided_on IS NOT NULL) = $4) AND ($5::uuid IS NULL OR c.case_id = $5)
ORDER BY c.decided_on IS NOT NULL, c.due_on NULLS LAST, c.contrary_use_id LIMIT $6

-- name: clarifications
-- Open ones first, then by due date.
SELECT to_jsonb(c) || jsonb_build_object('case_number', p.number)
FROM read_model.clarifications_v2 c JOIN read_model.case_page_v4 p USING (case_id)
WHERE p.jurisdiction = ANY ($1::text[])
  AND ($2::text[] IS NULL OR p.endorsement ->> 'signatory' = ANY ($2) OR EXISTS (
        SELECT FROM event e JOIN command c USING (command_id)
        WHERE e.stream_id = p.case_id AND e.version = 1
          AND convert_from(c.actor, 'UTF8')::jsonb ->> 'organ' = ANY ($3::text[])))
  AND ($4::text IS NULL OR c.state = $4) AND ($5::uuid IS NULL OR c.case_id = $5)
ORDER BY c.state DESC, c.due_on NULLS LAST, c.clarification_id LIMIT $6

-- name: bans
-- What was tolerated and bars a second time, the newest first.
SELECT to_jsonb(b) || jsonb_build_object('case_number', p.number), p.opened_index
FROM read_model.bans_v1 b JOIN read_model.case_page_v4 p USING (case_id)
WHERE b.tolerated AND p.jurisdiction = ANY ($1::text[]) AND ($2::bigint IS NULL OR p.opened_index < $2)
ORDER BY p.opened_index DESC LIMIT $3

-- name: corrections
-- Correction demands by due date; in a case still being entered from paper none is overdue.
SELECT to_jsonb(c) || jsonb_build_object('case_number', p.number)
FROM read_model.corrections_v2 c JOIN read_model.case_page_v4 p USING (case_id)
WHERE p.jurisdiction = ANY ($1::text[])
  AND ($2::text[] IS NULL OR p.endorsement ->> 'signatory' = ANY ($2) OR EXISTS (
        SELECT FROM event e JOIN command o USING (command_id)
        WHERE e.stream_id = p.case_id AND e.version = 1
          AND convert_from(o.actor, 'UTF8')::jsonb ->> 'organ' = ANY ($3::text[])))
  AND ($4::text = 'all' OR CASE $4
        WHEN 'settled' THEN c.state NOT IN ('open', 'under_evaluation')
        ELSE c.state IN ('open', 'under_evaluation') AND CASE $4
          WHEN 'overdue' THEN c.due_on < $5::date AND NOT c.provisional AND NOT p.history_open
          WHEN 'under_evaluation' THEN c.state = 'under_evaluation'
          WHEN 'failed' THEN c.failed > 0
          WHEN 'urged' THEN jsonb_array_length(c.measures) > 0
          ELSE true END END)
  AND ($6::date IS NULL OR (c.due_on, c.duty_id) > ($6, $7::uuid))
ORDER BY c.due_on, c.duty_id LIMIT $8

-- name: correction_counts
-- How many of each list there are, by the conditions of `corrections`; $4 today.
SELECT count(*) FILTER (WHERE owed) AS uncorrected,
       count(*) FILTER (WHERE owed AND due_on < $4::date AND NOT provisional AND NOT history_open) AS overdue,
       count(*) FILTER (WHERE state = 'under_evaluation') AS under_evaluation,
       count(*) FILTER (WHERE owed AND failed > 0) AS failed,
       count(*) FILTER (WHERE owed AND jsonb_array_length(measures) > 0) AS urged,
       count(*) FILTER (WHERE NOT owed) AS settled,
       count(*) AS all
FROM (SELECT c.*, p.history_open, c.state IN ('open', 'under_evaluation') AS owed
      FROM read_model.corrections_v2 c JOIN read_model.case_page_v4 p USING (case_id)
      WHERE p.jurisdiction = ANY ($1::text[])
        AND ($2::text[] IS NULL OR p.endorsement ->> 'signatory' = ANY ($2) OR EXISTS (
              SELECT FROM event e JOIN command o USING (command_id)
              WHERE e.stream_id = p.case_id AND e.version = 1
                AND convert_from(o.actor, 'UTF8')::jsonb ->> 'organ' = ANY ($3::text[])))) AS within_sight
