-- name: create
CREATE TABLE read_model.work_records_v4 (
  record_id     uuid PRIMARY KEY,
  version       int NOT NULL,
  number        text NOT NULL,
  office_number  text,
  number_keys    text[] NOT NULL,
  series        text NOT NULL,
  year          int NOT NULL,
  serial        int NOT NULL CHECK (serial > 0),
  opened_index  bigint NOT NULL UNIQUE,
  pack          text NOT NULL,
  edition       text NOT NULL,
  pack_sha256   text NOT NULL,
  record        text NOT NULL,
  name          jsonb NOT NULL,
  standing      text NOT NULL,
  cite          text[] NOT NULL,
  jurisdiction  text NOT NULL,
  keeper        text NOT NULL,
  opened_by     text NOT NULL,
  confidential  boolean NOT NULL,
  about         text NOT NULL,
  subject       uuid,
  matter_id     uuid,
  opened_on     date NOT NULL,
  entries       int NOT NULL,
  last_on       date NOT NULL,
  documents     int NOT NULL,
  outcome       jsonb,
  next_due      date,
  cases         uuid[] NOT NULL,
  risk_filings  uuid[] NOT NULL,
  state         text NOT NULL,
  closed_on     date,
  report        jsonb,
  changed_at    timestamptz NOT NULL,
  UNIQUE (series, year, serial)
);
CREATE INDEX work_records_v4_number ON read_model.work_records_v4 USING gin (number_keys);
CREATE INDEX work_records_v4_matter ON read_model.work_records_v4 (matter_id);
CREATE INDEX work_records_v4_cases ON read_model.work_records_v4 USING gin (cases);
CREATE INDEX work_records_v4_filings ON read_model.work_records_v4 USING gin (risk_filings);
CREATE INDEX work_records_v4_reports ON read_model.work_records_v4 (keeper) WHERE report IS NOT NULL;
CREATE INDEX work_records_v4_due ON read_model.work_records_v4 (next_due) WHERE next_due IS NOT NULL;

-- name: listed
-- The newest first. Visible: confidential ones of one's own organ ($3); else those of the places ($1), and those that
-- organs one speaks for keep or opened ($2). $6: the day on which the overdue ones are asked for.
SELECT to_jsonb(w) FROM read_model.work_records_v4 w
WHERE CASE WHEN confidential THEN $3 IN (keeper, opened_by)
           ELSE jurisdiction = ANY ($1::text[]) OR keeper = ANY ($2::text[]) OR opened_by = ANY ($2) END
  AND ($4::text IS NULL OR record = $4) AND ($5::text IS NULL OR state = $5) AND ($6::date IS NULL OR next_due < $6)
  AND ($7::uuid IS NULL OR cases @> ARRAY[$7]) AND ($8::bigint IS NULL OR opened_index < $8)
  AND ($10::text IS NULL OR number_keys @> ARRAY[$10])
ORDER BY opened_index DESC LIMIT $9

-- name: kinds
-- The kinds of the visible records, as for `listed`; of one that several editions name, the newest name.
SELECT DISTINCT ON (record) record, name FROM read_model.work_records_v4 w
WHERE CASE WHEN confidential THEN $3 IN (keeper, opened_by)
           ELSE jurisdiction = ANY ($1::text[]) OR keeper = ANY ($2::text[]) OR opened_by = ANY ($2) END
ORDER BY record, opened_index DESC

-- name: of_case
-- What a case shows, the earliest first: linked to it, of one of its matters, or linked to a risk filing it shows.
SELECT to_jsonb(w) FROM read_model.work_records_v4 w
WHERE NOT confidential
  AND (cases @> ARRAY[$1::uuid] OR matter_id = ANY ($2::uuid[]) OR risk_filings && $3::uuid[])
ORDER BY opened_index

-- name: of_filing
-- What a risk filing shows, the earliest first.
SELECT to_jsonb(w) FROM read_model.work_records_v4 w
WHERE NOT confidential AND risk_filings @> ARRAY[$1::uuid] ORDER BY opened_index

-- name: handed_in
-- The periodic reports of the organs $1.
SELECT report || jsonb_build_object('organ', keeper, 'on', closed_on, 'record_id', record_id, 'number', number)
FROM read_model.work_records_v4 WHERE report IS NOT NULL AND closed_on IS NOT NULL AND keeper = ANY ($1::text[])
ORDER BY keeper, closed_on, opened_index
