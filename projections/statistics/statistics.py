"""Figures of how the mechanism works (R-01, R-02, R-23, NJ-37): counts over the read models, one statement a block.

Queries only; the tables are tallies of the lines of cases, the deadline board, precedents, bans and reappraisals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field

from domain.pack.results import Outcome
from domain.reports.figures import (
    Applications,
    Bans,
    Corrections,
    DueTerms,
    Figures,
    Reappraised,
    StepDays,
    step_days,
)
from domain.terms.calendar import Calendar
from domain.values import Bilingual, Code, Frozen, Sha256
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.deadlines.used_days import count_used_days, counting_used_days
from projections.projector.table import read

SQL = counting_used_days(load_queries(Path(__file__).with_suffix(".sql")), until="met_on", ordinals="$4")

M = TypeVar("M", bound=BaseModel)


class Decided(Frozen):
    """How many cases ended so; several outcomes where the subjects of one case had different ones."""

    outcomes: tuple[Outcome, ...]
    cases: int


class LikeFindings(Frozen):
    """同类研判: cases of one ground with the same results on every criterion, and what was decided in them."""

    pack: Code
    ground: Code
    alike: str = Field(description="criterion=result, in the order of the criteria's ids")
    cases: int
    differs: bool
    distribution: tuple[Decided, ...]


class Divergences(Frozen):
    """Groups of like findings, those that were decided differently first; groups too small to tell are `withheld`."""

    withheld: int
    groups: tuple[LikeFindings, ...]


class GroundUse(Frozen):
    """How often an edition's ground was relied on, altogether and of late."""

    pack: Code
    edition: Code
    pack_sha256: Sha256
    ground: Code
    cases: int
    recent: int


class Summed(Frozen):
    """What a place has one row of in a time."""

    corrections: Corrections
    bans: Bans
    reappraisals: Reappraised


class Monthly(Frozen):
    """What fell in a month, by its first day: cases opened, subjects decided, terms that fell due and those missed."""

    month: date
    filed: int = 0
    decided: int = 0
    due: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What figures are asked for: those of some places, from a day to a day, both included, as of today.

    A time is of whole months, as all periods of reports are.
    """

    places: Sequence[str]
    first: date
    last: date
    today: date


async def divergences(pool: Pool, places: Sequence[str], *, fewest: int) -> Divergences:
    """Compare how like findings were decided; groups of fewer cases than `fewest` are not told."""
    return Divergences.model_validate_json(await pool.fetchval(SQL["divergence"], places, fewest))


async def grounds(pool: Pool, places: Sequence[str], *, since: date) -> tuple[GroundUse, ...]:
    """Count how often each ground was relied on, and how often from a day on."""
    return await read(pool, GroundUse, SQL["grounds"], places, since)


async def years(pool: Pool, places: Sequence[str]) -> tuple[int, ...]:
    """The years there are figures for."""
    return tuple(row[0] for row in await pool.fetch(SQL["years"], places))


async def figures_by_place(pool: Pool, asked: Asked, calendar: Calendar) -> Mapping[str, Figures]:
    """The figures of each place alone that has some: one statement for each block, however many places there are."""
    applications = await _by_place(pool, Applications, "applications", asked)
    outcomes = await pool.fetch(SQL["outcomes"], asked.places, asked.first, asked.last)
    steps = await _steps(pool, asked, calendar)
    due = await _by_place(pool, DueTerms, "deadlines", asked, asked.today)
    summed = await _by_place(pool, Summed, "summed", asked, asked.today)
    found: dict[str, Figures] = {}
    for place in {*applications, *(row["place"] for row in outcomes), *steps, *due, *summed}:
        [one] = summed.get(place) or [Summed(corrections=Corrections(), bans=Bans(), reappraisals=Reappraised())]
        counts = {row["outcome"]: int(row["count"]) for row in outcomes if row["place"] == place}
        found[place] = Figures(
            applications=tuple(applications.get(place, ())),
            outcomes={outcome: counts.get(outcome.value, 0) for outcome in Outcome},
            steps=tuple(steps.get(place, ())),
            deadlines=tuple(due.get(place, ())),
            corrections=one.corrections,
            bans=one.bans,
            reappraisals=one.reappraisals,
        )
    return found


async def monthly(pool: Pool, asked: Asked) -> tuple[Monthly, ...]:
    """What fell in each month that has anything, of all places together, the earliest first."""
    return await read(pool, Monthly, SQL["monthly"], asked.places, asked.first, asked.last, asked.today)


async def _by_place(pool: Pool, model: type[M], query: str, asked: Asked, *more: object) -> Mapping[str, Sequence[M]]:
    """The rows of a statement by the place that each is of."""
    rows = await pool.fetch(SQL[query], asked.places, asked.first, asked.last, *more)
    found: dict[str, list[M]] = {}
    for row in rows:
        found.setdefault(row["place"], []).append(model.model_validate_json(row["line"]))
    return found


async def _steps(pool: Pool, asked: Asked, calendar: Calendar) -> Mapping[str, Sequence[StepDays]]:
    """How long the steps took that ended in the time, by place."""
    time = asked.places, asked.first, asked.last
    rows = await count_used_days(
        pool, SQL["terms"], time, asked.first, lambda since: calendar.ordinals_of_years(since, asked.last)
    )
    found: dict[str, list[StepDays]] = {}
    one_step = itemgetter("place", "pack", "step")
    for (place, pack, step), group in groupby(sorted(rows, key=one_step), key=one_step):
        took = list(group)
        name = Bilingual.model_validate_json(took[0]["name"])
        found.setdefault(place, []).append(step_days(pack, step, name, ((t["days"], t["count"]) for t in took)))
    return found
