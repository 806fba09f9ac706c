"""The deadline certificate (期限计算凭证): how a due date came about, day by day, so that anyone can count it again.

It rests on a term and a calendar alone; `deploy/verify_deadline.py` recomputes it without any of our code.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count
from typing import Literal, assert_never

from domain.calendar import Calendar, DayKind
from domain.deadlines import Term, TermUnit, due_date, months_later
from domain.values import Frozen, Sha256


class CalendarPin(Frozen):
    """Exactly which calendar was counted by."""

    name: str
    version: int
    sha256: Sha256


class CertifiedDay(Frozen):
    """One day from the trigger to the due date.

    Attributes:
        counted: Its number in the term, or None if it was not counted. In a term of months, only the days on which a
            month is full are numbered.
        kind: Why the day is worked or not.
        source: The notice or basis the kind rests on.
    """

    day: date
    counted: int | None
    kind: DayKind
    working: bool
    source: str
    status: Literal["official", "estimated"]


class Certificate(Frozen):
    """A due date with its proof; the first of `days` is the trigger day, never counted, the last the due date."""

    start: date
    term: Term
    calendar: CalendarPin
    days: tuple[CertifiedDay, ...]
    due_on: date
    provisional: bool


def certify(start: date, term: Term, calendar: Calendar) -> Certificate:
    """Compute the last day of a term whose trigger happened on `start`, and show how."""
    due = due_date(start, term, calendar)
    days = [start + timedelta(days=n) for n in range((due.due_on - start).days + 1)]
    numbers = _numbers(days, term, calendar)
    return Certificate(
        start=start,
        term=term,
        calendar=CalendarPin(name=calendar.name, version=calendar.version, sha256=calendar.sha256()),
        days=tuple(_certified(day, numbers.get(day), calendar) for day in days),
        due_on=due.due_on,
        provisional=due.provisional,
    )


def _numbers(days: list[date], term: Term, calendar: Calendar) -> Mapping[date, int]:
    """Number the days that a term counts; `days` begins with the trigger day."""
    after = days[1:]
    match term.unit:
        case TermUnit.working_days | TermUnit.promptly:
            return dict(zip(filter(calendar.is_working_day, after), count(1), strict=False))
        case TermUnit.calendar_days:
            return dict(zip(after[: term.amount], count(1), strict=False))
        case TermUnit.months:
            return {months_later(days[0], number): number for number in range(1, term.amount + 1)}
        case TermUnit.same_day:
            return {}
        case _:
            assert_never(term.unit)


def _certified(day: date, counted: int | None, calendar: Calendar) -> CertifiedDay:
    explained = calendar.day(day)
    return CertifiedDay(
        day=day,
        counted=counted,
        kind=explained.kind,
        working=explained.is_working_day,
        source=explained.source,
        status=explained.status,
    )
