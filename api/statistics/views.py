"""Whether like cases end alike, whether the lists still fit, and how a year went (R-01, R-02, R-23).

Thresholds are this software's own; no text sets any. They stand in the answers, so that nobody takes them for law.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from fastapi import Request
from pydantic import Field

from api.auth.context import AppContext, context_of, today_of
from api.auth.scope import Scope
from api.installed import installed_of
from api.labels.step_order import steps_in_order
from domain.pack.assessment import Ground
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.reports.figures import Applications, Bans, Corrections, DueTerms, Figures, Reappraised, total
from domain.values import Bilingual, Code, Frozen
from policies.packs.upcasting import installed_pack
from projections.projector.table import made_of
from projections.statistics import statistics
from projections.statistics.statistics import Asked, Decided, GroundUse

FEWEST_CASES = 3
"""A group of like cases smaller than this is not told, for it would tell of a case."""
REVIEW_FROM = 3
"""So often, within `RECENT_DAYS`, what no situation of a list covers is relied on, and a review is proposed."""
RECENT_DAYS = 365
FREE_TEXT = "free_text"
"""The ground of whoever names none of the list."""

GroundKind = Literal["listed", "fallback", "free_text", "unlisted"]


class LikeCases(Frozen):
    """同类研判: decided cases with one ground and the same result on every criterion."""

    pack: Code
    ground: Code
    criteria: Mapping[str, str]
    cases: int
    differs: bool = Field(description="whether they were decided differently")
    distribution: tuple[Decided, ...]


class Divergence(Frozen):
    """Groups of like cases, those decided differently first; `withheld` groups have fewer than `fewest_cases`."""

    fewest_cases: int
    withheld: int
    items: tuple[LikeCases, ...]


class GroundCount(Frozen):
    """How often a ground was relied on: altogether, and within the last 365 days."""

    ground: Code
    name: Bilingual | None
    kind: GroundKind
    cases: int
    recent: int


class ListUse(Frozen):
    """The list of situations of one edition as it is used; `uncovered` counts what no situation of it covers."""

    pack: Code
    edition: Code
    grounds: tuple[GroundCount, ...]
    cases: int
    uncovered: int
    uncovered_recent: int
    proposes_review: bool


class Grounds(Frozen):
    """Use of the lists; a review is proposed from `review_from` uncovered cases within `recent_days` on."""

    recent_days: int
    review_from: int
    items: tuple[ListUse, ...]


class StepTime(Frozen):
    """How long a step took where it ended in the year: in working days of the national calendar, without pauses."""

    pack: Code
    step: Code
    name: Bilingual
    count: int
    median_days: int


class Indicators(Frozen):
    """The figures of a time as they are told: with medians, and the steps in the order of the procedure."""

    applications: tuple[Applications, ...]
    outcomes: Mapping[Outcome, int]
    steps: tuple[StepTime, ...]
    deadlines: tuple[DueTerms, ...]
    corrections: Corrections
    bans: Bans
    reappraisals: Reappraised


class Yearly(Indicators):
    """The indicators of a year as they stand today; `years` are those there are cases of."""

    year: int
    years: tuple[int, ...]
    today: date


async def divergence_of(request: Request, scope: Scope) -> Divergence:
    """The groups of like cases of a scope."""
    found = await statistics.divergences(context_of(request).pool, scope.places, fewest=FEWEST_CASES)
    items = (
        LikeCases(
            pack=group.pack,
            ground=group.ground,
            criteria=dict(each.split("=", 1) for each in group.alike.split()),
            cases=group.cases,
            differs=group.differs,
            distribution=group.distribution,
        )
        for group in found.groups
    )
    return Divergence(fewest_cases=FEWEST_CASES, withheld=found.withheld, items=tuple(items))


async def grounds_of(request: Request, scope: Scope) -> Grounds:
    """The use of every edition's list in a scope."""
    context = context_of(request)
    since = today_of(request) - timedelta(days=RECENT_DAYS)
    used = await statistics.grounds(context.pool, scope.places, since=since)
    editions = groupby(used, key=lambda each: (each.pack, each.edition, each.pack_sha256))
    lists = [_list_use(await _pack(context, list_[2]), list(uses)) for list_, uses in editions]
    return Grounds(recent_days=RECENT_DAYS, review_from=REVIEW_FROM, items=tuple(lists))


async def yearly_of(request: Request, scope: Scope, year: int) -> Yearly:
    """The indicators of a year in a scope: one statement for each block."""
    context, today = context_of(request), today_of(request)
    calendar = await installed_of(request).calendar()
    asked = Asked(scope.places, date(year, 1, 1), date(year, 12, 31), today)
    figures = total((await statistics.figures_by_place(context.pool, asked, calendar)).values())
    told = indicators_of(figures, await installed_of(request).newest_packs())
    return Yearly(year=year, years=await statistics.years(context.pool, scope.places), today=today, **dict(told))


def indicators_of(figures: Figures, packs: Mapping[str, Pack]) -> Indicators:
    """Figures as they are told; the steps in the order of each pack's newest edition, what that lacks comes last."""
    orders = {name: steps_in_order(pack.tolerance) for name, pack in packs.items()}
    places = {(name, step): place for name, order in orders.items() for place, step in enumerate(order)}
    steps = sorted(figures.steps, key=lambda step: (step.pack, places.get((step.pack, step.step), len(places))))
    return made_of(
        Indicators,
        figures,
        steps=tuple(
            StepTime(pack=s.pack, step=s.step, name=s.name, count=s.count, median_days=s.median_days) for s in steps
        ),
    )


async def _pack(context: AppContext, sha256: str) -> Pack:
    """The very edition; one that a case began under stays installed for ever."""
    return installed_pack(await context.event_log.recorded_edition(bytes.fromhex(sha256)))


def _list_use(pack: Pack, uses: Sequence[GroundUse]) -> ListUse:
    """Every ground of the list, used or not, and what was used beside it."""
    by_ground = {use.ground: use for use in uses}
    listed = {ground.id: ground for ground in pack.assessment.grounds}
    counts = [_ground_count(id_, listed.get(id_), by_ground.get(id_)) for id_ in dict.fromkeys([*listed, *by_ground])]
    uncovered = [count for count in counts if count.kind != "listed"]
    recent = sum(count.recent for count in uncovered)
    return ListUse(
        pack=uses[0].pack,
        edition=uses[0].edition,
        grounds=tuple(counts),
        cases=sum(count.cases for count in counts),
        uncovered=sum(count.cases for count in uncovered),
        uncovered_recent=recent,
        proposes_review=recent >= REVIEW_FROM,
    )


def _ground_count(id_: str, ground: Ground | None, use: GroundUse | None) -> GroundCount:
    kind: GroundKind = "listed"
    if id_ == FREE_TEXT:
        kind = "free_text"
    elif ground is None:
        kind = "unlisted"
    elif ground.fallback:
        kind = "fallback"
    return GroundCount(
        ground=id_,
        name=ground.name if ground else None,
        kind=kind,
        cases=use.cases if use else 0,
        recent=use.recent if use else 0,
    )
