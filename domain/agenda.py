"""The agenda (日程): the next alarms of a stream and its running deadlines, all the engine needs to know of it."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from domain.terms.alarms import Running, ringing
from domain.values import Code, Frozen


class NextAlarm(Frozen):
    """The next instant of one duty."""

    duty: UUID
    due_on: date
    rung: Code
    at: datetime


class RunningDeadline(Frozen):
    """A duty under way, for people who ask the engine."""

    duty: UUID
    name: Code
    due_on: date
    provisional: bool
    missed: bool
    paused: bool = False


class Agenda(Frozen):
    """What the workflow carries: alarms in order, deadlines, and four words for its search attributes."""

    version: int
    closed: bool
    stage: Code
    jurisdiction: Code
    alarms: tuple[NextAlarm, ...]
    deadlines: tuple[RunningDeadline, ...]
    next_due: date | None = None
    paused: bool = False


def next_alarms(terms: Mapping[UUID, Running]) -> tuple[NextAlarm, ...]:
    """The next alarm of each term, the first one first."""
    found = [
        NextAlarm(duty=id_, due_on=term.due_on, rung=alarm.rung, at=alarm.at)
        for id_, term in terms.items()
        for alarm in ringing(term)[:1]
    ]
    return tuple(sorted(found, key=lambda alarm: (alarm.at, alarm.duty.hex)))


def running_deadlines(terms: Mapping[UUID, Running]) -> tuple[RunningDeadline, ...]:
    """The terms under way."""
    return tuple(
        RunningDeadline(
            duty=id_,
            name=term.name,
            due_on=term.due_on,
            provisional=term.plan.provisional,
            missed=term.missed,
            paused=term.paused,
        )
        for id_, term in terms.items()
    )
