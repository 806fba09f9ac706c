"""Read model: work records (工作记录): who keeps each, when the next entry is due, and where it is shown.

A row is a record. It folds the events of work records alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from domain.pack.prevention import About
from domain.pack.terms import Standing
from domain.reports.periods import PeriodText
from domain.values import Bilingual, Code, Frozen, Sha256
from domain.work_records import events
from domain.work_records.events import RecordOutcome, WorkRecordEvent
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import LoggedWorkRecordEvent
from projections.projector.numbering import Numbering, OfficeNumberedRow, first_fields
from projections.projector.read_model import of_one_row
from projections.projector.table import API_AND_WORKER, Table, changed, made_of, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))

StateName = Literal["open", "closed"]


class ReportOf(Frozen):
    """定期报告: of which period, to whom, by when, in which edition, and the digest of its figures."""

    period: PeriodText
    to: Code | None
    due_on: date
    figures_sha256: Sha256
    edition: int = 1


class WorkRecordRow(OfficeNumberedRow):
    """工作记录: a record with its number, who keeps it, and what came of it.

    Attributes:
        record: the kind, as the pack calls it.
        opened_by: the organ that opened it: the keeper, or whoever asked.
        subject: the unit or person it is about.
        entries: how many were added after the opening.
        last_on: the day of the last act that was written down.
        next_due: the day by which the next entry is due, where the kind comes round.
        cases: the cases it was linked to.
        report: where it is a periodic report, which one.
    """

    STREAM: ClassVar = "record_id"
    MARK: ClassVar = "记"

    record_id: UUID
    record: Code
    name: Bilingual
    standing: Standing
    cite: tuple[str, ...]
    keeper: Code
    opened_by: Code
    confidential: bool
    about: About
    subject: UUID | None
    matter_id: UUID | None
    opened_on: date
    entries: int = 0
    last_on: date
    documents: int
    outcome: RecordOutcome | None = None
    next_due: date | None
    cases: tuple[UUID, ...] = ()
    risk_filings: tuple[UUID, ...] = ()
    state: StateName = "open"
    closed_on: date | None = None
    report: ReportOf | None = None

    def overdue(self, today: date) -> bool:
        """Whether the next entry should have been made by now."""
        return self.next_due is not None and self.next_due < today


@dataclass(frozen=True, slots=True)
class Visible:
    """Which records somebody sees: those of places or organs, and confidential ones of one organ alone (R-15)."""

    places: Sequence[str]
    organs: Sequence[str]
    organ: str


def initial(logged: LoggedWorkRecordEvent, event: events.WorkRecordOpened) -> WorkRecordRow:
    """A record as it begins."""
    return made_of(
        WorkRecordRow,
        event,
        **first_fields(WorkRecordRow, logged),
        subject=event.subject.subject_id if event.subject else None,
        opened_on=event.on,
        last_on=event.on,
        documents=len(event.documents),
    )


def evolve(row: WorkRecordRow, logged: LoggedWorkRecordEvent, event: WorkRecordEvent) -> WorkRecordRow:
    """A record after an event; of each it shows at least the version."""
    return changed(_evolve(row, event), version=logged.version, changed_at=logged.recorded_at)


def _evolve(row: WorkRecordRow, event: WorkRecordEvent) -> WorkRecordRow:  # noqa: PLR0911 - one arm an event
    match event:
        case events.WorkRecordOpened():
            raise TypeError(f"work record {row.record_id} was opened twice")
        case events.WorkRecordEntryAdded():
            return changed(_written(row, event), entries=row.entries + 1, next_due=event.next_due)
        case events.WorkRecordLinked(to="case"):
            return changed(row, cases=(*row.cases, event.target))
        case events.WorkRecordLinked():
            return changed(row, risk_filings=(*row.risk_filings, event.target))
        case events.WorkRecordNumberRecorded():
            return row.with_office_number(event)
        case events.ReportHandedIn():
            return changed(row, report=made_of(ReportOf, event))
        case events.ReportCorrected():
            edition = {"figures_sha256": event.figures_sha256, "edition": event.edition}
            return changed(
                row, report=row.report and changed(row.report, **edition), last_on=max(row.last_on, event.on)
            )
        case events.WorkRecordClosed():
            return changed(_written(row, event), next_due=None, state="closed", closed_on=event.on)
        case _:
            assert_never(event)


def _written(row: WorkRecordRow, event: events.WorkRecordEntryAdded | events.WorkRecordClosed) -> WorkRecordRow:
    return changed(
        row,
        last_on=max(row.last_on, event.on),
        documents=row.documents + len(event.documents),
        outcome=event.outcome or row.outcome,
    )


_TABLE = Table("work_records", 4, WorkRecordRow, _SQL["create"], readers=API_AND_WORKER)

MODEL = of_one_row(_TABLE, initial, evolve, Numbering(WorkRecordRow.MARK, _TABLE))

get, shown_version, numbers_of = _TABLE.get, _TABLE.shown_version, _TABLE.numbers_of


async def listed(  # noqa: PLR0913 - each is one filter of the list
    pool: Pool,
    visible: Visible,
    *,
    record: str | None = None,
    state: str | None = None,
    overdue_on: date | None = None,
    case_id: UUID | None = None,
    number: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[WorkRecordRow, ...]:
    """Records that somebody sees, the newest first.

    Args:
        pool: of connections.
        visible: to whom.
        record: only those of this kind.
        state: only open or only closed ones.
        overdue_on: only those whose next entry was due before this day.
        case_id: only those linked to this case.
        number: only what bears this number or bore it, in its one spelling.
        before: the `opened_index` of the last line of the page before.
        limit: lines of a page.
    """
    return await read(
        pool,
        WorkRecordRow,
        _SQL["listed"],
        visible.places,
        visible.organs,
        visible.organ,
        record,
        state,
        overdue_on,
        case_id,
        before,
        limit,
        number,
    )


async def kinds(pool: Pool, visible: Visible) -> Mapping[str, Bilingual]:
    """The kinds of the records that somebody sees, by what packs call them."""
    rows = await pool.fetch(_SQL["kinds"], visible.places, visible.organs, visible.organ)
    return {row["record"]: Bilingual.model_validate_json(row["name"]) for row in rows}


async def of_case(
    pool: Pool, case_id: UUID, matters: Sequence[UUID], filings: Sequence[UUID]
) -> tuple[WorkRecordRow, ...]:
    """The records that a case shows: linked to it, of its matter, or of a risk filing it shows; none confidential."""
    return await read(pool, WorkRecordRow, _SQL["of_case"], case_id, matters, filings)


async def of_filing(pool: Pool, filing_id: UUID) -> tuple[WorkRecordRow, ...]:
    """The records that a risk filing shows; none confidential."""
    return await read(pool, WorkRecordRow, _SQL["of_filing"], filing_id)


class HandedIn(Frozen):
    """A periodic report that was handed in: by whom, of which period, when, and the record that keeps it."""

    organ: Code
    period: PeriodText
    to: Code | None
    due_on: date
    on: date
    figures_sha256: Sha256
    edition: int = 1
    record_id: UUID
    number: str


async def handed_in(pool: Pool, organs: Sequence[str]) -> tuple[HandedIn, ...]:
    """The periodic reports that some organs have handed in."""
    return await read(pool, HandedIn, _SQL["handed_in"], organs)
