"""Terms (期限) and the dates they end on: pure functions of a date, a term and a calendar.

Rules: the trigger day is not counted and the last day ends at 24:00 Asia/Shanghai (Civil Code 201, 203; A-29), months
follow Civil Code 202 (A-30). Nothing here reads a clock.
"""

from bisect import bisect_right
from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Self, assert_never

from pydantic import Field, model_validator

from domain.calendar import Calendar
from domain.values import Frozen

SHANGHAI = timezone(timedelta(hours=8))
"""Asia/Shanghai as a fixed offset: China keeps no summer time, so no zone table can change a due date."""

_LONGEST_TERM = 3650
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

    amount: int = Field(ge=0, le=_LONGEST_TERM)
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


def due_date(start: date, term: Term, calendar: Calendar) -> DueDate:
    """Compute the last day of a term whose trigger happened on `start`."""
    due_on = _last_day(start, term, calendar)
    return until(start, due_on, calendar)


def until(start: date, due_on: date, calendar: Calendar) -> DueDate:
    """State a last day that is given, as when a duty is due with another one."""
    years = range(start.year, due_on.year + 1)
    return DueDate(
        due_on=due_on,
        provisional=any(year not in calendar.years for year in years),
        calendar_version=calendar.version,
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


def months_later(start: date, months: int) -> date:
    """Find the same day number `months` later, or that month's last day where it has none (Civil Code 202)."""
    year, month = divmod(start.year * _MONTHS_A_YEAR + start.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def end_of_day(day: date) -> datetime:
    """Give the instant a day ends, 24:00 Asia/Shanghai: the midnight that begins the next day (Civil Code 203)."""
    return datetime.combine(day + _ONE_DAY, time.min, tzinfo=SHANGHAI)


def _last_day(start: date, term: Term, calendar: Calendar) -> date:
    match term.unit:
        case TermUnit.working_days | TermUnit.promptly:
            return add_working_days(start, term.amount, calendar)
        case TermUnit.calendar_days:
            return _next_worked(start + timedelta(days=term.amount), calendar)
        case TermUnit.months:
            return _next_worked(months_later(start, term.amount), calendar)
        case TermUnit.same_day:
            return start
        case _:
            assert_never(term.unit)


def _next_worked(day: date, calendar: Calendar) -> date:
    """Move a last day that is a rest day to the first working day after it (Civil Code 203)."""
    return day if calendar.is_working_day(day) else add_working_days(day, 1, calendar)


def _worked_this_year(day: date, calendar: Calendar) -> int:
    return bisect_right(calendar.working_ordinals(day.year), day.toordinal())
