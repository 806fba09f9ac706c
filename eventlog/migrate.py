"""Brings the schema of the log up to date; run as `rongcuo_owner`.

Migrations are never edited once released: each applied one is kept with its hash, and a changed one stops the start.
"""

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from pathlib import Path

import structlog

from eventlog import identities
from eventlog.keys import InstallationKey
from eventlog.pool import Connection

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x72_63_6D_69  # "rcmi": one migrator at a time per database
_LEDGER = """
CREATE TABLE IF NOT EXISTS migration (
  name text PRIMARY KEY, sha256 bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
"""
_FILLED: Mapping[str, Callable[[Connection, InstallationKey | None], Awaitable[None]]] = {
    "0008_identities.sql": identities.fill_in
}
"""What SQL cannot compute of what is there already follows its migration, in the same transaction."""

_logger = structlog.get_logger(__name__)


class MigrationChanged(RuntimeError):  # noqa: N818 - named for what happened
    """An applied migration and its file differ. Restore the file; a change needs a migration of its own."""


async def migrate(owner: Connection, key: InstallationKey | None = None) -> int:
    """Apply what is missing, all in one transaction, and return how many were applied.

    The roles must exist (deploy/stack/sql/server_roles.sql); the migrations only grant to them.

    Args:
        owner: a connection as `rongcuo_owner`.
        key: of the installation; none for a new database.

    Raises:
        MigrationChanged: an applied migration was edited or is gone.
    """
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await owner.execute(_LEDGER)
        applied = {row["name"]: row["sha256"] for row in await owner.fetch("SELECT name, sha256 FROM migration")}
        files = {path.name: path.read_text(encoding="utf-8") for path in sorted(_MIGRATIONS.glob("*.sql"))}
        for name, digest in applied.items():
            if name not in files or sha256(files[name].encode()).digest() != digest:
                raise MigrationChanged(f"{name} is not what was applied here; edit no migration, add one")
        missing = [name for name in files if name not in applied]
        for name in missing:
            await owner.execute(files[name])
            if name in _FILLED:
                await _FILLED[name](owner, key)
            digest = sha256(files[name].encode()).digest()
            await owner.execute("INSERT INTO migration (name, sha256) VALUES ($1, $2)", name, digest)
            _logger.info("migration applied", name=name)
    return len(missing)
