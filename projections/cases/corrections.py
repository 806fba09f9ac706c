"""Read model: corrections (整改台账), one row per correction demand whose duty was opened.

It says what was tolerated and is not yet put right: by when, how often it failed, what was done about it (R-10).
"""

from pathlib import Path
from typing import assert_never

from pydantic import Field

from domain.case import events
from eventlog.queries import load_queries
from projections.cases.correction_view import CorrectionView, after
from projections.projector.logged import LoggedEvent
from projections.projector.rows import ReadModel, Row, Rows

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Correction(CorrectionView, Row):
    """整改要求: a line of the ledger."""

    case_number: str | None = Field(default=None, description="joined when read")

    @property
    def key(self) -> int:
        """The demand's number in its case."""
        return self.demand


def apply(rows: Rows[Correction], logged: LoggedEvent) -> None:
    """Change the corrections of a case by one event."""
    event = logged.event
    match event:
        case (
            events.DutyOpened()
            | events.DutyExtended()
            | events.DeadlineReplanned()
            | events.DeadlineConfirmed()
            | events.DutyMet()
            | events.DutyCancelled()
            | events.DeadlineMissed()
            | events.CorrectionEvaluated()
            | events.CorrectionEscalated()
        ):
            known = tuple(rows)
            for view in after(known, logged, event):
                if view not in known:
                    rows.put(Correction.model_validate({"case_id": logged.case_id, **dict(view)}))
        case (
            events.CaseOpened()
            | events.StepOpened()
            | events.DutyPaused()
            | events.DutyResumed()
            | events.ReappraisalOpened()
            | events.ReappraisalDecided()
            | events.ReminderSent()
            | events.EscalationRaised()
            | events.SameMatterConfirmed()
            | events.SameMatterDenied()
            | events.SubjectsChanged()
            | events.JointActProposed()
            | events.JointActSigned()
            | events.JointActDisputed()
            | events.DisagreementOpened()
            | events.DisagreementSettled()
            | events.ApplicationWithdrawn()
            | events.ApplicationAccepted()
            | events.ApplicationNotAccepted()
            | events.ToleranceBarred()
            | events.RecurrenceExceptionFound()
            | events.TeamFormed()
            | events.TransitionChosen()
            | events.ResultsAcknowledged()
            | events.ContraryUseReported()
            | events.ContraryUseDecided()
            | events.ClarificationOpened()
            | events.ClarificationIssued()
            | events.FalseAccusationReferred()
            | events.DefenceRecorded()
            | events.FindingsRecorded()
            | events.LegalityChecked()
            | events.ConsultationRecorded()
            | events.InvestigationReported()
            | events.DeterminationIssued()
            | events.RoundOpened()
            | events.BallotCast()
            | events.MemberRecused()
            | events.RoundClosed()
            | events.CaseApproved()
            | events.CaseDecided()
            | events.CaseReturned()
            | events.ApprovalRefused()
            | events.ResultsApplied()
            | events.ResultsEnded()
            | events.FeedbackServed()
            | events.PublicityStarted()
            | events.ObjectionRaised()
            | events.PublicityConcluded()
            | events.FiledWithCommittee()
            | events.DigestWritten()
            | events.DigestApproved()
            | events.DigestWithdrawn()
            | events.ReceiptConfirmed()
            | events.AppealWindowReplanned()
            | events.SupplementRequested()
            | events.SupplementReceived()
            | events.CaseShelved()
            | events.CaseResumed()
            | events.ToleranceRevoked()
            | events.HistoryClosed()
            | events.CaseClosed()
        ):
            return
        case _:
            assert_never(event)


MODEL = ReadModel("corrections", 1, Correction, apply, _SQL)
