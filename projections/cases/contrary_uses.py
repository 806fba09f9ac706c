"""Read model: reports that results were used against somebody (违反结果运用, NJ-39, R-13), one row each."""

from datetime import date
from pathlib import Path
from typing import assert_never
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.values import Code
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.rows import ReadModel, Row, Rows, changed

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class ContraryUse(Row):
    """违反结果运用的报告: against whom, in which area, who must decide it by when, and what was found."""

    contrary_use_id: UUID
    subject_id: UUID
    area: Code
    reported_on: date
    organ: Code | None = None
    duty_id: UUID | None = None
    due_on: date | None = None
    provisional: bool = False
    found: bool | None = Field(default=None, description="none while it is not decided")
    decided_on: date | None = None
    case_number: str | None = Field(default=None, description="joined when read")

    @property
    def key(self) -> UUID:
        """The report's id."""
        return self.contrary_use_id


def apply(rows: Rows[ContraryUse], logged: LoggedEvent) -> None:
    """Change the reports of a case by one event."""
    event = logged.event
    match event:
        case events.ContraryUseReported():
            rows.put(
                ContraryUse(
                    case_id=logged.case_id,
                    contrary_use_id=logged.id,
                    subject_id=event.subject,
                    area=event.area,
                    reported_on=event.on,
                )
            )
        case events.DutyOpened():
            plan = {"due_on": event.due_on, "provisional": event.provisional}
            rows.put(
                *(
                    changed(row, organ=event.responsible, duty_id=logged.id, **plan)
                    for row in rows
                    if row.contrary_use_id == event.answers
                )
            )
        case events.DutyResumed() | events.DutyExtended() | events.DeadlineReplanned() | events.DeadlineConfirmed():
            plan = {"due_on": event.due_on, "provisional": event.provisional}
            rows.put(*(changed(row, **plan) for row in rows if row.duty_id == event.duty_id))
        case events.ContraryUseDecided():
            rows.put(changed(rows[event.contrary_use], found=event.found, decided_on=event.on))
        case (
            events.CaseOpened()
            | events.StepOpened()
            | events.DutyPaused()
            | events.DutyMet()
            | events.DutyCancelled()
            | events.ReminderSent()
            | events.DeadlineMissed()
            | events.EscalationRaised()
            | events.SameMatterConfirmed()
            | events.SameMatterDenied()
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
            | events.SubjectsChanged()
            | events.CaseDecided()
            | events.LegalityChecked()
            | events.ConsultationRecorded()
            | events.PublicityStarted()
            | events.ObjectionRaised()
            | events.PublicityConcluded()
            | events.FiledWithCommittee()
            | events.CorrectionEvaluated()
            | events.CorrectionEscalated()
            | events.DigestWritten()
            | events.DigestApproved()
            | events.DigestWithdrawn()
            | events.DefenceRecorded()
            | events.FindingsRecorded()
            | events.InvestigationReported()
            | events.DeterminationIssued()
            | events.RoundOpened()
            | events.BallotCast()
            | events.MemberRecused()
            | events.RoundClosed()
            | events.CaseApproved()
            | events.CaseReturned()
            | events.ApprovalRefused()
            | events.ResultsApplied()
            | events.ResultsEnded()
            | events.ResultsAcknowledged()
            | events.ClarificationOpened()
            | events.ClarificationIssued()
            | events.FalseAccusationReferred()
            | events.FeedbackServed()
            | events.ReceiptConfirmed()
            | events.AppealWindowReplanned()
            | events.SupplementRequested()
            | events.SupplementReceived()
            | events.CaseShelved()
            | events.CaseResumed()
            | events.ReappraisalOpened()
            | events.ReappraisalDecided()
            | events.ToleranceRevoked()
            | events.HistoryClosed()
            | events.CaseClosed()
        ):
            return
        case _:
            assert_never(event)


MODEL = ReadModel("contrary_uses", 1, ContraryUse, apply, _SQL)
