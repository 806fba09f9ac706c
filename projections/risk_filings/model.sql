-- name: create
CREATE TABLE read_model.risk_filings_v5 (
  filing_id          uuid PRIMARY KEY,
  version            int NOT NULL,
  number             text NOT NULL,
  office_number      text,
  number_keys        text[] NOT NULL,
  series             text NOT NULL,
  year               int NOT NULL,
  serial             int NOT NULL CHECK (serial > 0),
  opened_index       bigint NOT NULL UNIQUE,
  pack               text NOT NULL,
  edition            text NOT NULL,
  pack_sha256        text NOT NULL,
  jurisdiction       text NOT NULL,
  unit               text NOT NULL,
  to_organ           text NOT NULL,
  matter_id          uuid NOT NULL,
  received_on        date NOT NULL,
  planned_start      date NOT NULL,
  late               boolean NOT NULL,
  risks              int NOT NULL,
  subjects           uuid[] NOT NULL,
  dossier            text[] NOT NULL,
  stage              text NOT NULL,
  coordination_group text,
  reply              text,
  replied_on         date,
  conditions         int NOT NULL,
  minutes            text,
  filed              boolean NOT NULL,
  archived_on        date,
  amendments         int NOT NULL,
  validity_term      uuid,
  valid_until        date,
  review             text,
  review_term        uuid,
  review_due_on      date,
  reply_term         uuid,
  reply_due_on       date,
  reply_provisional  boolean NOT NULL,
  reply_checked      int NOT NULL,
  reply_missed       boolean NOT NULL,
  rung               int NOT NULL,
  cases              uuid[] NOT NULL,
  closed_because     text,
  closed_on          date,
  changed_at         timestamptz NOT NULL,
  UNIQUE (series, year, serial)
);
CREATE INDEX risk_filings_v5_number ON read_model.risk_filings_v5 USING gin (number_keys);
CREATE INDEX risk_filings_v5_matter ON read_model.risk_filings_v5 (matter_id);
CREATE INDEX risk_filings_v5_cases ON read_model.risk_filings_v5 USING gin (cases);
CREATE INDEX risk_filings_v5_replies ON read_model.risk_filings_v5 (reply_checked) WHERE reply_term IS NOT NULL;

-- name: visible
-- Stands before lists: the filings of the jurisdictions $1 (NULL: of any); for some those alone that one of the organs $2
-- filed, or that one of the organs $3 took in or confers on.
WITH visible AS (
  SELECT * FROM read_model.risk_filings_v5
  WHERE ($1::text[] IS NULL OR jurisdiction = ANY ($1)) AND ($2::text[] IS NULL OR unit = ANY ($2))
    AND ($3::text[] IS NULL OR to_organ = ANY ($3) OR coordination_group = ANY ($3))
)

-- name: listed
-- The newest first, by the order in which filings came into the log. $8: a number in its one spelling, its own or that of
-- a document that went out of it.
SELECT to_jsonb(f) FROM visible f
WHERE ($4::text IS NULL OR stage = $4) AND ($5::uuid IS NULL OR cases @> ARRAY[$5]) AND ($6::bigint IS NULL OR opened_index < $6)
  AND ($8::text IS NULL OR number_keys @> ARRAY[$8] OR filing_id IN (
        SELECT d.stream_id FROM read_model.dispatches_v2 d WHERE d.number_keys @> ARRAY[$8]))
ORDER BY opened_index DESC LIMIT $7

-- name: sent
-- What went out of filings, the last first; of a number in its one spelling $4.
SELECT to_jsonb(line) FROM (
  SELECT 'risk_filing' AS of, f.filing_id AS stream_id, f.number AS stream_number, f.pack,
         d.version, d.log_index, d.sent_kind, d.number, d.office_number, d.sent_on
  FROM read_model.dispatches_v2 d JOIN visible f ON f.filing_id = d.stream_id
  WHERE ($4::text IS NULL OR d.number_keys @> ARRAY[$4]) AND ($5::bigint IS NULL OR d.log_index < $5)
  ORDER BY d.log_index DESC LIMIT $6) AS line
ORDER BY log_index DESC

-- name: of_case
-- Linked to a case, or of one of its matters; the earliest first.
SELECT to_jsonb(f) FROM read_model.risk_filings_v5 f
WHERE cases @> ARRAY[$1::uuid] OR matter_id = ANY ($2::uuid[])
ORDER BY opened_index

-- name: behind
-- A page of a roll-out: whose reply, and with it any stage before it, still counts by an older calendar.
SELECT filing_id FROM read_model.risk_filings_v5
WHERE reply_term IS NOT NULL AND reply_checked < $1 AND filing_id > $2
ORDER BY filing_id LIMIT $3
