"""The agenda (日程): the next alarms of a case and its running deadlines, all the engine needs to know of it."""

from datetime import date, datetime
from uuid import UUID

from domain.acts.terms import reminds
from domain.case.state import Case
from domain.terms.duty import OpenDuty
from domain.terms.events import Alarm
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


def agenda(case: Case) -> Agenda:
    """The agenda of a case; empty while a history is being entered (docs/architecture.md#two-dates)."""
    running = {} if case.history_open else case.open_duties
    alarms = [
        NextAlarm(duty=id_, due_on=duty.due_on, rung=alarm.rung, at=alarm.at)
        for id_, duty in running.items()
        if (alarm := _next(duty))
    ]
    deadlines = tuple(
        RunningDeadline(
            duty=id_,
            name=duty.opened.duty,
            due_on=duty.due_on,
            provisional=duty.plan.provisional,
            missed=duty.missed,
            paused=duty.awaits is not None,
        )
        for id_, duty in running.items()
    )
    return Agenda(
        version=case.version,
        closed=case.closed,
        stage=case.stage,
        jurisdiction=case.opened.jurisdiction,
        alarms=tuple(sorted(alarms, key=lambda alarm: (alarm.at, alarm.duty.hex))),
        deadlines=deadlines,
        next_due=min((deadline.due_on for deadline in deadlines if not deadline.paused), default=None),
        paused=any(deadline.paused for deadline in deadlines),
    )


def _next(duty: OpenDuty) -> Alarm | None:
    """The next alarm of a duty; a provisional term reminds but is never breached (decision 11)."""
    return next((alarm for alarm in duty.ahead if reminds(alarm.rung) or not duty.plan.provisional), None)
