"""How the open duties of the deadline board spread: over the days to come, and over the terms they have used.

Queries only; the tables are those of the board and of the case page.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import Field

from domain.pack.terms import Force
from domain.terms.deadlines import Pause, TermUnit
from domain.values import Bilingual, Code, Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.table import read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class DayLoad(Frozen):
    """How many open duties of an organ are due on a day."""

    organ: Code
    day: date | None = Field(description="none: overdue")
    count: int


class OpenTerms(Frozen):
    """Open terms of one step that began on the same day and stood still at the same times.

    Attributes:
        amount: the limit as its rule has it, without extension.
        over: its due date has passed; a clock that stands still and a provisional date are never over.
    """

    pack: Code
    step: Code
    name: Bilingual
    amount: int
    unit: TermUnit
    force: Force
    starts_on: date
    pauses: tuple[Pause, ...]
    paused: bool
    over: bool
    count: int


Sight = tuple[Sequence[str] | None, Sequence[str] | None]
"""What a reader sees: jurisdictions, and marks of whom a case concerns; none of either means all."""


async def by_day(pool: Pool, sight: Sight, *, today: date, until: date) -> tuple[DayLoad, ...]:
    """Count what each organ has overdue and due by a day, as far as somebody sees: what the lists of the board show."""
    rows = await pool.fetch(_SQL["by_day"], *sight, today, until)
    return tuple(DayLoad(**dict(row)) for row in rows)


async def open_terms(pool: Pool, sight: Sight, *, today: date) -> tuple[OpenTerms, ...]:
    """List the terms of steps under way, as far as somebody sees, those alike in one row with their number."""
    return await read(pool, OpenTerms, _SQL["open_terms"], *sight, today)
