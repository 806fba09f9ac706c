-- name: create
CREATE TABLE read_model.meetings_v1 (
  meeting_id      uuid PRIMARY KEY,
  version         int NOT NULL,
  number          text NOT NULL,
  series          text NOT NULL,
  year            int NOT NULL,
  serial          int NOT NULL CHECK (serial > 0),
  opened_index    bigint NOT NULL UNIQUE,
  pack            text NOT NULL,
  edition         text NOT NULL,
  pack_sha256     text NOT NULL,
  jurisdiction    text NOT NULL,
  organ           text NOT NULL,
  voting          boolean NOT NULL,
  noticed_on      date NOT NULL,
  notice_version  int NOT NULL,
  planned_on      date NOT NULL,
  starts_at       text,
  invited         text[] NOT NULL,
  agenda          jsonb NOT NULL,
  cases           uuid[] NOT NULL,
  state           text NOT NULL,
  entry           jsonb,
  corrected       int NOT NULL,
  changed_at      timestamptz NOT NULL,
  UNIQUE (series, year, serial)
);
CREATE INDEX meetings_v1_cases ON read_model.meetings_v1 USING gin (cases);
CREATE INDEX meetings_v1_organ ON read_model.meetings_v1 (organ, opened_index);
CREATE INDEX meetings_v1_invited ON read_model.meetings_v1 USING gin (invited);

-- name: listed
-- The newest first, of places ($1) or organs ($2), or to which a person ($7) is invited; $8: those of some ids.
SELECT to_jsonb(m) FROM read_model.meetings_v1 m
WHERE (jurisdiction = ANY ($1::text[]) OR organ = ANY ($2::text[]) OR invited @> ARRAY[$7::text])
  AND ($3::text IS NULL OR state = $3) AND ($4::uuid IS NULL OR cases @> ARRAY[$4])
  AND ($5::bigint IS NULL OR opened_index < $5) AND ($8::uuid[] IS NULL OR meeting_id = ANY ($8))
ORDER BY opened_index DESC LIMIT $6

-- name: of_serial
-- The meetings of a year and a serial, each of another series.
SELECT meeting_id, number FROM read_model.meetings_v1 WHERE year = $1 AND serial = $2

-- name: ripe
-- Open cases that have come to an organ ($1, as a mark: $2) and wait for it to decide: in a step of approval, or in a
-- disagreement that has come to it; none that is voted on now, or stands on the agenda of a meeting still to be held.
SELECT to_jsonb(c) - $4::text[] FROM read_model.case_lines_v1 l JOIN read_model.case_page_v7 c USING (case_id)
WHERE NOT l.closed AND l.concerned @> ARRAY[$2::text] AND c.round IS NULL AND c.shelved_on IS NULL
  AND (c.steps @> '[{"state": "open", "kind": "approval"}]'
       OR jsonb_path_exists(c.disagreements, '$[*].levels[last] ? (@.organ == $o && @.result == null)',
                            jsonb_build_object('o', $1::text)))
  AND NOT EXISTS (SELECT FROM read_model.meetings_v1 m
                  WHERE m.organ = $1 AND m.state = 'convened' AND m.cases @> ARRAY[c.case_id])
ORDER BY c.next_due NULLS LAST, c.opened_index LIMIT $3
