"""Read model: the deadline board (期限督办), one row per duty.

Whether a duty is overdue is derived from the day the caller names, never stored. A provisional term is no breach
(decision 11), a clock that stands still is due on no day, and a case still being entered from paper has no
clock yet, so none of these ever counts as overdue.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.values import Code, Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.duties import DutyView, followed, opened
from projections.projector.logged import LoggedEvent
from projections.projector.rows import ReadModel, Row, Rows

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Deadline(Row):
    """A duty on the board; `level` is the highest rung of the ladder reached, 0 for none."""

    duty_id: UUID
    organ: Code
    state: Literal["open", "met", "cancelled"]
    due_on: date
    provisional: bool
    missed: bool
    level: int
    paused: bool
    checked_version: int
    duty: DutyView
    case_number: str | None = Field(default=None, description="joined when read")

    @property
    def key(self) -> UUID:
        """The duty's id."""
        return self.duty_id


class Due(StrEnum):
    """The lists of the board."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    PAUSED = "paused"
    OPEN = "open"


class DueCounts(Frozen):
    """The big numbers of the board: 逾期, 今日到期, 临期, 中止计时, all open."""

    overdue: int
    today: int
    soon: int
    paused: int
    open: int


def apply(rows: Rows[Deadline], logged: LoggedEvent) -> None:
    """Change the deadlines of a case by one event."""
    event = logged.event
    match event:
        case events.DutyOpened():
            rows.put(_row(logged.case_id, opened(logged.id, event)))
        case (
            events.DutyPaused()
            | events.DutyResumed()
            | events.DutyExtended()
            | events.DeadlineReplanned()
            | events.DeadlineConfirmed()
            | events.DutyMet()
            | events.DutyCancelled()
            | events.ReminderSent()
            | events.DeadlineMissed()
            | events.EscalationRaised()
        ):
            rows.put(_row(logged.case_id, followed(rows[event.duty_id].duty, event)))
        case (
            events.CaseOpened()
            | events.StepOpened()
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
            | events.ReappraisalOpened()
            | events.ReappraisalDecided()
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


def _row(case_id: UUID, duty: DutyView) -> Deadline:
    return Deadline(
        case_id=case_id,
        duty_id=duty.duty_id,
        organ=duty.responsible,
        state=duty.state,
        due_on=duty.due_on,
        provisional=duty.provisional,
        missed=duty.missed,
        level=max((rung.level for rung in duty.escalations), default=0),
        paused=duty.paused_because is not None,
        checked_version=duty.checked_version,
        duty=duty,
    )


MODEL = ReadModel("deadline_board", 2, Deadline, apply, _SQL)


async def due(  # noqa: PLR0913 - each is one filter of the board
    pool: Pool,
    which: Due,
    *,
    today: date,
    soon_until: date,
    organ: str | None = None,
    after: tuple[date, UUID] | None = None,
    limit: int = 100,
) -> tuple[Deadline, ...]:
    """List open duties, the oldest due date first.

    Args:
        pool: connections to the read models.
        which: overdue, due today, due after today and by `soon_until`, standing still, or all open ones.
        today: the day the caller lives in.
        soon_until: the last day that counts as soon, in working days from today by the caller's calendar.
        organ: only what this organ answers for.
        after: due date and id of the last row of the page before.
        limit: most rows.
    """
    due_on, duty_id = after or (None, None)
    rows = await pool.fetch(_SQL["due"], which, today, soon_until, organ, due_on, duty_id, limit)
    return tuple(Deadline.model_validate_json(row[0]) for row in rows)


async def counts(pool: Pool, *, today: date, soon_until: date, organ: str | None = None) -> DueCounts:
    """Count what `due` would list."""
    row = await pool.fetchrow(_SQL["counts"], today, soon_until, organ)
    if row is None:
        raise RuntimeError("an aggregate gives one row")
    return DueCounts(**dict(row))


async def behind(pool: Pool, version: int, *, after: UUID, limit: int) -> tuple[UUID, ...]:
    """List cases with a running term, or an open window of appeal, that was not yet held against a calendar version.

    A clock that stands still is not among them: it is counted anew when it goes on. By id; begin after the nil id.
    """
    return tuple(row["case_id"] for row in await pool.fetch(_SQL["behind"], version, after, limit))


async def running(pool: Pool, *, after: UUID, limit: int) -> tuple[Deadline, ...]:
    """List every open duty whose clock runs, by id; begin after the nil id."""
    rows = await pool.fetch(_SQL["running"], after, limit)
    return tuple(Deadline.model_validate_json(row[0]) for row in rows)
