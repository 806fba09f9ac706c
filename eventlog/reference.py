"""Reference data: packs, calendars, organs. Immutable versions, pinned by hash."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.shapes import Reference

Kind = Literal["pack", "calendar", "organs"]

_SQL = load_queries(Path(__file__).parent / "reference.sql")


@dataclass(frozen=True, slots=True)
class InstalledVersion:
    """A line of the list of what is installed."""

    kind: Kind
    name: str
    version: int
    sha256: bytes
    installed_at: datetime
    installed_by: str


async def install(pool: Pool, kind: Kind, name: str, content: bytes, by: str) -> int:
    """Install content as the next version and return it; the newest version is kept if its content is the same.

    Versions are numbered from 1. Two installers at once take turns.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(_SQL["lock"], f"{kind}/{name}")
        version: int = await connection.fetchval(_SQL["install"], kind, name, content, sha256(content).digest(), by)
    return version


async def get(pool: Pool, kind: Kind, name: str, version: int | None = None) -> Reference | None:
    """One version, or the newest."""
    row = await pool.fetchrow(_SQL["get"], kind, name, version)
    return None if row is None else Reference(row["kind"], row["name"], row["version"], row["sha256"], row["content"])


async def installed(pool: Pool) -> list[InstalledVersion]:
    """All versions, by kind and name, the newest first."""
    return [InstalledVersion(*row.values()) for row in await pool.fetch(_SQL["installed"])]
