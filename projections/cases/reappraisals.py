"""Read model: reappraisals (复议), one row each, with the term in which they must be decided."""

from datetime import date
from pathlib import Path
from typing import Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.values import Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.rows import ReadModel, Row, Rows, changed

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Reappraisal(Row):
    """复议: who asked on which route, by when it must be decided, and how it was."""

    reappraisal_id: UUID
    subject_id: UUID
    route: Code
    opened_on: date
    duty_id: UUID | None = None
    due_on: date | None = None
    provisional: bool = False
    state: Literal["open", "decided"] = "open"
    result: Literal["upheld", "changed", "reopened"] | None = None
    decided_on: date | None = None
    case_number: str | None = Field(default=None, description="joined when read")

    @property
    def key(self) -> UUID:
        """The reappraisal's id."""
        return self.reappraisal_id


def apply(rows: Rows[Reappraisal], logged: LoggedEvent) -> None:
    """Change the reappraisals of a case by one event."""
    event = logged.event
    match event:
        case events.ReappraisalOpened():
            rows.put(
                Reappraisal(
                    case_id=logged.case_id,
                    reappraisal_id=logged.id,
                    subject_id=event.subject,
                    route=event.route,
                    opened_on=event.on,
                )
            )
        case events.DutyOpened():
            if event.reappraisal is not None:
                row = changed(rows[event.reappraisal], duty_id=logged.id)
                rows.put(changed(row, due_on=event.due_on, provisional=event.provisional))
        case events.DutyResumed() | events.DutyExtended() | events.DeadlineReplanned() | events.DeadlineConfirmed():
            planned = {"due_on": event.due_on, "provisional": event.provisional}
            rows.put(*(changed(row, **planned) for row in rows if row.duty_id == event.duty_id))
        case events.ReappraisalDecided():
            row = rows[event.reappraisal]
            rows.put(changed(row, state="decided", result=event.result, decided_on=event.on))
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
            | events.ResultsAcknowledged()
            | events.ContraryUseReported()
            | events.ContraryUseDecided()
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
            | events.PublicityStarted()
            | events.ObjectionRaised()
            | events.PublicityConcluded()
            | events.FiledWithCommittee()
            | events.ToleranceRevoked()
            | events.CorrectionEvaluated()
            | events.CorrectionEscalated()
            | events.DigestWritten()
            | events.DigestApproved()
            | events.DigestWithdrawn()
            | events.TransitionChosen()
            | events.HistoryClosed()
            | events.CaseClosed()
        ):
            return
        case _:
            assert_never(event)


MODEL = ReadModel("reappraisals", 2, Reappraisal, apply, _SQL)


async def get(pool: Pool, reappraisal_id: UUID) -> Reappraisal | None:
    """One reappraisal."""
    found = await pool.fetchval(_SQL["get"], reappraisal_id)
    return None if found is None else Reappraisal.model_validate_json(found)


async def listed(
    pool: Pool,
    *,
    case_id: UUID | None = None,
    state: Literal["open", "decided"] | None = None,
    limit: int = 100,
) -> tuple[Reappraisal, ...]:
    """List reappraisals, open ones first, then by due date."""
    rows = await pool.fetch(_SQL["listed"], case_id, state, limit)
    return tuple(Reappraisal.model_validate_json(row[0]) for row in rows)
