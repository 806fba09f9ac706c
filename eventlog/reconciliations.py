"""What comparisons of the engine's runs with the log found. Knows nothing of the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_COUNTS = TypeAdapter(dict[str, int])


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One comparison.

    Attributes:
        compared: open streams looked at.
        differed: how many runs, schedules and roll-outs differed, by how.
        unrepaired: how many of them differ still.
    """

    begun_at: datetime
    ended_at: datetime
    compared: int
    differed: Mapping[str, int]
    unrepaired: int


async def keep(pool: Pool, begun_at: datetime, compared: int, differed: Mapping[str, int], unrepaired: int) -> None:
    """Keep what one comparison found, as ended now."""
    await pool.execute(_SQL["keep"], begun_at, compared, _COUNTS.dump_json(dict(differed)).decode(), unrepaired)


async def last(pool: Pool) -> Reconciliation | None:
    """What the last comparison found; None: there was none."""
    row = await pool.fetchrow(_SQL["last"])
    if row is None:
        return None
    return Reconciliation(**{**row, "differed": _COUNTS.validate_json(row["differed"])})
