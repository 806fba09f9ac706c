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
CREATE INDEX inbox_v5_post ON read_model.inbox_v5 (position) WHERE done_on IS NULL AND position IS NOT NULL;
CREATE INDEX inbox_v5_votes ON read_model.inbox_v5 USING gin (awaited) WHERE done_on IS NULL AND what = 'vote';
CREATE INDEX inbox_v5_done ON read_model.inbox_v5
  (organ, (coalesce(done_on, 'infinity')) DESC, about DESC, what DESC, level DESC) WHERE done_on IS NOT NULL OR what = 'vote';

-- name: of_cases
SELECT case_id, organ, what, about, code, name, step, subject_id, since, due_on, provisional, missed, paused, level, position,
       person, awaited, force, opened_index, from_organ, done_on, urges, acted, NULL::text AS document_kind, NULL::text AS signed_by
FROM read_model.inbox_v5

-- name: of_documents
SELECT case_id, organ, what, about, code, NULL::jsonb AS name, NULL::text AS step, subject_id, since,
       NULL::date AS due_on, false AS provisional, false AS missed, false AS paused, level, NULL::text AS position, NULL::text AS person,
       '{}'::text[] AS awaited, NULL::text AS force, opened_index, from_organ, done_on, NULL::uuid AS urges, acted, document_kind, signed_by
FROM read_model.document_task_v1

-- name: for_organs
-- What the organs $1 have to do, and what subjects have to in the cases that concern those of $2 who speak for them. What
-- is shown is picked before the numbers are looked up.
SELECT (to_jsonb(i) - '{opened_index,from_organ,done_on,urges,acted}'::text[]) || jsonb_build_object('case_number', p.number)
FROM (
  SELECT i.* FROM (
    SELECT i.* FROM {all} i WHERE i.organ = ANY ($1::text[]) AND i.done_on IS NULL
    UNION ALL
    SELECT i.* FROM {all} i WHERE i.organ = 'subject' AND i.done_on IS NULL
      AND i.case_id IN (SELECT case_id FROM read_model.case_lines_v1 WHERE concerned && $2::text[])) AS i
  ORDER BY i.due_on NULLS LAST, i.since, i.about, i.what, i.level LIMIT $3) AS i
LEFT JOIN read_model.case_page_v7 p USING (case_id)
ORDER BY i.due_on NULLS LAST, i.since, i.about, i.what, i.level

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
