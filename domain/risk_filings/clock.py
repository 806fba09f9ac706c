"""What the clock does with a risk filing: reminders, the missed reply and its ladder, the expiry, another calendar."""

from domain import refusals
from domain.acts.ladder import Ladder
from domain.acts.terms import LAPSED, MISSED, reminds
from domain.pack.pack import LadderRung
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
from domain.risk_filings.state import OpenTerm
from domain.risk_filings.terms import REPLY, VALIDITY, replanned
from domain.values import CLOCK

_OFFICER, _CONTACT = "officer", "contact"


def ring(act: RiskAct, command: RingRiskAlarm) -> Events:
    """Ring what has come due of one term: the miss once, of several rungs only the highest; a silence files nothing."""
    term = act.filing.terms.get(command.term)
    if act.actor != CLOCK:
        raise Refused(refusals.NOT_COMPETENT)
    if term is None or term.due_on != command.due_on:
        raise Refused(refusals.NOT_DUE)
    due = [alarm.rung for alarm in term.ahead if alarm.at <= act.at and (reminds(alarm.rung) or not provisional(term))]
    if command.rung not in due:
        raise Refused(refusals.NOT_DUE)
    if LAPSED in due:
        expired = RiskFilingExpired(on=term.due_on, term_id=command.term)
        return [expired, RiskFilingClosed(on=term.due_on, because="expired")]
    events: Events = []
    if MISSED in due:
        events.append(
            RiskFilingReplyMissed(
                on=act.on,
                term_id=command.term,
                due_on=command.due_on,
                rung=MISSED,
                attributed_to=term.opened.responsible,
            )
        )
    rungs = {f"level-{rung.level}": rung for rung in act.context.pack.ladder.rungs}
    if (rung := rungs.get(due[-1])) is not None:
        events.append(_escalated(act, command, term, rung))
    elif reminds(due[-1]):
        told = _ladder(act).in_organ(term.opened.responsible, _CONTACT if term.opened.term == VALIDITY else _OFFICER)
        events.append(
            RiskFilingReminderSent(on=act.on, term_id=command.term, due_on=command.due_on, rung=due[-1], to=told)
        )
    return events


def replan(act: RiskAct, command: ReplanRisk) -> Events:
    """Hold the running reply against a newer calendar; the validity is no working time and stays."""
    if act.actor != CLOCK:
        raise Refused(refusals.NOT_COMPETENT)
    version = act.context.calendar.version
    behind = [
        (id_, term) for id_, term in act.filing.terms.items() if term.opened.term == REPLY and term.checked < version
    ]
    if version < command.calendar_version or not behind:
        raise Refused(refusals.NOTHING_TO_REPLAN)
    return [replanned(act, id_, term) for id_, term in behind]


def provisional(term: OpenTerm) -> bool:
    """Whether the last day is only estimated; it then reminds, and is never a breach (decision 11)."""
    return term.plan.provisional


def _escalated(act: RiskAct, command: RingRiskAlarm, term: OpenTerm, rung: LadderRung) -> RiskFilingEscalated:
    return RiskFilingEscalated(
        on=act.on,
        term_id=command.term,
        due_on=command.due_on,
        rung=f"level-{rung.level}",
        level=rung.level,
        name=rung.name,
        to=_ladder(act).recipient(term.opened.responsible, rung.to),
    )


def _ladder(act: RiskAct) -> Ladder:
    return Ladder(act.context, act.filing.opened.jurisdiction, act.today, act.filing.handlers)
