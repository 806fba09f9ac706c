"""The digests of working days as they were kept: one a day, never changed. Knows nothing of what they say."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class KeptDigest:
    """A digest; `log_index` is the last event it knew of, `content` is JSON."""

    day: date
    log_index: int
    content: str
    composed_at: datetime


async def keep(pool: Pool, day: date, log_index: int, content: str) -> bool:
    """Keep the digest of a day; False when that day has one, which stands."""
    return await pool.fetchval(_SQL["keep"], day, log_index, content) is not None


async def get(pool: Pool, day: date) -> KeptDigest | None:
    """The digest of a day."""
    row = await pool.fetchrow(_SQL["get"], day)
    return None if row is None else KeptDigest(**dict(row))


async def before(pool: Pool, day: date | None, limit: int) -> list[KeptDigest]:
    """The latest digests before a day, or of all, the latest first."""
    return [KeptDigest(**dict(row)) for row in await pool.fetch(_SQL["before"], day, limit)]
