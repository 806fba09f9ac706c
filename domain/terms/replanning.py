"""What another calendar makes of a running term: the rules of a roll-out (期限重排), for the act and for its preview.

A term that has passed is never rewritten; one that comes earlier leaves people at least the next working day; a subject
keeps the later day of its own window (decision 18). Nothing here knows a case, a pack or a clock.
"""

from dataclasses import dataclass
from datetime import date

from domain.terms.calendar import Calendar
from domain.terms.deadlines import DueDate, Pause, Term, TermUnit, add_working_days, due_date, until
from domain.values import Frozen

NEAR_WORKING_DAYS = 3
"""A due date within so many working days is near."""


@dataclass(frozen=True, slots=True)
class RunningTerm:
    """A running term as far as another calendar can move it; `term` with what it was extended by.

    Attributes:
        of_subject: Whether it is a subject's own window, which only ever gets longer.
        reminded: Whether a reminder of its due date went out.
    """

    start: date
    term: Term
    due_on: date
    provisional: bool
    pauses: tuple[Pause, ...] = ()
    not_before: date | None = None
    missed: bool = False
    of_subject: bool = False
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class Replanned:
    """A term by another calendar.

    Attributes:
        due: Its due date; the old one where that `stands`.
        counted: What the calendar gives, but never before a day promised earlier.
        not_before: The day promised, by this calendar or an earlier one.
        stands: The old date is kept with its old calendar: it has passed.
    """

    due: DueDate
    counted: date
    not_before: date | None
    stands: bool


class Effect(Frozen):
    """What publishing a calendar would do to one open term.

    Attributes:
        was: The due date now.
        due_on: The due date then; equal to `was` when it is confirmed.
        breach_undone: The term counts as missed, and by this calendar it would have ended later. The breach stays on
            record: people decide what follows.
        newly_near: It would be due within a few working days, and was not.
    """

    was: date
    due_on: date
    provisional: bool
    moved: bool
    reminded: bool
    breach_undone: bool
    newly_near: bool


def replan(running: RunningTerm, calendar: Calendar, today: date) -> Replanned:
    """Count a running term by another calendar, as of a day."""
    counted = _counted(running, calendar)
    passed = running.due_on < today and not running.provisional
    if running.missed or passed:
        return Replanned(until(running.start, running.due_on, calendar), counted, running.not_before, stands=True)
    due_on = _allowed(running, counted, calendar, today)
    promised = due_on if due_on > counted else running.not_before
    return Replanned(until(running.start, due_on, calendar), counted, promised, stands=False)


def effect(running: RunningTerm, calendar: Calendar, today: date) -> Effect:
    """Say what a calendar would do to a term, without doing it."""
    new = replan(running, calendar, today)
    near = add_working_days(today, NEAR_WORKING_DAYS, calendar)
    return Effect(
        was=running.due_on,
        due_on=new.due.due_on,
        provisional=new.due.provisional,
        moved=new.due.due_on != running.due_on,
        reminded=running.reminded,
        breach_undone=running.missed and new.counted > running.due_on,
        newly_near=not new.stands and new.due.due_on <= near < running.due_on,
    )


def _counted(running: RunningTerm, calendar: Calendar) -> date:
    """What a calendar gives; a day that comes with another act is given, and no calendar moves it."""
    if running.term.unit is TermUnit.same_day:
        return running.due_on
    return due_date(running.start, running.term, calendar, pauses=running.pauses, not_before=running.not_before).due_on


def _allowed(running: RunningTerm, counted: date, calendar: Calendar, today: date) -> date:
    """The day that may be asked of people where the count comes earlier than what they were told, or too late."""
    next_worked = add_working_days(today, 1, calendar)
    if running.due_on < today:  # estimated, so it has not passed; but the count may have
        return max(counted, next_worked)
    if running.of_subject:
        return max(counted, running.due_on)
    if counted < running.due_on:
        return max(counted, min(next_worked, running.due_on))
    return counted
