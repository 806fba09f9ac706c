"""The agenda of a risk filing (日程): its next alarms and running terms, in the shape of a case's."""

from domain.agenda import Agenda, next_alarms, running_deadlines
from domain.risk_filings.state import RiskFiling


def agenda(filing: RiskFiling) -> Agenda:
    """What the workflow carries; the terms of a filing never stand still."""
    return Agenda(
        version=filing.version,
        closed=filing.closed,
        stage=filing.stage_name,
        jurisdiction=filing.opened.jurisdiction,
        alarms=next_alarms(filing.terms),
        deadlines=running_deadlines(filing.terms),
        next_due=min((term.due_on for term in filing.terms.values()), default=None),
    )
