-- name: create
CREATE TABLE read_model.paperwork_v1 (
  case_id   uuid NOT NULL PRIMARY KEY,
  paperwork jsonb NOT NULL,
  subjects  uuid[] NOT NULL,
  tasks     jsonb NOT NULL
);

-- name: create_tasks
CREATE TABLE read_model.document_task_v1 (
  case_id       uuid NOT NULL,
  organ         text NOT NULL,
  what          text NOT NULL,
  about         uuid NOT NULL,
  code          text NOT NULL,
  document_kind text,
  subject_id    uuid,
  since         date NOT NULL,
  level         int NOT NULL,
  signed_by     text,
  opened_index  bigint NOT NULL,
  from_organ    text,
  done_on       date,
  acted         text[] NOT NULL,
  PRIMARY KEY (about, what, organ, level)
);
CREATE INDEX document_task_v1_case ON read_model.document_task_v1 (case_id);
CREATE INDEX document_task_v1_open ON read_model.document_task_v1 (organ, opened_index) WHERE done_on IS NULL;
CREATE INDEX document_task_v1_first ON read_model.document_task_v1 (organ, about, what, level) WHERE done_on IS NULL;
CREATE INDEX document_task_v1_hands ON read_model.document_task_v1 USING gin (acted);

-- name: open_since
-- The open tasks that came with some events ($2, by their places in the log) of some cases ($1).
SELECT to_jsonb(t) FROM read_model.document_task_v1 t
WHERE t.case_id = ANY ($1::uuid[]) AND t.opened_index = ANY ($2::bigint[]) AND t.done_on IS NULL
ORDER BY t.opened_index, t.about, t.organ
