-- Who may enter the database `rongcuo`; run in it as superuser, any number of times.
-- What the roles may do with tables is granted by the migrations that make the tables.
REVOKE ALL ON DATABASE rongcuo FROM PUBLIC;
GRANT CONNECT ON DATABASE rongcuo TO rongcuo_app, rongcuo_eraser;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO rongcuo_app, rongcuo_eraser;
