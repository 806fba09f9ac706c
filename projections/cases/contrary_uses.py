"""Reports that results were used against somebody (违反结果运用, NJ-39, R-13), on the case page and a row each."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.values import Code
from eventlog.queries import load_queries
from projections.cases.duties import DutyView, term_of
from projections.cases.outcome_views import ContraryUseView
from projections.cases.view import CaseRow
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import ChildRows
from projections.projector.table import Row, Table, changed, made_of

ContraryUseEvent = events.ContraryUseReported | events.ContraryUseDecided


class ContraryUse(Row):
    """违反结果运用的报告: against whom, in which area, who must decide it by when, and what was found."""

    KEY: ClassVar = ("contrary_use_id",)

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


def evolve(page: CaseRow, logged: LoggedEvent, event: ContraryUseEvent) -> CaseRow:
    """Follow a report; a closed case is open again with it."""
    if isinstance(event, events.ContraryUseReported):
        view = made_of(ContraryUseView, event, contrary_use_id=logged.id, version=logged.version, reported_on=event.on)
        return changed(page, contrary_uses=(*page.contrary_uses, view), closed=False, closed_on=None)
    told = {"decided_version": logged.version, "found": event.found, "decided_on": event.on}
    views = tuple(
        changed(view, **told) if view.contrary_use_id == event.contrary_use else view for view in page.contrary_uses
    )
    return changed(page, contrary_uses=views)


def _rows(
    case_id: UUID, contrary_uses: tuple[ContraryUseView, ...], duties: tuple[DutyView, ...]
) -> Iterator[ContraryUse]:
    terms = {duty.answers: duty for duty in duties}
    for view in contrary_uses:
        term = terms.get(view.contrary_use_id)
        yield made_of(
            ContraryUse,
            view,
            **term_of(term),
            case_id=case_id,
            subject_id=view.subject,
            organ=term and term.responsible,
        )


ROWS = ChildRows(
    Table("contrary_uses", 5, ContraryUse, load_queries(Path(__file__).with_suffix(".sql"))["create"]),
    ("contrary_uses", "duties"),
    _rows,
)
