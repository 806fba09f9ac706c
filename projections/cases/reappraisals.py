"""Reappraisals (复议): who asked, by when it must be decided and how it was, on the case page and a row each."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.values import Code
from eventlog.queries import load_queries
from projections.cases.duties import DutyView, term_of
from projections.cases.outcome_views import ReappraisalView
from projections.cases.steps import with_opinions
from projections.cases.view import CaseRow
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import ChildRows
from projections.projector.table import Row, Table, changed, made_of
from projections.projector.tally import Tally

ReappraisalEvent = (
    events.ReappraisalOpened | events.AppealAccepted | events.AppealNotAccepted | events.ReappraisalDecided
)


class ReappraisalRow(Row):
    """复议: who asked on which route, by when it must be decided, and how it was."""

    KEY: ClassVar = ("reappraisal_id",)

    reappraisal_id: UUID
    subject_id: UUID
    route: Code
    opened_on: date
    duty_id: UUID | None = None
    due_on: date | None = None
    provisional: bool = False
    state: Literal["open", "decided"] = "open"
    result: Literal["upheld", "changed", "reopened", "not_accepted"] | None = None
    decided_on: date | None = None
    case_number: str | None = Field(default=None, description="joined when read")


def evolve(page: CaseRow, logged: LoggedEvent, event: ReappraisalEvent) -> CaseRow:
    """Follow an appeal: a closed case is open again with it, and a decision may change opinions."""
    match event:
        case events.ReappraisalOpened():
            asked = made_of(
                ReappraisalView, event, reappraisal_id=logged.id, version=logged.version, opened_on=event.on
            )
            return changed(page, reappraisals=(*page.reappraisals, asked), closed=False, closed_on=None)
        case events.AppealAccepted():
            return _told(page, event.reappraisal, awaits_acceptance=False)
        case events.AppealNotAccepted():
            ended = {"result": "not_accepted", "ground": event.ground, "decided_on": event.on}
            return _told(page, event.reappraisal, awaits_acceptance=False, **ended)
        case events.ReappraisalDecided():
            page = _told(page, event.reappraisal, result=event.result, decided_on=event.on)
            return _decided(_with_window(page, event), event)
        case _:
            assert_never(event)


def _told(page: CaseRow, reappraisal: UUID, **said: object) -> CaseRow:
    views = (changed(view, **said) if view.reappraisal_id == reappraisal else view for view in page.reappraisals)
    return changed(page, reappraisals=tuple(views))


def _with_window(page: CaseRow, event: events.ReappraisalDecided) -> CaseRow:
    """With the time in which the subject may go on to the next level, where there is one."""
    if event.appeal_until is None:
        return page
    whose = next(view.subject for view in page.reappraisals if view.reappraisal_id == event.reappraisal)
    until = {"appeal_until": event.appeal_until, "appeal_provisional": event.provisional}
    subjects = (changed(view, **until) if view.facts.subject_id == whose else view for view in page.subjects)
    return changed(page, subjects=tuple(subjects))


def _decided(page: CaseRow, event: events.ReappraisalDecided) -> CaseRow:
    page = with_opinions(page, event.opinions, decided=True)
    if event.result != "upheld":
        page = changed(page, digest=None)
    if event.result != "reopened":
        return page
    done = tuple(view for view in page.steps if view.state == "done")
    return changed(page, steps=done, accepted=None, refusal_ground=None)


class _Stored(ReappraisalRow):
    """The whole row: with the place in which it counts, which nobody is told."""

    jurisdiction: Code


def _rows(
    case_id: UUID, reappraisals: tuple[ReappraisalView, ...], duties: tuple[DutyView, ...], jurisdiction: Code
) -> Iterator[_Stored]:
    terms = {duty.reappraisal: duty for duty in duties}
    for view in reappraisals:
        yield made_of(
            _Stored,
            view,
            **term_of(terms.get(view.reappraisal_id)),
            case_id=case_id,
            subject_id=view.subject,
            state="decided" if view.decided_on else "open",
            jurisdiction=jurisdiction,
        )


_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_ALIKE = Tally(
    "reappraisals_alike",
    ("jurisdiction", "state", "result", "opened_month", "decided_month"),
    _SQL["reappraisals_alike"],
)

ROWS = ChildRows(
    Table("reappraisals", 6, _Stored, _SQL["create"], tallies=(_ALIKE,)),
    ("reappraisals", "duties", "jurisdiction"),
    _rows,
)
