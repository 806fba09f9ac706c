-- What lies in the schema read_model_next: the tables that are being filled, under the names they will be served by; the
-- streams that are set aside for them; the numbers that their rows are given; and one row that says how far it all is.

-- name: claim
-- One rebuild or check at a time; held by its connection, so that it ends with it.
SELECT pg_try_advisory_lock(hashtext('rongcuo rebuild'))

-- name: release
SELECT pg_advisory_unlock(hashtext('rongcuo rebuild'))

-- name: work_here
-- The statements of a transaction find the tables of this schema first.
SET LOCAL search_path = read_model_next, public

-- name: take_time
-- An index or a tally of a large table takes longer than any other statement may, and reads all of it; by this one backend
-- alone, for there is a process for each core already.
SELECT set_config('statement_timeout', '0', true), set_config('enable_seqscan', 'on', true),
       set_config('maintenance_work_mem', '128MB', true), set_config('work_mem', '64MB', true),
       set_config('max_parallel_maintenance_workers', '0', true), set_config('max_parallel_workers_per_gather', '0', true)

-- name: leave_no_flush
-- A server that falls loses the build with its last seconds; the transaction that serves it waits for all before it.
SET LOCAL synchronous_commit = off

-- name: leftovers
SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'read_model_next'::regnamespace
UNION ALL
SELECT format('DROP TABLE %s', oid::regclass) FROM pg_class
WHERE relnamespace = 'read_model_next'::regnamespace AND relkind = 'r'

-- name: prepare
CREATE TABLE read_model_next.set_aside (LIKE public.set_aside INCLUDING ALL);
CREATE TABLE read_model_next.serial (
  stream_id uuid NOT NULL,
  model     text NOT NULL,
  version   int NOT NULL,  -- of the event with which a document went out; 0: the number is the stream's
  mark      text NOT NULL,
  series    text NOT NULL,
  year      int NOT NULL,
  serial    int NOT NULL,
  PRIMARY KEY (stream_id, model, version)
);
CREATE TABLE read_model_next.build (
  id        uuid NOT NULL,
  models    text[] NOT NULL,
  versions  int[] NOT NULL,
  numbered  bigint NOT NULL DEFAULT -1,  -- numbers are given up to this place in the log
  log_index bigint NOT NULL DEFAULT -1,  -- the rows are those of the log up to here
  of        bigint NOT NULL              -- the place up to which it is built before it catches up
);

-- name: is_prepared
SELECT to_regclass('read_model_next.build') IS NOT NULL

-- name: begin
INSERT INTO read_model_next.build (id, models, versions, of) VALUES ($1, $2, $3, $4)

-- name: build
SELECT id, models, versions, numbered, log_index, of FROM read_model_next.build

-- name: still
-- Whether a build is still this one; until the transaction in which it is asked has ended no other one takes its place, for
-- that would drop this table. No row is locked: whoever locks one is a writer, and for writers the sequencer waits.
SELECT true FROM read_model_next.build WHERE id = $1

-- name: numbered
UPDATE read_model_next.build SET numbered = $1

-- name: reached
UPDATE read_model_next.build SET log_index = $1

-- name: streams
-- All streams with the number of their events, in the order of the log, in which they lie on the disk.
SELECT stream_id, count(*) AS events FROM sequenced WHERE log_index <= $1 GROUP BY stream_id ORDER BY min(log_index)

-- name: touched
-- The streams that have events in a part of the log.
SELECT DISTINCT stream_id FROM sequenced WHERE log_index > $1 AND log_index <= $2

-- name: countable
-- What a number may be given for in a part of the log: the first events of streams, and documents that went out. The
-- type is the one that the entry tells, 151 bytes into it (eventlog/entry.py), as for whoever reads the log.
SELECT s.log_index, s.stream_id, s.version, e.entry FROM sequenced s JOIN event_evidence e USING (stream_id, version)
WHERE s.log_index > $1 AND s.log_index <= $2
  AND (s.version = 1 OR CASE WHEN length(e.entry) > 151
                             THEN substring(e.entry FROM 152 FOR get_byte(e.entry, 148)) = ANY ($3::bytea[]) END)
ORDER BY s.log_index

-- name: serials
-- The last serial of each kind, series and year.
SELECT model, mark, series, year, max(serial) AS serial FROM read_model_next.serial GROUP BY model, mark, series, year

-- name: given
-- The serials of some streams, and of what went out of them.
SELECT model, stream_id, version, serial FROM read_model_next.serial WHERE stream_id = ANY ($1)

-- name: forget_aside
DELETE FROM read_model_next.set_aside WHERE stream_id = ANY ($1)

-- name: lock_briefly
-- Sooner than the server looks for deadlocks, so that it is never a reader that gives way.
SET LOCAL lock_timeout = '300ms'

-- name: swap_aside
-- What is set aside is what the build could not take.
WITH was AS (DELETE FROM public.set_aside WHERE (read_model, model_version) = ($1, $2))
INSERT INTO public.set_aside SELECT * FROM read_model_next.set_aside WHERE (read_model, model_version) = ($1, $2)

-- name: shown_since
-- The streams with events after a place in the log, with the version they have now.
SELECT stream_id, max(version) AS version FROM sequenced WHERE log_index > $1 AND log_index <= $2 GROUP BY stream_id

-- name: served
-- The tables that are read, with the versions in their names.
SELECT relname FROM pg_class WHERE relnamespace = 'read_model'::regnamespace AND relkind = 'r' ORDER BY relname

-- name: forget_progress
SELECT forget_read_model($1, $2)
