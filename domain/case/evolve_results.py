"""The fold of what follows from results (结果运用之后): areas in force, contrary uses reported, clarifications."""

from dataclasses import replace
from typing import assert_never

from domain.acts.clarification import ClarificationIssued, ClarificationOpened, FalseAccusationReferred
from domain.acts.contrary_use import ContraryUseDecided, ContraryUseReported
from domain.acts.results import ResultsAcknowledged, ResultsApplied, ResultsEnded
from domain.case.state import (
    Case,
    DecidedContraryUse,
    IssuedClarification,
    OpenContraryUse,
    ResultInForce,
    RunningClarification,
)
from domain.values import event_id


def results_after(case: Case, event: ResultsApplied | ResultsEnded | ResultsAcknowledged) -> Case:
    """Follow what is in force; that it was acknowledged shows in the duty alone."""
    match event:
        case ResultsApplied():
            in_force = ResultInForce(event.on, frozenset(area.id for area in event.areas))
            return replace(case, results={**case.results, event.subject: in_force})
        case ResultsEnded():
            return replace(case, results={s: result for s, result in case.results.items() if s != event.subject})
        case ResultsAcknowledged():
            return case
        case _:
            assert_never(event)


def contrary_uses_after(case: Case, event: ContraryUseReported | ContraryUseDecided) -> Case:
    """Follow a report; a closed case is open again until it is decided."""
    match event:
        case ContraryUseReported():
            reported = {event_id(case.id, case.version): OpenContraryUse(event.on)}
            return replace(case, contrary_uses={**case.contrary_uses, **reported}, closed=False)
        case ContraryUseDecided():
            return replace(case, contrary_uses={**case.contrary_uses, event.contrary_use: DecidedContraryUse()})
        case _:
            assert_never(event)


def clarifications_after(
    case: Case, event: ClarificationOpened | ClarificationIssued | FalseAccusationReferred
) -> Case:
    """Follow a clarification; a closed case is open again while it runs, a referral alone opens nothing."""
    match event:
        case ClarificationOpened():
            opened = {event_id(case.id, case.version): RunningClarification(event.on, event.subject)}
            return replace(case, clarifications={**case.clarifications, **opened}, closed=False)
        case ClarificationIssued():
            state = case.clarifications[event.clarification]
            issued = IssuedClarification(event.on, state.subject, state.referred)
            return replace(case, clarifications={**case.clarifications, event.clarification: issued})
        case FalseAccusationReferred():
            referred = replace(case.clarifications[event.clarification], referred=True)
            return replace(case, clarifications={**case.clarifications, event.clarification: referred})
        case _:
            assert_never(event)
