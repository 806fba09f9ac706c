-- name: create
CREATE TABLE read_model.dispatches_v2 (
  stream_id     uuid NOT NULL,
  version       int NOT NULL,
  log_index     bigint NOT NULL UNIQUE,
  sent_kind     text NOT NULL,
  mark          text NOT NULL,
  series        text NOT NULL,
  year          int NOT NULL,
  serial        int NOT NULL CHECK (serial > 0),
  number        text NOT NULL,
  office_number text,
  number_keys   text[] NOT NULL,
  sent_on       date NOT NULL,
  PRIMARY KEY (stream_id, version),
  UNIQUE (series, mark, year, serial)
);
CREATE INDEX dispatches_v2_number ON read_model.dispatches_v2 USING gin (number_keys);

-- name: next_serials
-- The serials of documents in their order: each the next of its series, mark and year. Not of those that have one: a
-- stream that was set aside is read again from its start.
SELECT new.place::int - 1 AS place, (coalesce((SELECT max(d.serial) FROM read_model.dispatches_v2 d
                  WHERE (d.series, d.mark, d.year) = (new.series, new.mark, new.year)), 0)
        + row_number() OVER (PARTITION BY new.series, new.mark, new.year ORDER BY new.place))::int AS serial
FROM unnest($1::text[], $2::text[], $3::int[], $4::uuid[], $5::int[])
  WITH ORDINALITY AS new (mark, series, year, stream_id, version, place)
WHERE NOT EXISTS (SELECT FROM read_model.dispatches_v2 d WHERE (d.stream_id, d.version) = (new.stream_id, new.version))
ORDER BY new.place

-- name: of_stream
-- What went out of a stream, the earliest first.
SELECT to_jsonb(line) FROM (
  SELECT version, sent_kind, number, office_number, sent_on FROM read_model.dispatches_v2 WHERE stream_id = $1) AS line
ORDER BY version

-- name: sent_version
SELECT coalesce(max(version), 0) FROM read_model.dispatches_v2 WHERE stream_id = $1
