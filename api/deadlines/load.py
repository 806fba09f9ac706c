"""How open duties spread: over organs and days to come (期限分布), and how old the terms of steps are (时长)."""

from datetime import date, timedelta

from api.auth.scope import Scope
from domain.terms.calendar import Calendar, CalendarDay, DayKind
from domain.terms.deadlines import add_working_days
from domain.values import Frozen
from eventlog.pool import Pool
from projections.deadlines import deadline_load
from projections.deadlines.deadline_load import DayLoad, StepAge

AHEAD_WORKING_DAYS = 20


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
    return Ageing(today=today, items=await deadline_load.ages(pool, scope.counted_by, calendar, today))


def _days_ahead(today: date, calendar: Calendar) -> tuple[CalendarDay, ...]:
    """Today to the twentieth working day, today being the first if it is one."""
    worked = calendar.is_working_day(today)
    last = add_working_days(today, AHEAD_WORKING_DAYS - worked, calendar)
    return tuple(calendar.day(today + timedelta(days=n)) for n in range((last - today).days + 1))
