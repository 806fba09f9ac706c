"""The fold of a case (归并): what each event makes of its state. It decides nothing.

The table is closed: a new event fails mypy until it has its arm here. What an arm does stands beside its act.
"""

from dataclasses import replace
from typing import assert_never
from uuid import UUID

from domain.acts import (
    acceptance,
    approval,
    clarification,
    contrary_use,
    correction,
    determination,
    digests,
    disagreement,
    examination,
    investigation,
    joint,
    matters,
    publicity,
    reappraisal,
    replan,
    results,
    service,
    standstill,
    subjects,
    transition,
    withdrawal,
)
from domain.case import duties
from domain.case.events import (
    AnyEvent,
    AppealWindowReplanned,
    ApplicationAccepted,
    ApplicationNotAccepted,
    ApplicationWithdrawn,
    ApprovalRefused,
    BallotCast,
    CaseApproved,
    CaseClosed,
    CaseDecided,
    CaseOpened,
    CaseResumed,
    CaseReturned,
    CaseShelved,
    ClarificationIssued,
    ClarificationOpened,
    ConsultationRecorded,
    ContraryUseDecided,
    ContraryUseReported,
    CorrectionEscalated,
    CorrectionEvaluated,
    DefenceRecorded,
    DeterminationIssued,
    DigestApproved,
    DigestWithdrawn,
    DigestWritten,
    DisagreementOpened,
    DisagreementSettled,
    DutyOpened,
    FalseAccusationReferred,
    FeedbackServed,
    FiledWithCommittee,
    FindingsRecorded,
    HistoryClosed,
    InvestigationReported,
    JointActDisputed,
    JointActProposed,
    JointActSigned,
    LegalityChecked,
    MemberRecused,
    ObjectionRaised,
    PublicityConcluded,
    PublicityStarted,
    ReappraisalDecided,
    ReappraisalOpened,
    ReceiptConfirmed,
    RecurrenceExceptionFound,
    ResultsAcknowledged,
    ResultsApplied,
    ResultsEnded,
    RoundClosed,
    RoundOpened,
    SameMatterConfirmed,
    SameMatterDenied,
    StepOpened,
    SubjectsChanged,
    SupplementReceived,
    SupplementRequested,
    TeamFormed,
    ToleranceBarred,
    ToleranceRevoked,
    TransitionChosen,
)
from domain.case.state import Case, initial
from domain.folding import fold_events
from domain.terms.duty import DutyEvent


def fold(case_id: UUID, events: list[AnyEvent]) -> Case | None:
    """The case after its events in order; None when there are none."""
    return fold_events(case_id, events, CaseOpened, initial, evolve)


def evolve(case: Case, event: AnyEvent) -> Case:  # noqa: C901, PLR0911, PLR0912 - one line a family, closed by assert_never
    """The case after one more event."""
    case = replace(case, version=case.version + 1)
    if isinstance(event, DutyOpened | DutyEvent):
        return duties.evolve(case, event)
    match event:
        case CaseOpened():
            raise TypeError(f"case {case.id} was opened twice")
        case StepOpened():
            return case.step_opened(event.step, event.step_kind, event.on)
        case SubjectsChanged():
            return subjects.evolve(case, event)
        case SameMatterConfirmed() | SameMatterDenied() | RecurrenceExceptionFound() | ToleranceBarred():
            return matters.evolve(case, event)
        case JointActProposed() | JointActSigned() | JointActDisputed():
            return joint.evolve(case, event)
        case DisagreementOpened() | DisagreementSettled():
            return disagreement.evolve(case, event)
        case ApplicationWithdrawn():
            return withdrawal.evolve(case, event)
        case ApplicationAccepted() | ApplicationNotAccepted():
            return acceptance.evolve(case, event)
        case SupplementRequested() | SupplementReceived() | CaseShelved() | CaseResumed():
            return standstill.evolve(case, event)
        case TeamFormed() | DefenceRecorded() | FindingsRecorded() | InvestigationReported():
            return investigation.evolve(case, event)
        case LegalityChecked() | ConsultationRecorded():
            return examination.evolve(case, event)
        case DeterminationIssued() | CaseDecided():
            return determination.evolve(case, event)
        case (
            RoundOpened()
            | BallotCast()
            | MemberRecused()
            | RoundClosed()
            | CaseReturned()
            | CaseApproved()
            | ApprovalRefused()
        ):
            return approval.evolve(case, event)
        case FeedbackServed() | ReceiptConfirmed():
            return service.evolve(case, event)
        case AppealWindowReplanned():
            return replan.evolve(case, event)
        case ResultsApplied() | ResultsEnded() | ResultsAcknowledged() | ToleranceRevoked():
            return results.evolve(case, event)
        case ContraryUseReported() | ContraryUseDecided():
            return contrary_use.evolve(case, event)
        case ClarificationOpened() | ClarificationIssued() | FalseAccusationReferred():
            return clarification.evolve(case, event)
        case PublicityStarted() | ObjectionRaised() | PublicityConcluded():
            return publicity.evolve(case, event)
        case FiledWithCommittee():
            return case.step_done(event.step, event.on)
        case ReappraisalOpened() | ReappraisalDecided():
            return reappraisal.evolve(case, event)
        case CorrectionEvaluated() | CorrectionEscalated():
            return correction.evolve(case, event)
        case DigestWritten() | DigestApproved() | DigestWithdrawn():
            return digests.evolve(case, event)
        case TransitionChosen():
            return transition.evolve(case, event)
        case HistoryClosed():
            return replace(case, history_open=False)
        case CaseClosed():
            return replace(case, closed=True, steps=case.steps_ended)
        case _:
            assert_never(event)
