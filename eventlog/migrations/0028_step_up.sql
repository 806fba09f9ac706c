-- Who has shown lately who they are, and from where a machine token is good.

-- When somebody last showed who they are in a session, by what opens their account; who signs in at a provider that does
-- not say when they did there has not shown it to us.
ALTER TABLE session ADD COLUMN verified_at timestamptz;
UPDATE session SET verified_at = began_at;
ALTER TABLE session ALTER COLUMN verified_at SET NOT NULL, ALTER COLUMN verified_at SET DEFAULT now();

-- Whether an attempt at the provider asks somebody who has a session to show there anew who they are.
ALTER TABLE oidc_attempt ADD COLUMN anew boolean NOT NULL DEFAULT false;

-- The networks from which a token is good (none: from anywhere), and whether it is a demonstration's.
ALTER TABLE machine_token
  ADD COLUMN addresses cidr[] NOT NULL DEFAULT '{}',
  ADD COLUMN demonstrates boolean NOT NULL DEFAULT false;
UPDATE machine_token SET demonstrates = true WHERE made_by = 'demonstration';
