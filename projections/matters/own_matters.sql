-- name: create
CREATE TABLE read_model.own_matters_v1 (
  case_id uuid NOT NULL,
  whose   text NOT NULL,
  who     text NOT NULL,
  "on"    date,
  PRIMARY KEY (case_id, whose, who)
);
CREATE INDEX own_matters_v1_who ON read_model.own_matters_v1 (who, whose);
