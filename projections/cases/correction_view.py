"""A correction demand as pages and lists show it (整改台账): the fold of the events about it, in one place."""

from datetime import date
from typing import Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.case.correction import EVALUATION
from domain.case.events import (
    CorrectionEscalated,
    CorrectionEvaluated,
    DeadlineConfirmed,
    DeadlineMissed,
    DeadlineReplanned,
    DutyCancelled,
    DutyExtended,
    DutyMet,
    DutyOpened,
)
from domain.values import Code, Frozen
from projections.projector.logged import LoggedEvent
from projections.projector.rows import changed

CorrectionState = Literal["open", "under_evaluation", "done", "passed", "dropped"]
"""Owed, being evaluated; done where nobody evaluates, found enough, or without object since the outcome changed."""

CorrectionEvent = (
    DutyOpened
    | DutyExtended
    | DeadlineReplanned
    | DeadlineConfirmed
    | DutyMet
    | DutyCancelled
    | DeadlineMissed
    | CorrectionEvaluated
    | CorrectionEscalated
)


class MeasureTaken(Frozen):
    """督促整改: a measure against weak or refused correction; its reasons are in the event of that version."""

    measure: Code
    refused: bool
    on: date
    version: int


class CorrectionView(Frozen):
    """整改要求: where a demand stands.

    Attributes:
        demand: Its number in the decision, whose words are in the proposal.
        duty_id: What runs for it now, or ran last: correcting, or evaluating.
        responsible: Who must act now: `subject`, or the evaluating organ.
        round: How often it was to be corrected.
        failed: How often that was not enough.
        evaluated_version: The event with the reasons of the last evaluation.
    """

    demand: int
    subject: UUID
    duty_id: UUID
    responsible: Code
    state: CorrectionState = "open"
    round: int = 1
    failed: int = 0
    due_on: date
    provisional: bool = False
    missed: bool = Field(default=False, description="the term that runs now, or ran last, was missed")
    done_on: date | None = None
    evaluated_on: date | None = None
    evaluated_version: int | None = None
    measures: tuple[MeasureTaken, ...] = ()


def begun(duty_id: UUID, event: DutyOpened, before: CorrectionView | None) -> CorrectionView | None:
    """A demand whose duty opens: for the first time, to be evaluated, or once more; None: the duty is of no demand."""
    if event.demand is None or event.subject is None:
        return None
    view = before or CorrectionView(
        demand=event.demand,
        subject=event.subject,
        duty_id=duty_id,
        responsible=event.responsible,
        due_on=event.due_on,
    )
    return changed(
        view,
        duty_id=duty_id,
        responsible=event.responsible,
        state="under_evaluation" if event.duty == EVALUATION else "open",
        round=max(event.round, view.failed + 1),
        due_on=event.due_on,
        provisional=event.provisional,
        missed=False,
    )


def followed(view: CorrectionView, logged: LoggedEvent, event: CorrectionEvent) -> CorrectionView:  # noqa: PLR0911 - one arm an event
    """A demand after an event that may be about it."""
    if isinstance(event, DutyOpened):
        return (begun(logged.id, event, view) or view) if event.demand == view.demand else view
    if isinstance(event, CorrectionEvaluated | CorrectionEscalated):
        return _looked_at(view, logged, event) if event.demand == view.demand else view
    if event.duty_id != view.duty_id:
        return view
    match event:
        case DutyExtended() | DeadlineReplanned() | DeadlineConfirmed():
            return changed(view, due_on=event.due_on, provisional=event.provisional)
        case DutyMet():
            return changed(view, state="done", done_on=event.on) if view.state == "open" else view
        case DutyCancelled():
            return changed(view, state="dropped")
        case DeadlineMissed():
            return changed(view, missed=True)
        case _:
            assert_never(event)


def after(views: tuple[CorrectionView, ...], logged: LoggedEvent, event: CorrectionEvent) -> tuple[CorrectionView, ...]:
    """The demands of a case after an event, in the order in which their duties were opened first."""
    known = tuple(followed(view, logged, event) for view in views)
    if not isinstance(event, DutyOpened) or event.demand in {view.demand for view in views}:
        return known
    new = begun(logged.id, event, None)
    return (*known, new) if new else known


def _looked_at(
    view: CorrectionView, logged: LoggedEvent, event: CorrectionEvaluated | CorrectionEscalated
) -> CorrectionView:
    if isinstance(event, CorrectionEscalated):
        taken = MeasureTaken(measure=event.measure, refused=event.refused, on=event.on, version=logged.version)
        return changed(view, measures=(*view.measures, taken))
    view = changed(view, evaluated_on=event.on, evaluated_version=logged.version)
    return changed(view, state="passed") if event.passed else changed(view, failed=view.failed + 1)
