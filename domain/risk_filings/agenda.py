"""The agenda of a risk filing (日程): its next alarms and running terms, in the shape of a case's."""

from domain.acts.terms import reminds
from domain.case.agenda import Agenda, NextAlarm, RunningDeadline
from domain.risk_filings.clock import provisional
from domain.risk_filings.state import OpenTerm, RiskFiling
from domain.terms.events import Alarm


def agenda(filing: RiskFiling) -> Agenda:
    """What the workflow carries; the terms of a filing never stand still."""
    alarms = [
        NextAlarm(duty=id_, due_on=term.due_on, rung=alarm.rung, at=alarm.at)
        for id_, term in filing.terms.items()
        if (alarm := _next(term))
    ]
    deadlines = tuple(
        RunningDeadline(
            duty=id_, name=term.opened.term, due_on=term.due_on, provisional=term.plan.provisional, missed=term.missed
        )
        for id_, term in filing.terms.items()
    )
    return Agenda(
        version=filing.version,
        closed=filing.closed,
        stage=filing.stage_name,
        jurisdiction=filing.opened.jurisdiction,
        alarms=tuple(sorted(alarms, key=lambda alarm: (alarm.at, alarm.duty.hex))),
        deadlines=deadlines,
        next_due=min((deadline.due_on for deadline in deadlines), default=None),
    )


def _next(term: OpenTerm) -> Alarm | None:
    return next((alarm for alarm in term.ahead if reminds(alarm.rung) or not provisional(term)), None)
