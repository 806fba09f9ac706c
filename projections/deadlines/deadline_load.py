"""How the open duties of the deadline board spread: over the days to come, and how old their terms are.

Queries only; the tables are tallies of the board.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from domain.pack.terms import Force
from domain.terms.calendar import Calendar
from domain.terms.deadlines import TermUnit
from domain.values import Bilingual, Code, Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.deadlines.used_days import count_used_days, counting_used_days

SQL = counting_used_days(load_queries(Path(__file__).with_suffix(".sql")), until="$2", ordinals="$3")


class DayLoad(Frozen):
    """How many open duties of an organ are due on a day."""

    organ: Code
    day: date | None = Field(description="none: overdue")
    count: int


class StepAge(Frozen):
    """The open terms of a step that have the same limit.

    Attributes:
        amount: the limit as its rule has it, without extension.
        median_days: half of them are not older, in working days of the national calendar, pauses not counted.
        p90_days: nine of ten are not older.
        over: how many have passed their due date; a clock that stands still and a provisional date never have.
        over_share: the same as a share of one.
    """

    pack: Code
    step: Code
    name: Bilingual
    amount: int
    unit: TermUnit
    force: Force
    count: int
    paused: int
    median_days: int
    p90_days: int
    over: int
    over_share: float = Field(ge=0, le=1)


async def by_day(pool: Pool, seen_by: Sequence[str], *, today: date, until: date) -> tuple[DayLoad, ...]:
    """Count what each organ has overdue and due by a day: what the lists of the board show.

    `seen_by` says who counts them as theirs: places, or the mark of the one organ that takes part.
    """
    rows = await pool.fetch(SQL["by_day"], seen_by, today, until)
    return tuple(DayLoad(**dict(row)) for row in rows)


async def ages(pool: Pool, seen_by: Sequence[str], calendar: Calendar, today: date) -> tuple[StepAge, ...]:
    """How old the open terms of steps are, by step and limit; `seen_by` as for `by_day`."""
    rows = await count_used_days(
        pool, SQL["ages"], (seen_by, today), today, lambda since: calendar.ordinals_of_years(since, today)
    )
    return tuple(_step_age(dict(row)) for row in rows)


def _step_age(row: dict[str, Any]) -> StepAge:
    told = {name: value for name, value in row.items() if name != "first_start"}
    name = Bilingual.model_validate_json(row["name"])
    return StepAge.model_validate({**told, "name": name, "over_share": row["over"] / row["count"]})


async def figures(  # noqa: PLR0913, PLR0917 - whose, and the filters of the board
    pool: Pool, seen_by: Sequence[str], today: date, soon_until: date, organ: str | None, day: date | None
) -> Mapping[str, int]:
    """How many open duties each list of the board has, by its name; of one organ, and due on one day, if named."""
    row = await pool.fetchrow(SQL["figures"], seen_by, today, soon_until, organ, day)
    assert row is not None  # noqa: S101 - it has one row
    return dict(row)


async def organs(pool: Pool, seen_by: Sequence[str]) -> list[str]:
    """Who has an open duty."""
    return [row["organ"] for row in await pool.fetch(SQL["organs"], seen_by)]
