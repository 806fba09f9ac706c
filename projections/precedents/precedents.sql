-- name: create
CREATE TABLE read_model.precedents_v2 (
  case_id        uuid PRIMARY KEY,
  pack           text NOT NULL,
  edition        text NOT NULL,
  pack_sha256    text NOT NULL,
  jurisdiction   text NOT NULL,
  ground         text NOT NULL,
  error_class    text NOT NULL,
  findings       jsonb NOT NULL,
  alike          text NOT NULL,
  opinions       jsonb NOT NULL,
  outcomes       text[] NOT NULL,
  liabilities    text[] NOT NULL,
  decided_on     date,
  digest         int,
  published      boolean NOT NULL,
  approved_on    date,
  approved_index bigint UNIQUE
);
CREATE INDEX precedents_v2_findings ON read_model.precedents_v2 USING gin (findings jsonb_path_ops)
  WHERE approved_index IS NOT NULL;
CREATE INDEX precedents_v2_situation ON read_model.precedents_v2 (ground, error_class, approved_index DESC)
  WHERE approved_index IS NOT NULL;

-- name: decided_alike
-- Decided cases by what was found, and the outcomes that occur among their subjects.
SELECT jurisdiction, pack, ground, alike, (SELECT array_agg(DISTINCT outcome ORDER BY outcome) FROM unnest(outcomes) outcome) AS outcomes
FROM rows WHERE decided_on IS NOT NULL AND alike <> '' AND cardinality(outcomes) > 0

-- name: outcomes_decided
-- Subjects by the month in which their case was decided, and how.
SELECT jurisdiction, date_trunc('month', decided_on)::date AS decided_month, outcome
FROM rows, unnest(outcomes) AS outcome WHERE decided_on IS NOT NULL

-- name: found
-- Approved digests, the newest first. $1 the jurisdictions whose inner digests the reader may see, beside what is
-- published; $2 pack, $3 ground, $4 error class, $5 outcome, $6 an item of the assessment with $7 what was found of it,
-- $8 a case to leave out, $9 the place of the page before.
SELECT to_jsonb(p) - 'opinions' - 'jurisdiction'
FROM read_model.precedents_v2 p
WHERE approved_index IS NOT NULL AND (published OR jurisdiction = ANY ($1::text[]))
  AND ($2::text IS NULL OR pack = $2) AND ($3::text IS NULL OR ground = $3)
  AND ($4::text IS NULL OR error_class = $4) AND ($5::text IS NULL OR $5 = ANY (outcomes))
  AND ($6::text IS NULL
       OR findings @> jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('item', $6::text, 'result', $7::text))))
  AND ($8::uuid IS NULL OR case_id <> $8) AND ($9::bigint IS NULL OR approved_index < $9)
ORDER BY approved_index DESC LIMIT $10

-- name: one
SELECT to_jsonb(p) - 'opinions' - 'jurisdiction'
FROM read_model.precedents_v2 p
WHERE approved_index IS NOT NULL AND (published OR jurisdiction = ANY ($1::text[])) AND case_id = $2
