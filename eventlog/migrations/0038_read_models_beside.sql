-- Where read models are built beside those that are served, before they take their place (projections/rebuilding).
CREATE SCHEMA read_model_next;
GRANT USAGE, CREATE ON SCHEMA read_model_next TO rongcuo_projector;
-- A read model of an earlier release is dropped with what is known of it.
GRANT DELETE ON projection_progress TO rongcuo_projector;
