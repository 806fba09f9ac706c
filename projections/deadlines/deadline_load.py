"""How the open duties of the deadline board spread: over the days to come, and over the terms they have used.

Queries only; the tables are tallies of the board.
"""

from collections.abc import Mapping, Sequence
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


async def by_day(pool: Pool, seen_by: Sequence[str], *, today: date, until: date) -> tuple[DayLoad, ...]:
    """Count what each organ has overdue and due by a day: what the lists of the board show.

    `seen_by` says who counts them as theirs: places, or the mark of the one organ that takes part.
    """
    rows = await pool.fetch(_SQL["by_day"], seen_by, today, until)
    return tuple(DayLoad(**dict(row)) for row in rows)


async def open_terms(pool: Pool, seen_by: Sequence[str], *, today: date) -> tuple[OpenTerms, ...]:
    """List the terms of steps under way, those alike in one row with their number; `seen_by` as for `by_day`."""
    return await read(pool, OpenTerms, _SQL["open_terms"], seen_by, today)


async def figures(  # noqa: PLR0913, PLR0917 - whose, and the filters of the board
    pool: Pool, seen_by: Sequence[str], today: date, soon_until: date, organ: str | None, day: date | None
) -> Mapping[str, int]:
    """How many open duties each list of the board has, by its name; of one organ, and due on one day, if named."""
    row = await pool.fetchrow(_SQL["figures"], seen_by, today, soon_until, organ, day)
    assert row is not None  # noqa: S101 - it has one row
    return dict(row)


async def organs(pool: Pool, seen_by: Sequence[str]) -> list[str]:
    """Who has an open duty."""
    return [row["organ"] for row in await pool.fetch(_SQL["organs"], seen_by)]
