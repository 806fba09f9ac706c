"""Acts of the clock (期限届满): reminders, the miss, and the ladder; nothing is ever approved by them (A-06)."""

from datetime import date
from typing import ClassVar, Literal, TypedDict
from uuid import UUID

from domain import refusals
from domain.acts.publicity import end_window, is_window
from domain.acts.standstill import lapse
from domain.case.act import Act, Events
from domain.guards import guard
from domain.messages import Command, Event
from domain.refusals import Refused, refusal
from domain.terms.alarms import LAPSED, MISSED, level_of, reminds, ringing
from domain.terms.events import DeadlineMissed, EscalationRaised, ReminderSent
from domain.terms.ladder import Ladder
from domain.values import CLOCK, Code


class CloseHistory(Command, path="history-closure", summary="Close the entry from paper", tag="filing"):
    """补录完毕: from here the clock runs."""

    example: ClassVar = {}
    kind: Literal["close_history"] = "close_history"


class RingAlarm(Command):
    """期限到点 (A-06): what the clock asks when an instant of the agenda has come."""

    kind: Literal["ring_alarm"] = "ring_alarm"
    duty: UUID
    due_on: date
    rung: Code


class HistoryClosed(Event, group="procedure", zh="补录完毕，开始计时", en="Paper history complete, clock runs"):
    """补录完毕."""

    kind: Literal["history_closed"] = "history_closed"


class _About(TypedDict):
    """What all acts of the clock on a duty tell."""

    on: date
    duty_id: UUID
    due_on: date


NOT_HISTORY = refusal("not_a_history", 409).says("""
    本案不是补录案件，或补录已完毕。
    The case is no history, or its history is closed.
    无需办理。
    Nothing to do.
""")


def ring(act: Act, command: RingAlarm) -> Events:
    """Ring what has come due of one duty: the miss once, and of several rungs only the highest."""
    duty = act.case.open_duties.get(command.duty)
    if act.actor != CLOCK:
        raise Refused(refusals.NOT_COMPETENT)
    if duty is None or duty.due_on != command.due_on or act.case.history_open:
        raise Refused(refusals.NOT_DUE)
    due = [alarm.rung for alarm in ringing(duty) if alarm.at <= act.at]
    if command.rung not in due:
        raise Refused(refusals.NOT_DUE)
    if LAPSED in due and is_window(act, duty):
        return end_window(act, command.duty, duty)
    if LAPSED in due:
        return lapse(act, command.duty, duty)
    events: Events = []
    responsible, ladder = duty.opened.responsible, act.context.pack.ladder
    told = Ladder(act.context.organs, act.case.jurisdiction, act.today, act.case.handlers)
    about = _About(on=act.on, duty_id=command.duty, due_on=command.due_on)
    if MISSED in due:
        events.append(DeadlineMissed(**about, rung=MISSED, attributed_to=responsible))
    rung = due[-1]
    if (step := level_of(rung, ladder)) is not None:
        to = told.recipient(responsible, step.to)
        events.append(EscalationRaised(**about, rung=rung, level=step.level, name=step.name, to=to))
    elif reminds(rung):
        events.append(ReminderSent(**about, rung=rung, to=told.in_organ(responsible, "officer")))
    return events


@guard(CloseHistory)
def _may_close_history(act: Act) -> None:
    act.require_role(act.counter)
    if not act.case.history_open:
        raise Refused(NOT_HISTORY)


def close_history(act: Act, _: CloseHistory) -> Events:
    """End the entry from paper; from here the clock runs (补录完毕)."""
    _may_close_history(act)
    return [HistoryClosed(on=act.on)]
