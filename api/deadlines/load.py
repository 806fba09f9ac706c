"""How open duties spread: over organs and days to come (期限分布), and how old the terms of steps are (时长)."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from pydantic import Field

from api.auth.scope import Scope
from domain.pack.terms import Force
from domain.terms.calendar import Calendar, CalendarDay, DayKind
from domain.terms.deadlines import TermUnit, add_working_days, used_working_days
from domain.values import Bilingual, Code, Frozen
from eventlog.pool import Pool
from projections.deadlines import deadline_load
from projections.deadlines.deadline_load import DayLoad, OpenTerms

AHEAD_WORKING_DAYS = 20
_HALF, _MOST = 50, 90


class LoadDay(Frozen):
    """A day ahead; duties may fall on a rest day too."""

    day: date
    working: bool
    kind: DayKind
    status: str


class Load(Frozen):
    """Duties per organ and day; organs and days without any are left out of `items`.

    Attributes:
        days: today to the twentieth working day, rest days between them.
        items: those due, and with no day those overdue.
    """

    today: date
    days: tuple[LoadDay, ...]
    items: tuple[DayLoad, ...]


class StepAge(Frozen):
    """The open terms of a step that have the same limit.

    Attributes:
        median_days: half of them are not older, in working days of the national calendar, pauses not counted.
        p90_days: nine of ten are not older.
        over: how many have passed their due date, extensions allowed for.
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


class Ageing(Frozen):
    """The open terms of steps, by procedure and step."""

    today: date
    items: tuple[StepAge, ...]


async def load_of(pool: Pool, scope: Scope, calendar: Calendar, today: date) -> Load:
    """The load of a scope as of a day."""
    days = _days_ahead(today, calendar)
    items = await deadline_load.by_day(pool, scope.counted_by, today=today, until=days[-1].day)
    shown = (LoadDay(day=d.day, working=d.is_working_day, kind=d.kind, status=d.status) for d in days)
    return Load(today=today, days=tuple(shown), items=items)


async def ageing_of(pool: Pool, scope: Scope, calendar: Calendar, today: date) -> Ageing:
    """The ages of a scope's terms as of a day."""
    terms = await deadline_load.open_terms(pool, scope.counted_by, today=today)

    def alike(term: OpenTerms) -> tuple[str, str, int, TermUnit, Force]:
        return term.pack, term.step, term.amount, term.unit, term.force

    groups = groupby(sorted(terms, key=alike), key=alike)
    return Ageing(today=today, items=tuple(_step_age(tuple(group), calendar, today) for _, group in groups))


def _days_ahead(today: date, calendar: Calendar) -> tuple[CalendarDay, ...]:
    """Today to the twentieth working day, today being the first if it is one."""
    worked = calendar.is_working_day(today)
    last = add_working_days(today, AHEAD_WORKING_DAYS - worked, calendar)
    return tuple(calendar.day(today + timedelta(days=n)) for n in range((last - today).days + 1))


def _step_age(terms: Sequence[OpenTerms], calendar: Calendar, today: date) -> StepAge:
    first, count = terms[0], sum(term.count for term in terms)
    ages = sorted((used_working_days(t.starts_on, today, t.pauses, calendar), t.count) for t in terms)
    over = sum(term.count for term in terms if term.over)
    return StepAge(
        pack=first.pack,
        step=first.step,
        name=first.name,
        amount=first.amount,
        unit=first.unit,
        force=first.force,
        count=count,
        paused=sum(term.count for term in terms if term.paused),
        median_days=_percentile(ages, count, _HALF),
        p90_days=_percentile(ages, count, _MOST),
        over=over,
        over_share=over / count,
    )


def _percentile(ages: Sequence[tuple[int, int]], count: int, percent: int) -> int:
    """The nearest rank: the lowest age that so many percent of the terms do not exceed; `ages` with their numbers."""
    rank, seen = -(-count * percent // 100), 0
    for age, of_it in ages:
        seen += of_it
        if seen >= rank:
            return age
    raise ValueError("there are no ages")
