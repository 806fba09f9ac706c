-- name: create
CREATE TABLE read_model.case_lines_v1 (
  case_id      uuid PRIMARY KEY,
  opened_index bigint NOT NULL UNIQUE,
  pack         text NOT NULL,
  edition      text NOT NULL,
  pack_sha256  text NOT NULL,
  route        text NOT NULL,
  history      boolean NOT NULL,
  history_open boolean NOT NULL,
  jurisdiction text NOT NULL,
  coming_to    text,
  concerned    text[] NOT NULL,
  opened_on    date NOT NULL,
  stage        text NOT NULL,
  next_due     date,
  closed       boolean NOT NULL,
  ground       text NOT NULL,
  accepted     boolean,
  withdrawn    boolean NOT NULL,
  asked        boolean NOT NULL
);
CREATE INDEX case_lines_v1_place ON read_model.case_lines_v1 (jurisdiction, opened_index DESC);
CREATE INDEX case_lines_v1_stage ON read_model.case_lines_v1 (stage, opened_index DESC);
CREATE INDEX case_lines_v1_history ON read_model.case_lines_v1 (opened_index DESC) WHERE history;
CREATE INDEX case_lines_v1_next ON read_model.case_lines_v1 (next_due, opened_index) WHERE NOT history_open;
CREATE INDEX case_lines_v1_next_stage ON read_model.case_lines_v1 (stage, next_due, opened_index) WHERE NOT history_open;
CREATE INDEX case_lines_v1_next_history ON read_model.case_lines_v1 (next_due, opened_index) WHERE history AND NOT history_open;
CREATE INDEX case_lines_v1_open ON read_model.case_lines_v1 (pack_sha256, opened_index DESC) WHERE NOT closed;
CREATE INDEX case_lines_v1_coming ON read_model.case_lines_v1 (coming_to) WHERE coming_to IS NOT NULL;
CREATE INDEX case_lines_v1_concerned ON read_model.case_lines_v1 USING gin (concerned) WITH (fastupdate = off);
CREATE INDEX case_lines_v1_concerned_open ON read_model.case_lines_v1 USING gin (concerned) WITH (fastupdate = off) WHERE NOT closed;

-- name: cases_opened
-- Cases by the month in which they were opened, and what became of their acceptance.
SELECT jurisdiction, date_trunc('month', opened_on)::date AS opened_month, route, accepted, withdrawn, asked FROM rows

-- name: grounds_used
-- Cases by the ground that was relied on, of the edition that names it.
SELECT jurisdiction, pack, edition, pack_sha256, ground, opened_on FROM rows

-- name: open_cases
-- Open cases by the content of the pack that they are pinned to.
SELECT pack_sha256 FROM rows WHERE NOT closed
