"""Who took note of results (知悉结果运用, R-13), on the case page and a row for each result and organ that uses it.

An organ that the place does not have is listed too, so that nobody takes silence for consent.
"""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.acts.results import ACKNOWLEDGEMENT
from domain.case import events
from domain.values import Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.duties import DutyView
from projections.cases.outcome_views import AcknowledgementView
from projections.cases.view import CaseRow
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import ChildRows
from projections.projector.table import Row, Table, changed, made_of, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))

ResultEvent = events.ResultsApplied | events.ResultsEnded | events.ResultsAcknowledged

State = Literal["awaited", "acknowledged", "objected", "no_organ", "ended"]


class Acknowledgement(Row):
    """知悉结果运用: whether an organ took note of a result, when, and whether it objects.

    `ended`: the result no longer stands; when it was acknowledged stays, so that past uses can be reviewed (A-21).
    """

    KEY: ClassVar = ("subject_id", "version", "role")

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


def evolve(page: CaseRow, logged: LoggedEvent, event: ResultEvent) -> CaseRow:
    """Follow who must take note of which result, and who did."""
    views = page.acknowledgements
    match event:
        case events.ResultsAcknowledged():
            told = {"version": logged.version, "acknowledged_on": event.on, "objects": event.objects}
            views = tuple(changed(view, **told) if view.duty_id == event.duty_id else view for view in views)
        case events.ResultsApplied():
            awaited = (
                made_of(AcknowledgementView, consumer, applied_version=logged.version, subject=event.subject)
                for consumer in event.consumers
            )
            views = (*_ended(views, event.subject), *awaited)
        case events.ResultsEnded():
            views = _ended(views, event.subject)
        case _:
            assert_never(event)
    return changed(page, acknowledgements=views)


def begun_with(views: tuple[AcknowledgementView, ...], duty: DutyView) -> tuple[AcknowledgementView, ...]:
    """Put a new duty to take note beside the organ that has it, which uses the result in one role."""
    if duty.duty != ACKNOWLEDGEMENT:
        return views
    wanted = (duty.subject, duty.responsible, None, False)
    return tuple(
        changed(view, duty_id=duty.duty_id) if (view.subject, view.organ, view.duty_id, view.ended) == wanted else view
        for view in views
    )


def _ended(views: tuple[AcknowledgementView, ...], subject: UUID) -> tuple[AcknowledgementView, ...]:
    return tuple(changed(view, ended=True) if view.subject == subject else view for view in views)


def _state(view: AcknowledgementView) -> State:
    if view.ended:
        return "ended"
    if view.version is not None:
        return "objected" if view.objects else "acknowledged"
    return "awaited" if view.organ else "no_organ"


def _rows(
    case_id: UUID, acknowledgements: tuple[AcknowledgementView, ...], duties: tuple[DutyView, ...]
) -> Iterator[Acknowledgement]:
    due_on = {duty.duty_id: duty.due_on for duty in duties}
    for view in acknowledgements:
        yield made_of(
            Acknowledgement,
            view,
            case_id=case_id,
            subject_id=view.subject,
            version=view.applied_version,
            state=_state(view),
            due_on=due_on[view.duty_id] if view.duty_id else None,
        )


ROWS = ChildRows(Table("acknowledgements", 5, Acknowledgement, _SQL["create"]), ("acknowledgements", "duties"), _rows)


async def of_subjects(pool: Pool, subject_ids: Collection[UUID]) -> tuple[Acknowledgement, ...]:
    """Who took note of the results of some subjects."""
    return await read(pool, Acknowledgement, _SQL["of_subjects"], list(subject_ids))
