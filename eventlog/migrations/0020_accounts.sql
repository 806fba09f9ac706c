-- Who may enter: accounts, their sessions, machine tokens, invitations, attempts to sign in, and what was done with them.
-- Of everything that opens something only a digest is kept. A person is named as the organs name them.

-- What this installation is for; written once, at its first start. A demonstration lets anybody be any persona.
CREATE TABLE installation (
  only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  demonstration boolean NOT NULL,
  begun_at      timestamptz NOT NULL DEFAULT now()
);

-- It is one only as long as its organs are those of the sample, and nobody has an account.
CREATE FUNCTION is_demonstration() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN coalesce((SELECT demonstration FROM installation), false)
    AND NOT EXISTS (SELECT FROM account)
    AND coalesce((SELECT convert_from(content, 'UTF8')::jsonb ->> 'name' = 'sample' FROM reference_data
                  WHERE kind = 'organs' AND name = 'organs' ORDER BY version DESC LIMIT 1), false);
END $$;

CREATE TABLE account (
  account_id   uuid PRIMARY KEY,
  person       text NOT NULL UNIQUE,
  login        text,                         -- as written; NULL: only by the office's identity provider
  login_key    text UNIQUE,                  -- its one spelling
  password     text,                         -- argon2id, in PHC's notation
  oidc_issuer  text,
  oidc_subject text,
  totp_seed    bytea,                        -- sealed; NULL: no second factor
  totp_step    bigint NOT NULL DEFAULT 0,    -- the last step that was used: a code opens once
  break_glass  boolean NOT NULL DEFAULT false,
  made_at      timestamptz NOT NULL DEFAULT now(),
  disabled_at  timestamptz,
  UNIQUE (oidc_issuer, oidc_subject),
  CHECK ((login IS NULL) = (login_key IS NULL) AND (login IS NULL) = (password IS NULL)),
  CHECK ((oidc_issuer IS NULL) = (oidc_subject IS NULL))
);
CREATE UNIQUE INDEX account_break_glass ON account (break_glass) WHERE break_glass;

CREATE TABLE recovery_code (
  account_id uuid NOT NULL REFERENCES account,
  digest     bytea NOT NULL,
  PRIMARY KEY (account_id, digest)
);

CREATE TABLE session (
  session_id uuid PRIMARY KEY,               -- names it in lists, and opens nothing
  id_digest  bytea NOT NULL UNIQUE,
  account_id uuid REFERENCES account,        -- NULL: a persona of a demonstration
  person     text NOT NULL,
  position   text,                           -- NULL: not chosen yet
  for_person text,                           -- whose position it is, where another acts in it
  method     text NOT NULL CHECK (method IN ('persona', 'password', 'totp', 'recovery_code', 'oidc')),
  device     text NOT NULL,
  address    text NOT NULL,
  began_at   timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz NOT NULL DEFAULT now(),
  oidc_sid   text,                           -- the provider's own session
  id_token   bytea                           -- sealed; handed back at sign-out
);
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_began_at ON session (began_at);

CREATE TABLE machine_token (
  token_id   uuid PRIMARY KEY,
  digest     bytea NOT NULL UNIQUE,
  name       text NOT NULL,
  person     text NOT NULL,
  position   text NOT NULL,
  for_person text,
  scope      text NOT NULL CHECK (scope IN ('read', 'act')),
  made_by    text NOT NULL,
  made_at    timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL CHECK (expires_at <= made_at + interval '366 days'),
  used_at    timestamptz,
  revoked_at timestamptz,
  revoked_by text
);

CREATE TABLE invitation (
  code_digest bytea PRIMARY KEY,
  person      text,                          -- NULL: the first administrator of the installation
  made_by     text NOT NULL,
  made_at     timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL
);

-- What an attempt at the identity provider must come back with; it comes back once.
CREATE TABLE oidc_attempt (
  browser_digest bytea PRIMARY KEY,
  state_digest   bytea NOT NULL,
  nonce          text NOT NULL,
  verifier       text NOT NULL,
  wanted         text NOT NULL,
  invitation     bytea,
  made_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX oidc_attempt_by_made_at ON oidc_attempt (made_at);

CREATE TABLE sign_in_attempt (
  key        bytea PRIMARY KEY,              -- a digest: of an address, of a name to sign in with, of both
  failures   int NOT NULL,
  last_at    timestamptz NOT NULL,
  wait_until timestamptz NOT NULL
);
CREATE INDEX sign_in_attempt_by_last_at ON sign_in_attempt (last_at);

-- What was done with accounts, sessions and tokens, for whoever supervises.
CREATE TABLE account_event (
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind       text NOT NULL,
  person     text,                           -- whom it is about
  by_person  text,                           -- who did it, if somebody else
  method     text,
  address    text,
  note       text
);
CREATE INDEX account_event_by_at ON account_event (at DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE account_event ENABLE ALWAYS TRIGGER append_only;

-- Count an attempt before it is looked at, so that many at once are no more than one after another. Returns how long to
-- wait; NULL: look at it. Of each key some attempts are free, after which the wait doubles from one second up to a bound.
-- What failed is forgotten a day after the last failure.
CREATE FUNCTION count_sign_in_attempt(p_keys bytea[], p_free int[], p_most interval[]) RETURNS interval LANGUAGE plpgsql AS $$
DECLARE
  waiting interval;
BEGIN
  PERFORM pg_advisory_xact_lock(turn.key)
  FROM (SELECT hashtextextended(encode(given, 'hex'), 0) AS key FROM unnest(p_keys) AS given ORDER BY 1) AS turn;
  SELECT max(wait_until - clock_timestamp()) INTO waiting
  FROM sign_in_attempt WHERE key = ANY (p_keys) AND wait_until > clock_timestamp();
  IF waiting IS NOT NULL THEN
    RETURN waiting;
  END IF;
  DELETE FROM sign_in_attempt WHERE last_at < clock_timestamp() - interval '1 day';
  INSERT INTO sign_in_attempt AS before (key, failures, last_at, wait_until)
  SELECT key, 1, clock_timestamp(), clock_timestamp() FROM unnest(p_keys) AS key
  ON CONFLICT (key) DO UPDATE SET failures = before.failures + 1, last_at = clock_timestamp();
  UPDATE sign_in_attempt
  SET wait_until = clock_timestamp()
                   + least(bound.most, interval '1 second' * power(2, least(failures - bound.free, 20) - 1))
  FROM unnest(p_keys, p_free, p_most) AS bound (key, free, most)
  WHERE sign_in_attempt.key = bound.key AND failures > bound.free;
  RETURN NULL;
END $$;

REVOKE ALL ON installation, account, recovery_code, session, machine_token, invitation, oidc_attempt, sign_in_attempt,
  account_event FROM PUBLIC;
REVOKE ALL ON FUNCTION count_sign_in_attempt(bytea[], int[], interval[]), is_demonstration() FROM PUBLIC;
GRANT SELECT ON installation TO rongcuo_api;
GRANT SELECT, INSERT, UPDATE ON account, machine_token TO rongcuo_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, sign_in_attempt TO rongcuo_api;
GRANT SELECT, INSERT, DELETE ON recovery_code, invitation, oidc_attempt TO rongcuo_api;
GRANT SELECT, INSERT ON account_event TO rongcuo_api;
GRANT EXECUTE ON FUNCTION count_sign_in_attempt(bytea[], int[], interval[]), is_demonstration() TO rongcuo_api;
