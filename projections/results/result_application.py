"""Read model: result application (结果运用, NJ-32 to NJ-36), one row per subject and area, for those who read results.

While a case is open nothing is concluded: one row without area says so, neither for nor against (A-38). A decision not
to tolerate leaves nothing to read. What ended stays listed, so that past uses can be reviewed (A-21).
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.acts.results import AreaFact
from domain.case import events
from domain.pack.results import Outcome
from domain.values import Bilingual, Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import of_many_rows
from projections.projector.table import Row, Rows, Table, changed, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class ResultState(StrEnum):
    """How a result stands; `suspended` while an appeal runs, which is neither for nor against.

    `concluded` rows are the memory of a case without open question and are never read out.
    """

    IN_PROGRESS = "in_progress"
    CONCLUDED = "concluded"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ENDED = "ended"


_STANDING = frozenset({ResultState.IN_FORCE, ResultState.SUSPENDED})
"""What a new result of the subject ends."""


class Result(Row):
    """结果运用: in which area nothing may be held against a subject, since when, by which rule."""

    KEY: ClassVar = ("subject_id", "version", "area")

    subject_id: UUID
    matter_id: UUID
    state: ResultState
    since: date
    version: int = Field(description="of the event that put it in force; 0 for the row without area")
    area: Code | None = None
    name: Bilingual | None = None
    protects: Literal["subject", "unit"] = Field(default="subject", description="`unit`: the unit of the subject")
    cite: tuple[str, ...] = ()
    outcome: Outcome | None = None
    ended_on: date | None = None
    case_number: str | None = Field(default=None, description="joined when read")


Handled = (
    events.CaseOpened
    | events.SubjectsChanged
    | events.SameMatterConfirmed
    | events.ApplicationNotAccepted
    | events.ToleranceBarred
    | events.ApprovalRefused
    | events.CaseApproved
    | events.CaseDecided
    | events.CaseClosed
    | events.ApplicationWithdrawn
    | events.ReappraisalDecided
    | events.ResultsApplied
    | events.ResultsEnded
    | events.ResultsSuspended
    | events.ResultsResumed
    | events.VoteSetAside
)


def evolve(rows: Rows[Result], logged: LoggedEvent, event: Handled) -> None:  # noqa: C901, PLR0912 - one arm an event
    """Change the results of a case by one event."""
    match event:
        case events.CaseOpened():
            rows.put(*(_in_progress(logged, event, subject.subject_id) for subject in event.subjects))
        case events.SubjectsChanged():
            rows.put(*(_joined(rows, subject.subject_id, event.on) for subject in event.added))
            rows.drop(*(row for row in rows if row.subject_id in event.removed))
        case events.SameMatterConfirmed():
            rows.put(*(changed(row, matter_id=event.earlier_matter) for row in rows))
        case (
            events.ApplicationNotAccepted()
            | events.ToleranceBarred()
            | events.ApprovalRefused()
            | events.CaseApproved()
            | events.CaseDecided()
            | events.CaseClosed()
        ):
            _move(rows, ResultState.IN_PROGRESS, ResultState.CONCLUDED, event.on)
        case events.ApplicationWithdrawn():  # nothing is shown of it, neither for nor against
            rows.drop(*(row for row in rows if row.state is ResultState.IN_PROGRESS))
        case events.ReappraisalDecided():
            if event.result == "reopened":
                _move(rows, ResultState.CONCLUDED, ResultState.IN_PROGRESS, event.on)
        case events.VoteSetAside():
            _move(rows, ResultState.CONCLUDED, ResultState.IN_PROGRESS, event.on)
        case events.ResultsApplied():
            _end(rows, event.subject, event.on)
            rows.put(*(_in_force(rows, logged, event, area) for area in event.areas))
        case events.ResultsEnded():
            _end(rows, event.subject, event.on)
        case events.ResultsSuspended():
            _turn(rows, event.subject, ResultState.IN_FORCE, ResultState.SUSPENDED)
        case events.ResultsResumed():
            _turn(rows, event.subject, ResultState.SUSPENDED, ResultState.IN_FORCE)
        case _:
            assert_never(event)


def _in_progress(logged: LoggedEvent, event: events.CaseOpened, subject_id: UUID) -> Result:
    return Result(
        case_id=logged.case_id,
        subject_id=subject_id,
        matter_id=event.matter_id,
        state=ResultState.IN_PROGRESS,
        since=event.on,
        version=0,
    )


def _joined(rows: Rows[Result], subject_id: UUID, on: date) -> Result:
    """The row of a subject who came into the case later, in the matter that its other rows are of."""
    any_row = next(iter(rows))
    return Result(
        case_id=any_row.case_id,
        subject_id=subject_id,
        matter_id=any_row.matter_id,
        state=ResultState.IN_PROGRESS,
        since=on,
        version=0,
    )


def _in_force(rows: Rows[Result], logged: LoggedEvent, event: events.ResultsApplied, area: AreaFact) -> Result:
    return changed(
        rows[event.subject, 0, None],
        state=ResultState.IN_FORCE,
        since=event.on,
        version=logged.version,
        area=area.id,
        name=area.name,
        protects=area.protects,
        cite=area.cite,
        outcome=event.outcome,
    )


def _move(rows: Rows[Result], before: ResultState, after: ResultState, on: date) -> None:
    rows.put(*(changed(row, state=after, since=on) for row in rows if row.state is before))


def _turn(rows: Rows[Result], subject_id: UUID, before: ResultState, after: ResultState) -> None:
    """Suspend the result of a subject or apply it again; it is in force since the day it always was."""
    rows.put(*(changed(row, state=after) for row in rows if row.subject_id == subject_id and row.state is before))


def _end(rows: Rows[Result], subject_id: UUID, on: date) -> None:
    """A subject has one result at a time in an area: a new one ends what was in force."""
    for row in rows:
        if row.subject_id == subject_id and row.state in _STANDING:
            rows.put(changed(row, state=ResultState.ENDED, ended_on=on))


MODEL = of_many_rows(Table("result_application", 2, Result, _SQL["create"]), evolve)


async def of_subjects(pool: Pool, subject_ids: Collection[UUID]) -> tuple[Result, ...]:
    """What may be read of some subjects: in force, in progress, ended. No row says nothing, for or against."""
    return await read(pool, Result, _SQL["of_subjects"], list(subject_ids))
