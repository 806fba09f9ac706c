-- What every tally is made of and asked; {table} is the table whose rows it counts, {tally} its own, {columns} what rows alike
-- have the same, {rows} the statement that tells it of some rows of the table, which it calls `rows`.

-- name: create
-- The tally of a table as it stands.
CREATE TABLE {tally} AS
WITH rows AS (SELECT * FROM {table})
SELECT {columns}, count(*) AS n FROM ({rows}) AS alike GROUP BY {columns};
CREATE UNIQUE INDEX {name}_alike ON {tally} ({columns}) NULLS NOT DISTINCT;
CREATE INDEX {name}_none ON {tally} (n) WHERE n = 0

-- name: follow
-- From now on it counts whatever is put in or taken out, in the same transaction.
CREATE FUNCTION {tally}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO {tally} AS t ({columns}, n)
  SELECT {columns}, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
  FROM ({rows}) AS alike GROUP BY {columns} ORDER BY {columns}
  ON CONFLICT ({columns}) DO UPDATE SET n = t.n + excluded.n;
  DELETE FROM {tally} WHERE n = 0 AND TG_OP = 'INSERT';
  RETURN NULL;
END $$;
CREATE TRIGGER {name}_in AFTER INSERT ON {table} REFERENCING NEW TABLE AS rows
FOR EACH STATEMENT EXECUTE FUNCTION {tally}();
CREATE TRIGGER {name}_out AFTER DELETE ON {table} REFERENCING OLD TABLE AS rows
FOR EACH STATEMENT EXECUTE FUNCTION {tally}()

-- name: leave
-- It no longer does.
DROP FUNCTION {tally}() CASCADE

-- name: drop
-- With what follows its table.
DROP TABLE {tally};
DROP FUNCTION {tally}() CASCADE

-- name: open
-- Whose processes read it.
GRANT SELECT ON {tally} TO {readers}

-- name: differences
-- Where it says another number than there are rows, by what these rows have the same.
WITH rows AS (SELECT * FROM {table}), kept_and_counted AS (
  SELECT {columns}, n AS kept, 0 AS counted FROM {tally}
  UNION ALL SELECT {columns}, 0, count(*) FROM ({rows}) AS alike GROUP BY {columns}
)
SELECT to_jsonb(wrong) - '{{kept,counted}}'::text[] AS rows_alike, kept, counted FROM (
  SELECT {columns}, sum(kept)::bigint AS kept, sum(counted)::bigint AS counted
  FROM kept_and_counted GROUP BY {columns} HAVING sum(kept) <> sum(counted)) AS wrong
ORDER BY 1 LIMIT $1
