"""Terms (期限) and the dates they end on: pure functions of a date, a term and a calendar.

Rules: the trigger day is not counted and the last day ends at 24:00 Asia/Shanghai (Civil Code 201, 203; A-29), months
follow Civil Code 202 (A-30). How a term stands still is our default where the law is silent, as
tests/conformance/README.md states it. Nothing here reads a clock.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Self, assert_never

from pydantic import Field, model_validator

from domain.terms.calendar import Calendar
from domain.values import Frozen, Whole

SHANGHAI = timezone(timedelta(hours=8))
"""Asia/Shanghai as a fixed offset: China keeps no summer time, so no zone table can change a due date."""

LONGEST_TERM = 3650
"""Of a term with all that it was extended by, in its own unit."""
_MONTHS_A_YEAR = 12
_ONE_DAY = timedelta(days=1)


class TermUnit(StrEnum):
    """What a term is counted in."""

    working_days = "working_days"
    calendar_days = "calendar_days"
    months = "months"
    same_day = "same_day"
    """At the same time (同步): due on the trigger day itself, be it a rest day or not."""
    promptly = "promptly"
    """及时: the texts give no number, so `amount` is an advisory default in working days (A-16)."""


class Term(Frozen):
    """A length of time as a rule states it: 15 working days, 1 month, the same day (amount 0)."""

    amount: Whole = Field(ge=0, le=LONGEST_TERM)
    unit: TermUnit

    @model_validator(mode="after")
    def _amount_fits_unit(self) -> Self:
        if (self.amount == 0) != (self.unit is TermUnit.same_day):
            raise ValueError(f"{self.amount} {self.unit}: only the same day, and always the same day, has amount 0")
        return self


class DueDate(Frozen):
    """The last day of a term, which ends at 24:00, and the calendar it was computed with.

    Provisional: a year the term touches is not announced yet. Reminders may fire from it; a breach may not.
    """

    due_on: date
    provisional: bool
    calendar_version: int


class Pause(Frozen):
    """A time a clock stood still (中止计时): the days after `since` up to and including `until`; None: it still does.

    As with a term, the day of the act is not counted in: the day the clock is stopped still counts, the day it goes on
    does not.
    """

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether `day` stands still."""
        return self.since < day and (self.until is None or day <= self.until)


def due_date(
    start: date, term: Term, calendar: Calendar, *, pauses: tuple[Pause, ...] = (), not_before: date | None = None
) -> DueDate:
    """Compute the last day of a term whose trigger happened on `start`.

    Args:
        start: the trigger day.
        term: the length, with what it was extended by.
        calendar: what to count by.
        pauses: the times the clock stood still, in order, all ended.
        not_before: a day promised when the term was planned anew (改期不早于); the term never ends before it.

    Raises:
        ValueError: the pauses cannot be (see `check_pauses`), or one is still open.
    """
    check_pauses(start, term, pauses)
    if pauses and pauses[-1].until is None:
        raise ValueError(f"the clock stands still since {pauses[-1].since}: there is no last day yet")
    due_on = _last_day(start, term, calendar, pauses)
    return until(start, due_on if not_before is None else max(due_on, not_before), calendar)


def check_pauses(start: date, term: Term, pauses: tuple[Pause, ...]) -> None:
    """Make sure that a term can have stood still like this.

    Raises:
        ValueError: a pause ends before it begins, or begins before `start` or the end of the earlier one; one that is
            not the last is open; or what is due the same day stands still.
    """
    if pauses and term.unit is TermUnit.same_day:
        raise ValueError("what is due the same day cannot stand still")
    earliest: date | None = start
    for pause in pauses:
        if earliest is None:
            raise ValueError(f"the pause before that of {pause.since} has not ended")
        if pause.since < earliest:
            raise ValueError(f"the pause of {pause.since} begins before {earliest}, when the clock could be stopped")
        if pause.until is not None and pause.until < pause.since:
            raise ValueError(f"the pause of {pause.since} ends before it begins, on {pause.until}")
        earliest = pause.until


def until(start: date, due_on: date, calendar: Calendar) -> DueDate:
    """State a last day that is given, as when a duty is due with another one."""
    years = range(start.year, due_on.year + 1)
    return DueDate(
        due_on=due_on, provisional=any(year not in calendar.years for year in years), calendar_version=calendar.version
    )


def add_working_days(day: date, amount: int, calendar: Calendar) -> date:
    """Find the `amount`-th working day after `day`; 0 gives the day itself, be it a rest day or not.

    Raises:
        ValueError: `amount` is negative.
    """
    if amount < 0:
        raise ValueError(f"working days are counted forward, not by {amount}")
    if amount == 0:
        return day
    year, ordinals = day.year, calendar.working_ordinals(day.year)
    index = bisect_right(ordinals, day.toordinal()) + amount - 1
    while index >= len(ordinals):
        index -= len(ordinals)
        year += 1
        ordinals = calendar.working_ordinals(year)
    return date.fromordinal(ordinals[index])


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Count the working days after `start` up to and including `end`; negative when `end` comes first.

    From the trigger day to today it is what a term has used, from today to the due date what remains.
    """
    if end < start:
        return -working_days_between(end, start, calendar)
    whole_years = sum(len(calendar.working_ordinals(year)) for year in range(start.year, end.year))
    return whole_years + _worked_this_year(end, calendar) - _worked_this_year(start, calendar)


def used_working_days(start: date, until: date, pauses: tuple[Pause, ...], calendar: Calendar) -> int:
    """Count the working days of a term that have run by a day: those on which its clock stood still are none."""
    stood = (working_days_between(p.since, min(p.until or until, until), calendar) for p in pauses if p.since < until)
    return max(0, working_days_between(start, until, calendar) - sum(stood))


def months_later(start: date, months: int) -> date:
    """Find the same day number `months` later, or that month's last day where it has none (Civil Code 202)."""
    year, month = divmod(start.year * _MONTHS_A_YEAR + start.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def moved_on(day: date, pauses: tuple[Pause, ...]) -> date:
    """Move a day on by each pause that ended and began before it was reached; it then stands in none of those.

    With it the n-th day after the trigger becomes the n-th that does not stand still.
    """
    for since, resumed in _ended(pauses):
        if since < day:
            day += resumed - since
    return day


def end_of_day(day: date) -> datetime:
    """Give the instant a day ends, 24:00 Asia/Shanghai: the midnight that begins the next day (Civil Code 203)."""
    return datetime.combine(day + _ONE_DAY, time.min, tzinfo=SHANGHAI)


def _last_day(start: date, term: Term, calendar: Calendar, pauses: tuple[Pause, ...]) -> date:
    match term.unit:
        case TermUnit.working_days | TermUnit.promptly:
            return _nth_worked(start, term.amount, calendar, pauses)
        case TermUnit.calendar_days:
            return _next_worked(moved_on(start + timedelta(days=term.amount), pauses), calendar, pauses)
        case TermUnit.months:
            return _next_worked(moved_on(months_later(start, term.amount), pauses), calendar, pauses)
        case TermUnit.same_day:
            return start
        case _:
            assert_never(term.unit)


def _nth_worked(day: date, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> date:
    """Find the `amount`-th working day after `day` that does not stand still; no pause begins before `day`."""
    for since, resumed in _ended(pauses):
        used = working_days_between(day, since, calendar)
        if used >= amount:
            break
        amount -= used
        day = resumed
    return add_working_days(day, amount, calendar)


def _next_worked(day: date, calendar: Calendar, pauses: tuple[Pause, ...]) -> date:
    """Move a last day that is a rest day to the first day after it that is worked and runs (Civil Code 203)."""
    if calendar.is_working_day(day):
        return day
    return _nth_worked(day, 1, calendar, tuple(pause for pause in pauses if pause.since >= day))


def _ended(pauses: tuple[Pause, ...]) -> Iterator[tuple[date, date]]:
    return ((pause.since, pause.until) for pause in pauses if pause.until is not None)


def _worked_this_year(day: date, calendar: Calendar) -> int:
    return bisect_right(calendar.working_ordinals(day.year), day.toordinal())
