-- 文书核验: anybody may ask of a file whether it was issued here, or is the scan of what was. It is found by its digest.
CREATE FUNCTION document_file_of(payload bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(convert_from(payload, 'UTF8')::jsonb ->> 'sha256', convert_from(payload, 'UTF8')::jsonb ->> 'scan')
$$;
CREATE INDEX document_file ON event (document_file_of(payload)) WHERE type IN ('document_issued', 'stamped_scan_filed');
REVOKE ALL ON FUNCTION document_file_of(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION document_file_of(bytea) TO rongcuo_api;
