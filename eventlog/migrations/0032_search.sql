-- What the interface needs to know what came since it last looked, for search (api/search/index.py): of the register the
-- transaction that wrote an entry, of the read models how far each has read.
ALTER TABLE subject ADD COLUMN entered_in bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX subject_by_transaction ON subject (entered_in, subject_id, version);
GRANT SELECT ON projection_progress TO rongcuo_api;
