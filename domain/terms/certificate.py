"""The deadline certificate (期限计算凭证): how a due date came about, day by day, so that anyone can count it again.

It rests on a term, its pauses and a calendar alone; `deploy/verify_deadline.py` recomputes it without any of our code.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, assert_never

from pydantic import Field

from domain.terms.calendar import Calendar, DayKind
from domain.terms.deadlines import Pause, Term, TermUnit, check_pauses, due_date, months_later, moved_on, until
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
        paused: The clock stood still; such a day is never counted.
    """

    day: date
    counted: int | None
    kind: DayKind
    working: bool
    source: str
    status: Literal["official", "estimated"]
    paused: bool = False


class Certificate(Frozen):
    """A due date with its proof, or what is left of a term that stands still (中止计时).

    Attributes:
        extended_by: What the term was extended by (延期), in its own unit.
        pauses: When the clock stood still; only the last may be open.
        not_before: A promised day that the term may not end before.
        days: The trigger day, never counted, to the due date, or to the day on which the clock was stopped.
        due_on: None while the clock stands still, unless the term had ended before.
        left: What remains once the clock goes on, None if there is a due date: a number in the term's own unit; for
            months, the calendar days to the day on which the last month is full.
        provisional: A year that `days` touch is not announced.
    """

    start: date
    term: Term
    extended_by: int = Field(default=0, ge=0)
    pauses: tuple[Pause, ...] = ()
    not_before: date | None = None
    calendar: CalendarPin
    days: tuple[CertifiedDay, ...]
    due_on: date | None
    left: int | None = Field(default=None, ge=0)
    provisional: bool


def certify(  # noqa: PLR0913 - what a due date rests on, each with its name
    start: date,
    term: Term,
    calendar: Calendar,
    *,
    extended_by: int = 0,
    pauses: tuple[Pause, ...] = (),
    not_before: date | None = None,
) -> Certificate:
    """Compute the last day of a term whose trigger happened on `start`, and show how.

    Raises:
        ValueError: there is no term of such a length, or the pauses cannot be (see `check_pauses`).
    """
    whole = Term(amount=term.amount + extended_by, unit=term.unit)
    check_pauses(start, whole, pauses)
    due_on = _due_on(start, whole, calendar, pauses, not_before)
    last = pauses[-1].since if due_on is None else due_on
    days = [start + timedelta(days=n) for n in range((last - start).days + 1)]
    numbers = _numbers(days, whole, calendar, pauses)
    return Certificate(
        start=start,
        term=term,
        extended_by=extended_by,
        pauses=pauses,
        not_before=not_before,
        calendar=CalendarPin(name=calendar.name, version=calendar.version, sha256=calendar.sha256()),
        days=tuple(_certified(day, numbers.get(day), calendar, pauses) for day in days),
        due_on=due_on,
        left=_left(start, whole, pauses, len(numbers)) if due_on is None else None,
        provisional=until(start, last, calendar).provisional,
    )


def _due_on(
    start: date, term: Term, calendar: Calendar, pauses: tuple[Pause, ...], not_before: date | None
) -> date | None:
    """Give the last day, if there is one: a clock that was stopped after it changes nothing."""
    ended = tuple(pause for pause in pauses if pause.until is not None)
    counted = due_date(start, term, calendar, pauses=ended).due_on
    if pauses != ended and pauses[-1].since < counted:
        return None
    return counted if not_before is None else max(counted, not_before)


def _numbers(days: list[date], term: Term, calendar: Calendar, pauses: tuple[Pause, ...]) -> Mapping[date, int]:
    """Number those of `days` that a term counts; they begin with the trigger day."""
    running = (day for day in days[1:] if not _stands_still(day, pauses))
    numbers = range(1, term.amount + 1)
    match term.unit:
        case TermUnit.working_days | TermUnit.promptly:
            return dict(zip(filter(calendar.is_working_day, running), numbers, strict=False))
        case TermUnit.calendar_days:
            return dict(zip(running, numbers, strict=False))
        case TermUnit.months:
            full = {moved_on(months_later(days[0], number), pauses): number for number in numbers}
            return {day: number for day, number in full.items() if day <= days[-1]}
        case TermUnit.same_day:
            return {}
        case _:
            assert_never(term.unit)


def _left(start: date, term: Term, pauses: tuple[Pause, ...], counted: int) -> int:
    """Give what remains of a term when its clock was stopped; nothing if only its last day has yet to move."""
    if term.unit is not TermUnit.months:
        return term.amount - counted
    return max(0, (moved_on(months_later(start, term.amount), pauses) - pauses[-1].since).days)


def _stands_still(day: date, pauses: tuple[Pause, ...]) -> bool:
    return any(pause.covers(day) for pause in pauses)


def _certified(day: date, counted: int | None, calendar: Calendar, pauses: tuple[Pause, ...]) -> CertifiedDay:
    explained = calendar.day(day)
    return CertifiedDay(
        day=day,
        counted=counted,
        kind=explained.kind,
        working=explained.is_working_day,
        source=explained.source,
        status=explained.status,
        paused=_stands_still(day, pauses),
    )
