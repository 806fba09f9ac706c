"""How many working days terms have run, counted by the database for whoever reads tallies of terms."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import asyncpg

from eventlog.pool import Pool
from eventlog.queries import load_queries

_USED_DAYS = load_queries(Path(__file__).with_suffix(".sql"))["used_days"]


def counting_used_days(queries: Mapping[str, str], *, until: str, ordinals: str) -> Mapping[str, str]:
    """Statements in which `{used_days}` is that number.

    Args:
        queries: by their names.
        until: the day until which they are counted, as the statement has it.
        ordinals: the argument that `count_used_days` adds, likewise.
    """
    used = _USED_DAYS.replace("{until}", until).replace("{ordinals}", ordinals)
    return {name: statement.replace("{used_days}", used) for name, statement in queries.items()}


async def count_used_days(
    pool: Pool, statement: str, arguments: Sequence[object], told_from: date, ordinals: Callable[[date], Sequence[int]]
) -> Sequence[asyncpg.Record]:
    """The rows of such a statement.

    Few terms run from a year into the next but one: so it is asked for those that began in the year before `told_from`
    or later, and once more where a row says by its `first_start` that one began before.

    Args:
        pool: of the api.
        statement: as `counting_used_days` made it.
        arguments: of it, without the last.
        told_from: a day since when terms are told of.
        ordinals: those of working days (`Calendar.ordinals_of_years`) from the year of a day on: the last argument.
    """
    since = date(told_from.year - 1, 1, 1)
    rows: Sequence[asyncpg.Record] = await pool.fetch(statement, *arguments, ordinals(since))
    began = min((row["first_start"] for row in rows), default=since)
    return rows if began >= since else await pool.fetch(statement, *arguments, ordinals(began))
