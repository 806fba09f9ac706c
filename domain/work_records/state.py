"""A work record as its events tell it, and their fold. Nothing here decides; nothing here knows a pack or a clock."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from domain.folding import fold_events
from domain.work_records.events import (
    ReportCorrected,
    ReportHandedIn,
    WorkRecordClosed,
    WorkRecordEntryAdded,
    WorkRecordEvent,
    WorkRecordLinked,
    WorkRecordNumberRecorded,
    WorkRecordOpened,
)


@dataclass(frozen=True, slots=True)
class HandedInReport:
    """已报送的报告 (A-53): of which period, to which organ, in which edition, and the digest of its figures."""

    period: str
    to: str | None
    edition: int
    figures_sha256: str


@dataclass(frozen=True, slots=True)
class Running:
    """记录中: entries may follow; where the kind comes round, the next is due by a day."""

    next_due: date | None


@dataclass(frozen=True, slots=True)
class Finished:
    """已办结: nothing more is due."""

    on: date


@dataclass(frozen=True)
class WorkRecord:
    """工作记录: a record as its events tell it.

    Attributes:
        version: Number of events.
        opened: How it began.
        documents: How many there are in it.
        outcome: The id of the outcome stated last.
        links: The cases and risk filings it is linked to.
        office_number: The number that the office gave it, as it was written.
        report: Where it is a periodic report, what was handed in last.
    """

    id: UUID
    version: int
    opened: WorkRecordOpened
    stage: Running | Finished
    documents: int
    outcome: str | None = None
    links: frozenset[UUID] = frozenset()
    office_number: str | None = None
    report: HandedInReport | None = None

    @property
    def jurisdiction(self) -> str:
        """The place it belongs to."""
        return self.opened.jurisdiction

    @property
    def numbered_by(self) -> str:
        """The organ in whose name documents go out."""
        return self.opened.numbered_by

    @property
    def pack_sha256(self) -> str:
        """The edition it is kept under: that in force when it was opened."""
        return self.opened.pack_sha256

    @property
    def next_due(self) -> date | None:
        """The day by which the next entry is due, if one is."""
        return self.stage.next_due if isinstance(self.stage, Running) else None

    @property
    def stage_name(self) -> str:
        """The stage in one word."""
        return "closed" if self.closed else "open"

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return isinstance(self.stage, Finished)


def initial(record_id: UUID, opened: WorkRecordOpened) -> WorkRecord:
    """The state after the first event; a state holds facts alone."""
    return WorkRecord(
        id=record_id,
        version=1,
        opened=opened.model_copy(update={"private": None}),
        stage=Running(opened.next_due),
        documents=len(opened.documents),
    )


def fold(record_id: UUID, events: list[WorkRecordEvent]) -> WorkRecord | None:
    """The record after its events in order; None when there are none."""
    return fold_events(record_id, events, WorkRecordOpened, initial, evolve)


def evolve(record: WorkRecord, event: WorkRecordEvent) -> WorkRecord:
    """The record after one more event."""
    record = replace(record, version=record.version + 1)
    match event:
        case WorkRecordOpened():
            raise TypeError(f"work record {record.id} was opened twice")
        case WorkRecordEntryAdded():
            return replace(_stated(record, event), stage=Running(event.next_due))
        case WorkRecordLinked():
            return replace(record, links=record.links | {event.target})
        case WorkRecordNumberRecorded():
            return replace(record, office_number=event.number)
        case ReportHandedIn():
            return replace(record, report=HandedInReport(event.period, event.to, 1, event.figures_sha256))
        case ReportCorrected():
            to = record.report.to if record.report else None
            return replace(record, report=HandedInReport(event.period, to, event.edition, event.figures_sha256))
        case WorkRecordClosed():
            return replace(_stated(record, event), stage=Finished(event.on))
        case _:
            assert_never(event)


def _stated(record: WorkRecord, event: WorkRecordEntryAdded | WorkRecordClosed) -> WorkRecord:
    return replace(
        record,
        documents=record.documents + len(event.documents),
        outcome=event.outcome.id if event.outcome else record.outcome,
    )
