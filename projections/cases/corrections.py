"""Corrections (整改): what became of each demand, on the case page and in the ledger (整改台账), a row each.

It says what was tolerated and is not yet put right: by when, how often it failed, what was done about it (R-10). What
runs for a demand is a duty, so its date and its end are those of the duty.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.case.correction import EVALUATION
from domain.values import Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.duties import DutyView
from projections.cases.outcome_views import CorrectionView, MeasureTaken
from projections.cases.parties import is_part
from projections.cases.view import CaseRow, OrderedView
from projections.projector.logged import Logged
from projections.projector.read_model import ChildRows
from projections.projector.table import Row, Table, changed, made_of
from projections.projector.tally import Tally

CorrectionEvent = events.CorrectionOrdered | events.CorrectionEvaluated | events.CorrectionEscalated


class CorrectionRow(CorrectionView, Row):
    """整改要求: a line of the ledger."""

    KEY: ClassVar = ("demand",)

    case_number: str | None = Field(default=None, description="joined when read")


def evolve(page: CaseRow, logged: Logged[Any], event: CorrectionEvent) -> CaseRow:
    """Note what was ordered to be put right, how a demand was evaluated, or which measure was taken."""
    if isinstance(event, events.CorrectionOrdered):
        view = made_of(OrderedView, event, number=event.demand, version=logged.version)
        return changed(page, ordered=(*page.ordered, view))
    views = tuple(
        _looked_at(view, logged.version, event) if view.demand == event.demand else view for view in page.corrections
    )
    return changed(page, corrections=views)


def begun_with(views: tuple[CorrectionView, ...], duty: DutyView) -> tuple[CorrectionView, ...]:
    """The demands after a duty opened: for a demand's first time, to be evaluated, or once more, if it is of one."""
    if duty.demand is None or duty.subject is None:
        return views
    by_demand = {view.demand: view for view in views}
    view = by_demand.get(duty.demand) or made_of(CorrectionView, duty, state="open")
    by_demand[duty.demand] = changed(
        view,
        duty_id=duty.duty_id,
        responsible=duty.responsible,
        state="under_evaluation" if duty.duty == EVALUATION else "open",
        round=max(duty.round, view.failed + 1),
        due_on=duty.due_on,
        provisional=duty.provisional,
        missed=False,
    )
    return tuple(by_demand.values())


def followed_with(views: tuple[CorrectionView, ...], duty: DutyView) -> tuple[CorrectionView, ...]:
    """The demands after their duty went on."""
    if duty.demand is None:
        return views
    return tuple(_followed(view, duty) if view.duty_id == duty.duty_id else view for view in views)


def _followed(view: CorrectionView, duty: DutyView) -> CorrectionView:
    view = changed(view, due_on=duty.due_on, provisional=duty.provisional, missed=duty.missed)
    if duty.state == "met" and view.state == "open":
        return changed(view, state="done", done_on=duty.met_on)
    return changed(view, state="dropped") if duty.state == "cancelled" else view


def _looked_at(
    view: CorrectionView, version: int, event: events.CorrectionEvaluated | events.CorrectionEscalated
) -> CorrectionView:
    if isinstance(event, events.CorrectionEscalated):
        taken = made_of(MeasureTaken, event, version=version)
        return changed(view, measures=(*view.measures, taken))
    view = changed(view, evaluated_on=event.on, evaluated_version=version)
    return changed(view, state="passed") if event.passed else changed(view, failed=view.failed + 1)


class _Stored(CorrectionRow):
    """The whole row: with what it is counted by, which nobody is told; `parts` marks the organs that take part."""

    jurisdiction: Code
    coming_to: Code | None
    history_open: bool
    parts: tuple[str, ...]


UNSHOWN: Final = tuple(name for name in _Stored.model_fields if name not in CorrectionRow.model_fields)
"""The columns of a row that nobody is told."""


def _rows(  # noqa: PLR0913, PLR0917 - the parts of the page that it is made of
    case_id: UUID,
    corrections: tuple[CorrectionView, ...],
    jurisdiction: Code,
    coming_to: Code | None,
    history_open: bool,
    concerned: tuple[str, ...],
) -> Iterator[_Stored]:
    where = {"jurisdiction": jurisdiction, "coming_to": coming_to, "history_open": history_open}
    parts = tuple(mark for mark in concerned if is_part(mark))
    for view in corrections:
        yield made_of(_Stored, view, **where, case_id=case_id, parts=parts)


_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_ALIKE = Tally(
    "demands_alike",
    ("mark", "jurisdiction", "coming_to", "state", "failed", "urged", "overdue_after"),
    _SQL["demands_alike"],
)

ROWS = ChildRows(
    Table("corrections", 5, _Stored, _SQL["create"], tallies=(_ALIKE,)),
    ("corrections", "jurisdiction", "coming_to", "history_open", "concerned"),
    _rows,
)


async def counted(
    pool: Pool, places: Sequence[str] | None, part: Sequence[str] | None, today: date
) -> Mapping[str, int]:
    """How many demands each list of the ledger has, by name: in some places, or of the one organ that takes part."""
    [row] = await pool.fetch(_SQL["counted"], places, part, today)
    return dict(row)
