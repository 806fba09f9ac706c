"""Acts of the clock (期限届满): reminders, the miss, and the ladder; nothing is ever approved by them (A-06)."""

from datetime import date
from typing import Literal
from uuid import UUID

from domain import refusals
from domain.acts.ladder import Ladder
from domain.acts.publicity import end_window, is_window
from domain.acts.standstill import lapse
from domain.acts.terms import LAPSED, MISSED, reminds
from domain.case.act import Act, Events
from domain.messages import Command, Endpoint, Event, EventLabel
from domain.refusals import Refused, refusal
from domain.terms.duty import OpenDuty
from domain.terms.events import DeadlineMissed, EscalationRaised, Recipient, ReminderSent
from domain.values import CLOCK, Bilingual, Code


class CloseHistory(Command):
    """补录完毕: from here the clock runs."""

    endpoint = Endpoint("history-closure", "Close the entry from paper", tag="filing", example={})

    kind: Literal["close_history"] = "close_history"


class RingAlarm(Command):
    """期限到点: what the clock asks when an instant of the agenda has come."""

    kind: Literal["ring_alarm"] = "ring_alarm"
    duty: UUID
    due_on: date
    rung: Code


class HistoryClosed(Event):
    """补录完毕."""

    label = EventLabel("procedure", "补录完毕，开始计时", "Paper history complete, clock runs")
    kind: Literal["history_closed"] = "history_closed"


_LEVEL = "level-"


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
    due = [alarm.rung for alarm in duty.ahead if alarm.at <= act.at]
    if duty.plan.provisional:
        due = [rung for rung in due if reminds(rung)]
    if command.rung not in due:
        raise Refused(refusals.NOT_DUE)
    if LAPSED in due and is_window(act, duty):
        return end_window(act, command.duty, duty)
    if LAPSED in due:
        return lapse(act, command.duty, duty)
    events: Events = []
    if MISSED in due:
        attributed = duty.opened.responsible
        events.append(
            DeadlineMissed(
                on=act.on, duty_id=command.duty, due_on=command.due_on, rung=MISSED, attributed_to=attributed
            )
        )
    if due[-1].startswith(_LEVEL):
        events.append(_escalation(act, command, duty, due[-1]))
    elif reminds(due[-1]):
        to = _in_organ(act, duty.opened.responsible, "officer")
        events.append(ReminderSent(on=act.on, duty_id=command.duty, due_on=command.due_on, rung=due[-1], to=to))
    return events


def close_history(act: Act, _: CloseHistory) -> Events:
    """End the entry from paper; from here the clock runs (补录完毕)."""
    act.require_role(act.counter)
    if not act.case.history_open:
        raise Refused(NOT_HISTORY)
    return [HistoryClosed(on=act.on)]


def _escalation(act: Act, command: RingAlarm, duty: OpenDuty, rung: str) -> EscalationRaised:
    step = next(r for r in act.context.pack.ladder.rungs if f"{_LEVEL}{r.level}" == rung)
    return EscalationRaised(
        on=act.on,
        duty_id=command.duty,
        due_on=command.due_on,
        rung=rung,
        level=step.level,
        name=Bilingual(zh=step.name.zh, en=step.name.en),
        to=_recipient(act, duty.opened.responsible, step.to),
    )


def _recipient(act: Act, late: str, to: str) -> Recipient | None:
    return _ladder(act).recipient(late, to)


def _in_organ(act: Act, organ_id: str, duty: str) -> Recipient | None:
    return _ladder(act).in_organ(organ_id, duty)


def _ladder(act: Act) -> Ladder:
    return Ladder(act.context, act.case.opened.jurisdiction, act.today, act.case.handlers)
