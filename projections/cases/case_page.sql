-- name: create
CREATE TABLE read_model.case_page_v7 (
  case_id              uuid PRIMARY KEY,
  version              int NOT NULL,
  number               text NOT NULL,
  series               text NOT NULL,
  year                 int NOT NULL,
  serial               int NOT NULL CHECK (serial > 0),
  office_number        text,
  opened_index         bigint NOT NULL UNIQUE,
  pack                 text NOT NULL,
  edition              text NOT NULL,
  pack_sha256          text NOT NULL,
  route                text NOT NULL,
  history              boolean NOT NULL,
  history_open         boolean NOT NULL,
  jurisdiction         text NOT NULL,
  to_organ             text NOT NULL,
  opened_on            date NOT NULL,
  stage                text NOT NULL,
  next_due             date,
  closed               boolean NOT NULL,
  closed_on            date,
  changed_at           timestamptz NOT NULL,
  secrecy              text,
  on_paper             boolean NOT NULL,
  applicant            uuid,
  ground               text NOT NULL,
  error_class          text NOT NULL,
  occurred_on          date NOT NULL,
  after_accountability text,
  reference            text,
  endorsement          jsonb,
  evidence             text[] NOT NULL,
  matter_id            uuid NOT NULL,
  occurrence_id        uuid NOT NULL,
  earlier_matter       uuid,
  denied_matters       uuid[],
  barred_by            jsonb,
  exception            jsonb,
  supplement_asked_on  date,
  supplement           text[] NOT NULL,
  shelved_on           date,
  accepted             boolean,
  refusal_ground       text,
  approved_on          date,
  served_on            date,
  notice               text,
  steps                jsonb NOT NULL,
  subjects             jsonb NOT NULL,
  appeal_open_until    date,
  duties               jsonb NOT NULL,
  proposals            jsonb NOT NULL,
  round                jsonb,
  rounds               jsonb NOT NULL,
  team                 jsonb NOT NULL,
  defences             jsonb NOT NULL,
  findings             jsonb NOT NULL,
  legality_checks      jsonb NOT NULL,
  consultations        jsonb NOT NULL,
  advice               jsonb NOT NULL,
  report               text,
  handed_in            jsonb NOT NULL,
  demands              jsonb NOT NULL,
  ordered              jsonb NOT NULL,
  reappraisals         jsonb NOT NULL,
  publicities          jsonb NOT NULL,
  filings              jsonb NOT NULL,
  corrections          jsonb NOT NULL,
  digest               jsonb,
  acknowledgements     jsonb NOT NULL,
  contrary_uses        jsonb NOT NULL,
  clarifications       jsonb NOT NULL,
  transitions          jsonb NOT NULL,
  disagreements        jsonb NOT NULL,
  withdrawn_on         date,
  handover             jsonb,
  moves                jsonb NOT NULL,
  coming_to            text,
  concerned            text[] NOT NULL,
  number_keys          text[] NOT NULL,
  UNIQUE (series, year, serial)
);
CREATE INDEX case_page_v7_appeal ON read_model.case_page_v7 (appeal_open_until);
CREATE INDEX case_page_v7_number ON read_model.case_page_v7 USING gin (number_keys);

-- name: get
-- A case's page; here and below an argument names the columns that are nobody's to read.
SELECT to_jsonb(c) - $2::text[] FROM read_model.case_page_v7 c WHERE case_id = $1

-- name: of_cases
SELECT to_jsonb(c) - $2::text[] FROM read_model.case_page_v7 c WHERE case_id = ANY ($1::uuid[])

-- name: of_number
SELECT case_id FROM read_model.case_page_v7 WHERE number_keys @> ARRAY[$1::text] ORDER BY opened_index DESC LIMIT 1

-- name: bearing
-- The cases that bear a number in its one spelling or bore it, and those that a document of that number went out of.
SELECT case_id FROM read_model.case_page_v7 WHERE number_keys @> ARRAY[$1::text]
UNION SELECT stream_id FROM read_model.dispatches_v2 WHERE number_keys @> ARRAY[$1]

-- name: concerned
-- Whom some cases concern, and whether their history is still being entered from paper.
SELECT case_id, concerned, history_open FROM read_model.case_lines_v1 WHERE case_id = ANY ($1::uuid[])

-- name: open_under
-- Open cases that run under editions of these contents, the newest first.
SELECT to_jsonb(c) - $4::text[] FROM (
  SELECT case_id FROM read_model.case_lines_v1
  WHERE NOT closed AND pack_sha256 = ANY ($1::text[]) AND ($2::bigint IS NULL OR opened_index < $2)
  ORDER BY opened_index DESC LIMIT $3) AS picked JOIN read_model.case_page_v7 c USING (case_id)
ORDER BY c.opened_index DESC
