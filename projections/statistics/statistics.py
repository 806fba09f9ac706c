"""Figures of how the mechanism works (R-01, R-02, R-23, NJ-37): counts over the read models, one statement a block.

Queries only; the tables are those of the case page, the deadline board, precedents, bans and reappraisals.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import Field

from domain.pack.results import Outcome
from domain.pack.terms import Force
from domain.terms.deadlines import Pause
from domain.values import Bilingual, Code, Frozen, Sha256
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.table import read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


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


class Applications(Frozen):
    """Cases opened in a year on one route: `filed` is the sum of the five figures that follow it.

    `undecided` wait to be accepted or not, `unasked` began where nothing is to be accepted. An application may be
    withdrawn after it was accepted: it counts as accepted, and among `withdrawn`, which are all that were.
    """

    route: Code
    filed: int
    accepted: int
    not_accepted: int
    undecided: int
    withdrawn_undecided: int = 0
    unasked: int = 0
    withdrawn: int = 0


class MetTerms(Frozen):
    """Terms of a step that were met, and began and stood still, on the same days."""

    pack: Code
    step: Code
    name: Bilingual
    starts_on: date
    met_on: date
    pauses: tuple[Pause, ...]
    count: int


class DueTerms(Frozen):
    """Terms of one kind that fell due in a year: how many, how many passed unmet, how many of these are open still."""

    pack: Code
    duty: Code
    name: Bilingual
    force: Force
    due: int
    missed: int
    open: int


class Corrections(Frozen):
    """纠错整改 demanded in a year, as they stand: met, open (of them `overdue`), or ended by a later decision."""

    demanded: int
    met: int
    open: int
    ended: int
    overdue: int


class Bans(Frozen):
    """不予二次容错: barred and excepted in a year; `standing` is how many occurrences bar another one now."""

    barred: int
    excepted: int
    standing: int


class Reappraised(Frozen):
    """复议: asked for in a year, decided in it by result, and open now."""

    asked: int
    open: int
    upheld: int
    changed: int
    reopened: int


class Summed(Frozen):
    """What a year has one row of."""

    corrections: Corrections
    bans: Bans
    reappraisals: Reappraised


async def divergences(pool: Pool, places: Sequence[str], *, fewest: int) -> Divergences:
    """Compare how like findings were decided; groups of fewer cases than `fewest` are not told."""
    return Divergences.model_validate_json(await pool.fetchval(_SQL["divergence"], places, fewest))


async def grounds(pool: Pool, places: Sequence[str], *, since: date) -> tuple[GroundUse, ...]:
    """Count how often each ground was relied on, and how often from a day on."""
    return await read(pool, GroundUse, _SQL["grounds"], places, since)


async def years(pool: Pool, places: Sequence[str]) -> tuple[int, ...]:
    """The years there are figures for."""
    return tuple(row[0] for row in await pool.fetch(_SQL["years"], places))


async def applications(pool: Pool, places: Sequence[str], year: int) -> tuple[Applications, ...]:
    """The cases opened in a year."""
    return await read(pool, Applications, _SQL["applications"], places, year)


async def outcomes(pool: Pool, places: Sequence[str], year: int) -> Mapping[Outcome, int]:
    """Subjects by outcome, of the cases decided in a year."""
    rows = await pool.fetch(_SQL["outcomes"], places, year)
    counts = {row["outcome"]: int(row["count"]) for row in rows}
    return {outcome: counts.get(outcome.value, 0) for outcome in Outcome}


async def met_terms(pool: Pool, places: Sequence[str], year: int) -> tuple[MetTerms, ...]:
    """The terms of steps that were met in a year."""
    return await read(pool, MetTerms, _SQL["terms"], places, year)


async def due_terms(pool: Pool, places: Sequence[str], year: int, *, today: date) -> tuple[DueTerms, ...]:
    """The terms that fell due in a year, until today."""
    return await read(pool, DueTerms, _SQL["deadlines"], places, year, today)


async def summed(pool: Pool, places: Sequence[str], year: int, *, today: date) -> Summed:
    """Corrections, bans and reappraisals of a year."""
    return Summed.model_validate_json(await pool.fetchval(_SQL["summed"], places, year, today))
