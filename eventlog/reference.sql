-- name: turn
-- One at a time installs, proposes or publishes under a name.
SELECT reference_turn($1, $2)

-- name: install
-- The next version, or the newest one when it has the same content (migrations/0013_definers.sql).
SELECT install_reference($1, $2, $3, $4)

-- name: newest
-- The number of the newest published version, or 0.
SELECT coalesce(max(version), 0) FROM reference_data WHERE kind = $1 AND name = $2

-- name: get
-- One version, or the newest.
SELECT kind, name, version, sha256, content FROM reference_data
WHERE kind = $1 AND name = $2 AND version = coalesce($3, version) ORDER BY version DESC LIMIT 1

-- name: publications
SELECT count FROM publication

-- name: installed
-- Everything installed, without its content.
SELECT kind, name, version, sha256, installed_at, installed_by FROM reference_data ORDER BY kind, name, version DESC

-- name: versions
-- Every version of a kind, published or drafted, with its content and how a draft ended.
SELECT coalesce(r.kind, d.kind) AS kind, coalesce(r.name, d.name) AS name, coalesce(r.version, d.version) AS version,
       coalesce(r.content, d.content) AS content, coalesce(r.sha256, d.sha256) AS sha256,
       r.installed_by, r.installed_at, d.base_version, d.note, d.proposed_by, d.proposed_at,
       e.outcome, e.ended_by, e.ended_at
FROM reference_data r
FULL JOIN reference_draft d USING (kind, name, version)
LEFT JOIN reference_draft_end e USING (kind, name, version)
WHERE kind = $1 ORDER BY 2, 3 DESC

-- name: propose
-- A draft under the next number.
INSERT INTO reference_draft (kind, name, version, base_version, content, sha256, note, proposed_by)
SELECT $1, $2, 1 + greatest($3, (SELECT max(version) FROM reference_draft WHERE kind = $1 AND name = $2)),
       $3, $4, $5, $6, $7
RETURNING version

-- name: drafts
-- Drafts with their ends, the newest first; one of them, or all.
SELECT d.kind, d.name, d.version, d.base_version, d.content, d.sha256, d.note, d.proposed_by, d.proposed_at,
       e.outcome, e.ended_by, e.ended_at
FROM reference_draft d LEFT JOIN reference_draft_end e USING (kind, name, version)
WHERE d.kind = $1 AND d.name = $2 AND d.version = coalesce($3, d.version) ORDER BY d.version DESC

-- name: end
-- A draft's end: published or withdrawn (migrations/0013_definers.sql).
SELECT end_draft($1, $2, $3, $4, $5)
