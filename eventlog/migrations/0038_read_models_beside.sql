-- Where read models are built beside those that are served, before they take their place (projections/rebuilding).
CREATE SCHEMA read_model_next;
GRANT USAGE, CREATE ON SCHEMA read_model_next TO rongcuo_projector;

-- How far a read model has read is forgotten once its table is dropped, and not before.
CREATE FUNCTION forget_read_model(p_name text, p_version int) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM projection_progress
  WHERE (name, version) = (p_name, p_version) AND to_regclass(format('read_model.%I', p_name || '_v' || p_version)) IS NULL
$$;
REVOKE ALL ON FUNCTION forget_read_model FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_read_model TO rongcuo_projector;
