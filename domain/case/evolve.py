"""The fold of a case (归并): what each event makes of its state. It decides nothing.

The table is closed: a new event fails mypy until it has its arm here. What an arm does stands beside its act.
"""

from dataclasses import replace
from typing import assert_never
from uuid import UUID

from domain.acts import (
    acceptance,
    clarification,
    contrary_use,
    correction,
    determination,
    digests,
    disagreement,
    endorsement,
    examination,
    investigation,
    joint,
    matters,
    numbers,
    official_documents,
    publicity,
    replan,
    results,
    service,
    standstill,
    subjects,
    transition,
    withdrawal,
)
from domain.acts.appeals import acceptance as appeal_acceptance
from domain.acts.appeals import reappraisal
from domain.acts.evidence import advice, documents, listed
from domain.acts.jurisdiction import arrival, handing_over, superior
from domain.acts.on_paper import paper_case, stubs
from domain.acts.voting import approval, approving, corrected_results, meetings, recusal, rounds
from domain.case import duties, events
from domain.case.events import AnyEvent
from domain.case.state import Case, initial
from domain.folding import fold_events
from domain.messages import SentDocument


def fold(case_id: UUID, happened: list[AnyEvent]) -> Case | None:
    """The case after its events in order; None when there are none."""
    return fold_events(case_id, happened, events.CaseOpened, initial, evolve)


def evolve(case: Case, event: AnyEvent) -> Case:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one line a family, closed by assert_never
    """The case after one more event."""
    case = case.with_next_version()
    if event.dispatch is not None:
        case = case.with_sent(case.version, SentDocument(event.dispatch, event.on))
    if event.kind in official_documents.HEEDED:
        case = official_documents.keep_up(case, event)
    if isinstance(event, duties.DutyFact):
        return duties.evolve(case, event)
    match event:
        case events.CaseOpened():
            raise TypeError(f"case {case.id} was opened twice")
        case events.StepOpened():
            return case.step_opened(event.step, event.step_kind, event.on)
        case events.ApplicationEndorsed():
            return endorsement.evolve(case, event)
        case events.SubjectsChanged():
            return subjects.evolve(case, event)
        case (
            events.SameMatterConfirmed()
            | events.SameMatterDenied()
            | events.RecurrenceExceptionFound()
            | events.ToleranceBarred()
        ):
            return matters.evolve(case, event)
        case events.JointActProposed() | events.JointActSigned() | events.JointActDisputed():
            return joint.evolve(case, event)
        case events.DisagreementOpened() | events.DisagreementSettled():
            return disagreement.evolve(case, event)
        case events.ApplicationWithdrawn():
            return withdrawal.evolve(case, event)
        case events.NumberRecorded():
            return numbers.evolve(case, event)
        case events.PaperStepRecorded():
            return stubs.evolve(case, event)
        case events.ApplicationAccepted() | events.ApplicationNotAccepted():
            return acceptance.evolve(case, event)
        case events.SupplementRequested() | events.SupplementReceived() | events.CaseShelved() | events.CaseResumed():
            return standstill.evolve(case, event)
        case (
            events.TeamFormed() | events.DefenceRecorded() | events.FindingsRecorded() | events.InvestigationReported()
        ):
            return investigation.evolve(case, event)
        case events.LegalityChecked() | events.ConsultationRecorded():
            return examination.evolve(case, event)
        case events.AdviceGiven():
            return advice.evolve(case, event)
        case events.DeterminationIssued() | events.CaseDecided():
            return determination.evolve(case, event)
        case events.RoundOpened() | events.BallotCast():
            return rounds.evolve(case, event)
        case events.MemberRecused() | events.RecusalLifted():
            return recusal.evolve(case, event)
        case events.RoundClosed():
            return approval.evolve(case, event)
        case events.CaseReturned() | events.CaseApproved() | events.ApprovalRefused():
            return approving.evolve(case, event)
        case events.RecordedMeeting():
            return meetings.evolve(case, event)
        case events.ResultCorrectionProposed() | events.VoteSetAside():
            return corrected_results.evolve(case, event)
        case events.PaperCaseConcluded():
            return paper_case.evolve(case, event)
        case events.FeedbackServed() | events.ReceiptConfirmed():
            return service.evolve(case, event)
        case events.AppealWindowReplanned():
            return replan.evolve(case, event)
        case (
            events.ResultsApplied()
            | events.ResultsEnded()
            | events.ResultsSuspended()
            | events.ResultsResumed()
            | events.ResultsAcknowledged()
            | events.ToleranceRevoked()
        ):
            return results.evolve(case, event)
        case events.ContraryUseReported() | events.ContraryUseDecided():
            return contrary_use.evolve(case, event)
        case events.ClarificationOpened() | events.ClarificationIssued() | events.FalseAccusationReferred():
            return clarification.evolve(case, event)
        case events.PublicityStarted() | events.ObjectionRaised() | events.PublicityConcluded():
            return publicity.evolve(case, event)
        case events.FiledWithCommittee():
            return case.step_done(event.step, event.on)
        case events.AppealAccepted() | events.AppealNotAccepted():
            return appeal_acceptance.evolve(case, event)
        case events.ReappraisalOpened() | events.ReappraisalDecided():
            return reappraisal.evolve(case, event)
        case events.CorrectionOrdered() | events.CorrectionEvaluated() | events.CorrectionEscalated():
            return correction.evolve(case, event)
        case events.DocumentAdded():
            return documents.evolve(case, event)
        case (
            events.DocumentDrafted()
            | events.DocumentChecked()
            | events.DocumentCountersigned()
            | events.DocumentSigned()
            | events.DocumentNumbered()
            | events.DocumentIssued()
            | events.StampedScanFiled()
            | events.DocumentWithdrawn()
        ):
            return official_documents.evolve(case, event)
        case events.DocumentsHandedIn():
            return listed.evolve(case, event)
        case events.DigestWritten() | events.DigestApproved() | events.DigestWithdrawn():
            return digests.evolve(case, event)
        case events.TransitionChosen():
            return transition.evolve(case, event)
        case events.CaseTransferred() | events.CaseHandedDown() | events.HandoverDeclined():
            return handing_over.evolve(case, event)
        case events.ReferredToSuperior() | events.CaseElevated() | events.OrganDesignated():
            return superior.evolve(case, event)
        case events.JurisdictionChanged():
            return arrival.evolve(case, event)
        case events.HistoryClosed():
            return replace(case, history_open=False)
        case events.CaseClosed():
            return replace(case, closed=True, steps=case.steps_ended)
        case _:
            assert_never(event)
