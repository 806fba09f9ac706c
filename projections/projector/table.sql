-- What every table of a read model is asked; {table} is its name in the database, made of {name} and {version}, {stream}
-- the column of the stream its rows belong to, {is_the_row} what tells the row `t` by the row `old`.

-- name: drop
DROP TABLE {table}

-- name: open
-- Whose processes read it.
GRANT SELECT ON {table} TO {readers}

-- name: load
-- The rows of some streams.
SELECT to_jsonb(t) FROM {table} t WHERE {stream} = ANY ($1)

-- name: remove
DELETE FROM {table} t USING jsonb_populate_recordset(NULL::{table}, $1) old WHERE {is_the_row}

-- name: insert
INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, $1)

-- name: get
-- The row of a stream that has one.
SELECT to_jsonb(t) FROM {table} t WHERE {stream} = $1

-- name: numbers_of
-- What some streams are called, in a table that keeps a number of each.
SELECT {stream} AS stream, number FROM {table} WHERE {stream} = ANY ($1::uuid[])

-- name: shown_version
-- The version of a stream that is shown; 0 while it is not known, NULL while it is set aside.
SELECT CASE WHEN NOT EXISTS (SELECT FROM set_aside
                             WHERE stream_id = $1 AND (read_model, model_version) = ('{name}', {version}))
       THEN coalesce((SELECT version FROM {table} WHERE {stream} = $1), 0) END

-- name: forget
-- The rows of some streams.
DELETE FROM {table} WHERE {stream} = ANY ($1)

-- name: orphan
-- A stream that has rows and is not in the log.
SELECT {stream} FROM {table} t WHERE NOT EXISTS (SELECT FROM sequenced s WHERE s.stream_id = t.{stream}) LIMIT 1

-- name: number
-- The number of a stream that has one.
SELECT series, year, serial FROM {table} WHERE {stream} = $1

-- name: next_serials
-- The serials of streams that have none, in their order: the one that was kept for a stream while it was set aside, or
-- the next of its series and year. Those kept are given.
SELECT new.stream_id, coalesce(kept.serial, greatest(
         (SELECT max(t.serial) FROM {table} t WHERE t.series = new.series AND t.year = new.year),
         (SELECT max(s.serial) FROM set_aside s
          WHERE (s.read_model, s.model_version) = ('{name}', {version}) AND s.series = new.series AND s.year = new.year),
         0) + row_number() OVER (PARTITION BY new.series, new.year, kept.serial IS NULL ORDER BY new.place))::int AS serial
FROM unnest($1::uuid[], $2::text[], $3::int[]) WITH ORDINALITY AS new (stream_id, series, year, place)
LEFT JOIN set_aside kept ON kept.stream_id = new.stream_id AND (kept.read_model, kept.model_version) = ('{name}', {version})
