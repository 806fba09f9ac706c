"""The agenda of a case (日程)."""

from domain.agenda import Agenda, next_alarms, running_deadlines
from domain.case.state import Case


def agenda(case: Case) -> Agenda:
    """The agenda of a case; empty while a history is being entered (docs/architecture.md#two-dates)."""
    running = {} if case.history_open else case.open_duties
    return Agenda(
        version=case.version,
        closed=case.closed,
        stage=case.stage,
        jurisdiction=case.jurisdiction,
        alarms=next_alarms(running),
        deadlines=running_deadlines(running),
        next_due=min((duty.due_on for duty in running.values() if not duty.paused), default=None),
        paused=any(duty.paused for duty in running.values()),
    )
