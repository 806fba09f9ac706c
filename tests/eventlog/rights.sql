-- name: rights
-- What each role may do with what is ours: tables and views, by privilege; where not the whole, by columns; schemas and
-- functions. What is granted to PUBLIC counts for everyone.
WITH role AS (
  SELECT oid, rolname FROM pg_roles WHERE rolname LIKE 'rongcuo\_%' AND rolname <> ALL ($1::text[])
), thing AS (
  SELECT c.oid, n.nspname, n.nspname || '.' || c.relname AS name, c.relowner
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('public', 'read_model', 'read_model_next') AND c.relkind IN ('r', 'v', 'S')
), whole AS (
  SELECT role.oid AS role, thing.oid AS thing, privilege
  FROM role, thing,
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS privilege
  WHERE has_table_privilege(role.oid, thing.oid, privilege) AND role.oid <> thing.relowner
), part AS (
  SELECT role.oid AS role, thing.oid AS thing,
         privilege || ' (' || string_agg(a.attname, ', ' ORDER BY a.attname) || ')' AS privilege
  FROM role, thing, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS privilege, pg_attribute a
  WHERE a.attrelid = thing.oid AND a.attnum > 0 AND NOT a.attisdropped AND role.oid <> thing.relowner
    AND NOT has_table_privilege(role.oid, thing.oid, privilege)
    AND has_column_privilege(role.oid, thing.oid, a.attnum, privilege)
  GROUP BY role.oid, thing.oid, privilege
)
SELECT role.rolname AS role, name || ': ' || lower(string_agg(privilege, ', ' ORDER BY privilege)) AS allowed
FROM role JOIN (SELECT * FROM whole UNION ALL SELECT * FROM part) AS each ON each.role = role.oid
JOIN thing ON thing.oid = each.thing
GROUP BY role.rolname, name
UNION ALL
SELECT rolname, name || ': owner' FROM role JOIN thing ON relowner = role.oid
UNION ALL
SELECT rolname, 'schema ' || nspname || ': ' || string_agg(lower(privilege), ', ' ORDER BY privilege)
FROM role, pg_namespace n, unnest(ARRAY['USAGE', 'CREATE']) AS privilege
WHERE nspname IN ('public', 'read_model', 'read_model_next') AND has_schema_privilege(role.oid, n.oid, privilege)
GROUP BY rolname, nspname
UNION ALL
SELECT rolname, 'function ' || proname
FROM role, pg_proc WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(role.oid, pg_proc.oid, 'EXECUTE')
UNION ALL
SELECT role.rolname, 'member of ' || string_agg(granted.rolname, ', ' ORDER BY granted.rolname)
FROM role JOIN pg_auth_members m ON m.member = role.oid JOIN pg_roles granted ON granted.oid = m.roleid
GROUP BY 1
UNION ALL
SELECT rolname, 'attribute ' || attribute
FROM role JOIN pg_roles USING (oid, rolname) CROSS JOIN LATERAL (VALUES
  ('login', rolcanlogin), ('superuser', rolsuper), ('createdb', rolcreatedb), ('createrole', rolcreaterole),
  ('replication', rolreplication), ('bypassrls', rolbypassrls)) AS has (attribute, is_so)
WHERE is_so
ORDER BY 1, 2
