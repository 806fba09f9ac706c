"""Read model: clarifications (澄清正名, NJ-29, ZS-30), one row each, and what became of a false accusation (NJ-30)."""

from datetime import date
from pathlib import Path
from typing import Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.values import Code
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.rows import ReadModel, Row, Rows, changed

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Clarification(Row):
    """澄清正名: of whom, on which ground, by when, how and to whom it was issued; `referred_*` is the accusation's."""

    clarification_id: UUID
    subject_id: UUID
    ground: Code
    opened_on: date
    organ: Code | None = None
    duty_id: UUID | None = None
    due_on: date | None = None
    provisional: bool = False
    state: Literal["open", "issued"] = "open"
    form: Code | None = None
    reach: Literal["unit", "wider"] | None = None
    consent: bool = False
    recipients: tuple[Code, ...] = ()
    issued_on: date | None = None
    referred_on: date | None = None
    referred_to: Code | None = None
    referred_to_justice: bool = False
    case_number: str | None = Field(default=None, description="joined when read")

    @property
    def key(self) -> UUID:
        """The clarification's id."""
        return self.clarification_id


def apply(rows: Rows[Clarification], logged: LoggedEvent) -> None:
    """Change the clarifications of a case by one event."""
    event = logged.event
    match event:
        case events.ClarificationOpened():
            rows.put(
                Clarification(
                    case_id=logged.case_id,
                    clarification_id=logged.id,
                    subject_id=event.subject,
                    ground=event.ground,
                    opened_on=event.on,
                )
            )
        case events.DutyOpened():
            plan = {"due_on": event.due_on, "provisional": event.provisional}
            rows.put(
                *(
                    changed(row, organ=event.responsible, duty_id=logged.id, **plan)
                    for row in rows
                    if row.clarification_id == event.answers
                )
            )
        case events.DutyResumed() | events.DutyExtended() | events.DeadlineReplanned() | events.DeadlineConfirmed():
            plan = {"due_on": event.due_on, "provisional": event.provisional}
            rows.put(*(changed(row, **plan) for row in rows if row.duty_id == event.duty_id))
        case events.ClarificationIssued():
            rows.put(_issued(rows[event.clarification], event))
        case events.FalseAccusationReferred():
            referred = {"referred_to": event.to, "referred_to_justice": event.to_justice}
            rows.put(changed(rows[event.clarification], referred_on=event.on, **referred))
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
            | events.ContraryUseReported()
            | events.ContraryUseDecided()
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


def _issued(row: Clarification, event: events.ClarificationIssued) -> Clarification:
    return changed(
        row,
        state="issued",
        form=event.form,
        reach=event.reach,
        consent=event.consent,
        recipients=event.recipients,
        issued_on=event.on,
    )


MODEL = ReadModel("clarifications", 1, Clarification, apply, _SQL)
