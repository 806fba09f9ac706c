-- name: create
CREATE TABLE read_model.inbox_v5 (
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
  force       text,
  opened_index bigint NOT NULL,
  from_organ  text,
  done_on     date,
  urges       uuid,
  acted       text[] NOT NULL,
  PRIMARY KEY (about, what, organ, level)
);
CREATE INDEX inbox_v5_case ON read_model.inbox_v5 (case_id);
CREATE INDEX inbox_v5_due ON read_model.inbox_v5
  (organ, (CASE WHEN paused OR due_on IS NULL THEN 'infinity' ELSE due_on END), about, what, level) WHERE done_on IS NULL;
CREATE INDEX inbox_v5_came ON read_model.inbox_v5 (organ, opened_index) WHERE done_on IS NULL;
CREATE INDEX inbox_v5_acted ON read_model.inbox_v5 USING gin (acted);

-- name: all
(SELECT case_id, organ, what, about, code, name, step, subject_id, since, due_on, provisional, missed, paused, level, position,
        person, awaited, force, opened_index, from_organ, done_on, urges, acted, NULL::text AS document_kind, NULL::text AS signed_by
 FROM read_model.inbox_v5
 UNION ALL
 SELECT case_id, organ, what, about, code, NULL::jsonb, NULL::text, subject_id, since, NULL::date, false, false, false, level,
        NULL::text, NULL::text, '{}'::text[], NULL::text, opened_index, from_organ, done_on, NULL::uuid, acted, document_kind, signed_by
 FROM read_model.document_task_v1)

-- name: for_organs
-- What the organs $1 have to do, and what subjects have to in the cases that concern those of $2 who speak for them.
SELECT (to_jsonb(i) - '{number,opened_index,from_organ,done_on,urges,acted}'::text[]) || jsonb_build_object('case_number', i.number)
FROM (
  SELECT i.*, p.number FROM {all} i LEFT JOIN read_model.case_page_v7 p USING (case_id)
  WHERE i.organ = ANY ($1::text[]) AND i.done_on IS NULL
  UNION ALL
  SELECT i.*, p.number FROM read_model.case_lines_v1 l JOIN {all} i USING (case_id)
  JOIN read_model.case_page_v7 p USING (case_id) WHERE l.concerned && $2::text[] AND i.organ = 'subject' AND i.done_on IS NULL) AS i
ORDER BY i.due_on NULLS LAST, i.since, i.about, i.what, i.level
LIMIT $3

-- name: for_subjects
-- What the subjects $2, whose marks are $1, have to do in the cases that are their own matter; what is asked of nobody
-- by name is asked of the applicant.
SELECT (to_jsonb(i) - '{number,opened_index,from_organ,done_on,urges,acted}'::text[]) || jsonb_build_object('case_number', i.number)
FROM (
  SELECT i.*, p.number FROM read_model.case_lines_v1 l JOIN {all} i USING (case_id)
  JOIN read_model.case_page_v7 p USING (case_id) WHERE l.concerned && $1::text[] AND i.organ = 'subject' AND i.done_on IS NULL
    AND coalesce(i.subject_id, p.applicant) = ANY ($2::uuid[])) AS i
ORDER BY i.due_on NULLS LAST, i.since, i.about, i.what, i.level
LIMIT $3
