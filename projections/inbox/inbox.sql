-- name: create
CREATE TABLE read_model.inbox_v2 (
  case_id     uuid NOT NULL,
  organ       text NOT NULL,
  what        text NOT NULL,
  about       uuid NOT NULL,
  code        text NOT NULL,
  name        jsonb,
  step        text,
  subject_id  uuid,
  since       date NOT NULL,
  due_on      date,
  provisional boolean NOT NULL,
  missed      boolean NOT NULL,
  paused      boolean NOT NULL,
  level       int NOT NULL,
  position    text,
  person      text,
  awaited     text[] NOT NULL,
  PRIMARY KEY (about, what, organ, level)
);
CREATE INDEX inbox_v2_case ON read_model.inbox_v2 (case_id);
CREATE INDEX inbox_v2_organ ON read_model.inbox_v2 (organ, due_on);

-- name: for_organs
-- What the organs $1 have to do, and what subjects have to in the cases that concern those of $2 who speak for them.
SELECT (to_jsonb(i) - 'number') || jsonb_build_object('case_number', i.number)
FROM (
  SELECT i.*, p.number FROM read_model.inbox_v2 i LEFT JOIN read_model.case_page_v4 p USING (case_id)
  WHERE i.organ = ANY ($1::text[])
  UNION ALL
  SELECT i.*, p.number FROM read_model.case_page_v4 p JOIN read_model.inbox_v2 i USING (case_id)
  WHERE p.concerned && $2::text[] AND i.organ = 'subject') AS i
ORDER BY i.due_on NULLS LAST, i.since, i.about, i.what, i.level
LIMIT $3
