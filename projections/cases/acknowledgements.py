"""Read model: who took note of results (知悉结果运用, R-13), one row for each result and organ that uses it.

An organ that the place does not have is listed too, so that nobody takes silence for consent.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.acts.results import ACKNOWLEDGEMENT, ConsumerFact
from domain.case import events
from domain.values import Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.rows import ReadModel, Row, Rows, changed

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


State = Literal["awaited", "acknowledged", "objected", "no_organ", "ended"]


class Acknowledgement(Row):
    """知悉结果运用: whether an organ took note of a result, when, and whether it objects.

    `ended`: the result no longer stands; when it was acknowledged stays, so that past uses can be reviewed (A-21).
    """

    subject_id: UUID
    version: int = Field(description="of the event that put the result in force")
    role: Code
    organ: Code | None
    areas: tuple[Code, ...]
    state: State
    duty_id: UUID | None = None
    due_on: date | None = None
    acknowledged_on: date | None = None
    objects: bool = False
    case_number: str | None = Field(default=None, description="joined when read")

    @property
    def key(self) -> tuple[UUID, int, str]:
        """The subject, what put the result in force, the role."""
        return (self.subject_id, self.version, self.role)


def apply(rows: Rows[Acknowledgement], logged: LoggedEvent) -> None:
    """Change the acknowledgements of a case by one event."""
    event = logged.event
    match event:
        case events.ResultsApplied():
            _end(rows, event.subject)
            rows.put(*(_awaited(logged, event, consumer) for consumer in event.consumers))
        case events.ResultsEnded():
            _end(rows, event.subject)
        case events.DutyOpened():
            if event.duty == ACKNOWLEDGEMENT:
                rows.put(*(changed(row, duty_id=logged.id, due_on=event.due_on) for row in _waiting(rows, event)))
        case events.DutyResumed() | events.DutyExtended() | events.DeadlineReplanned() | events.DeadlineConfirmed():
            rows.put(*(changed(row, due_on=event.due_on) for row in rows if row.duty_id == event.duty_id))
        case events.ResultsAcknowledged():
            told = {"acknowledged_on": event.on, "objects": event.objects}
            state = "objected" if event.objects else "acknowledged"
            rows.put(*(changed(row, state=state, **told) for row in rows if row.duty_id == event.duty_id))
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
            | events.ReappraisalOpened()
            | events.ReappraisalDecided()
            | events.ToleranceRevoked()
            | events.HistoryClosed()
            | events.CaseClosed()
        ):
            return
        case _:
            assert_never(event)


def _awaited(logged: LoggedEvent, event: events.ResultsApplied, consumer: ConsumerFact) -> Acknowledgement:
    return Acknowledgement(
        case_id=logged.case_id,
        subject_id=event.subject,
        version=logged.version,
        role=consumer.role,
        organ=consumer.organ,
        areas=consumer.areas,
        state="awaited" if consumer.organ else "no_organ",
    )


def _waiting(rows: Rows[Acknowledgement], event: events.DutyOpened) -> list[Acknowledgement]:
    """The row that a duty is of: the result in force, and the organ, which uses it in one role."""
    wanted = (event.subject, event.responsible, "awaited", None)
    return [row for row in rows if (row.subject_id, row.organ, row.state, row.duty_id) == wanted]


def _end(rows: Rows[Acknowledgement], subject_id: UUID) -> None:
    rows.put(*(changed(row, state="ended") for row in rows if row.subject_id == subject_id))


MODEL = ReadModel("acknowledgements", 1, Acknowledgement, apply, _SQL)


async def of_subjects(pool: Pool, subject_ids: Collection[UUID]) -> tuple[Acknowledgement, ...]:
    """Who took note of the results of some subjects."""
    rows = await pool.fetch(_SQL["of_subjects"], list(subject_ids))
    return tuple(Acknowledgement.model_validate_json(row[0]) for row in rows)
