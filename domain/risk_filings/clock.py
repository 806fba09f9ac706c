"""What the clock does with a risk filing: reminders, the missed reply and its ladder, the expiry, another calendar."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from domain import refusals
from domain.refusals import Refused
from domain.risk_filings.act import Events, RiskAct
from domain.risk_filings.commands import ReplanRisk, RingRiskAlarm
from domain.risk_filings.events import (
    RiskFilingClosed,
    RiskFilingEscalated,
    RiskFilingExpired,
    RiskFilingReminderSent,
    RiskFilingReplyMissed,
)
from domain.risk_filings.terms import VALIDITY, replanned
from domain.terms.alarms import LAPSED, MISSED, level_of, reminds, ringing
from domain.terms.ladder import Ladder
from domain.values import CLOCK

_OFFICER, _CONTACT = "officer", "contact"


class _About(TypedDict):
    """What all acts of the clock on a term tell."""

    on: date
    term_id: UUID
    due_on: date


def ring(act: RiskAct, command: RingRiskAlarm) -> Events:
    """Ring what has come due of one term: the miss once, of several rungs only the highest; a silence files nothing."""
    term = act.filing.terms.get(command.term)
    if act.actor != CLOCK:
        raise Refused(refusals.NOT_COMPETENT)
    if term is None or term.due_on != command.due_on:
        raise Refused(refusals.NOT_DUE)
    due = [alarm.rung for alarm in ringing(term) if alarm.at <= act.at]
    if command.rung not in due:
        raise Refused(refusals.NOT_DUE)
    if LAPSED in due:
        expired = RiskFilingExpired(on=term.due_on, term_id=command.term)
        return [expired, RiskFilingClosed(on=term.due_on, because="expired")]
    events: Events = []
    responsible, ladder = term.opened.responsible, act.context.pack.ladder
    told = Ladder(act.context.organs, act.filing.opened.jurisdiction, act.today, act.filing.handlers)
    about = _About(on=act.on, term_id=command.term, due_on=command.due_on)
    if MISSED in due:
        events.append(RiskFilingReplyMissed(**about, rung=MISSED, attributed_to=responsible))
    rung = due[-1]
    if (step := level_of(rung, ladder)) is not None:
        to = told.recipient(responsible, step.to)
        events.append(RiskFilingEscalated(**about, rung=rung, level=step.level, name=step.name, to=to))
    elif reminds(rung):
        to = told.in_organ(responsible, _CONTACT if term.opened.term == VALIDITY else _OFFICER)
        events.append(RiskFilingReminderSent(**about, rung=rung, to=to))
    return events


def replan(act: RiskAct, command: ReplanRisk) -> Events:
    """Hold what organs owe against a newer calendar; the validity is no working time and stays."""
    if act.actor != CLOCK:
        raise Refused(refusals.NOT_COMPETENT)
    version = act.context.calendar.version
    behind = [
        (id_, term) for id_, term in act.filing.terms.items() if term.opened.term != VALIDITY and term.checked < version
    ]
    if version < command.calendar_version or not behind:
        raise Refused(refusals.NOTHING_TO_REPLAN)
    return [replanned(act, id_, term) for id_, term in behind]
