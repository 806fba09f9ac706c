-- name: create
CREATE TABLE read_model.corrections_v5 (
  case_id           uuid NOT NULL,
  demand            int NOT NULL,
  subject           uuid NOT NULL,
  duty_id           uuid NOT NULL,
  responsible       text NOT NULL,
  state             text NOT NULL,
  round             int NOT NULL,
  failed            int NOT NULL,
  due_on            date NOT NULL,
  provisional       boolean NOT NULL,
  missed            boolean NOT NULL,
  done_on           date,
  evaluated_on      date,
  evaluated_version int,
  measures          jsonb NOT NULL,
  jurisdiction      text NOT NULL,
  coming_to         text,
  history_open      boolean NOT NULL,
  parts             text[] NOT NULL,
  PRIMARY KEY (case_id, demand)
);
CREATE INDEX corrections_v5_owed ON read_model.corrections_v5 (due_on, duty_id)
  WHERE state IN ('open', 'under_evaluation');
CREATE INDEX corrections_v5_due ON read_model.corrections_v5 (due_on, duty_id);
CREATE INDEX corrections_v5_evaluated ON read_model.corrections_v5 (due_on, duty_id) WHERE state = 'under_evaluation';
CREATE INDEX corrections_v5_failed ON read_model.corrections_v5 (due_on, duty_id)
  WHERE state IN ('open', 'under_evaluation') AND failed > 0;
CREATE INDEX corrections_v5_urged ON read_model.corrections_v5 (due_on, duty_id)
  WHERE state IN ('open', 'under_evaluation') AND jsonb_array_length(measures) > 0;
CREATE INDEX corrections_v5_place ON read_model.corrections_v5 (jurisdiction);
CREATE INDEX corrections_v5_coming ON read_model.corrections_v5 (coming_to) WHERE coming_to IS NOT NULL;

-- name: demands_alike
-- Demands by where they stand: once for their place, with no mark, and once for each organ that takes part; `overdue_after` is
-- the due date of those that can be overdue.
SELECT mark, jurisdiction, coming_to, state, rows.failed > 0 AS failed, jsonb_array_length(measures) > 0 AS urged,
       CASE WHEN state IN ('open', 'under_evaluation') AND NOT provisional AND NOT history_open THEN due_on END AS overdue_after
FROM rows, unnest(NULL::text || parts) AS mark

-- name: counted
-- How many of each list there are, in the places $1 or of the organ whose mark is $2; $3 today.
SELECT coalesce(sum(n) FILTER (WHERE owed), 0)::bigint AS uncorrected,
       coalesce(sum(n) FILTER (WHERE overdue_after < $3::date), 0)::bigint AS overdue,
       coalesce(sum(n) FILTER (WHERE state = 'under_evaluation'), 0)::bigint AS under_evaluation,
       coalesce(sum(n) FILTER (WHERE owed AND failed), 0)::bigint AS failed,
       coalesce(sum(n) FILTER (WHERE owed AND urged), 0)::bigint AS urged,
       coalesce(sum(n) FILTER (WHERE NOT owed), 0)::bigint AS settled,
       coalesce(sum(n), 0)::bigint AS all
FROM (SELECT *, state IN ('open', 'under_evaluation') AS owed FROM read_model.demands_alike_v5
      WHERE CASE WHEN $2::text[] IS NULL THEN mark IS NULL AND (jurisdiction = ANY ($1::text[]) OR coming_to = ANY ($1))
                 ELSE mark = ANY ($2) END) AS alike
