-- What every table of a read model is asked; {table} is its name, {stream} the column of the stream its rows belong
-- to, {is_the_row} what tells the row `t` by the row `old`.

-- name: drop
DROP TABLE {table}

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

-- name: shown_version
SELECT version FROM {table} WHERE {stream} = $1

-- name: last_serials
-- The last number given in each of some years.
SELECT year, max(serial) AS serial FROM {table} WHERE year = ANY ($1::int[]) GROUP BY year
