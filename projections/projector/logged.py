"""An event of the log as read models see it: decoded once, whatever the number of read models."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar, assert_never
from uuid import UUID

from pydantic import ValidationError

from domain.case.events import EVENT, SCHEMA_VERSION, AnyEvent
from domain.risk_filings.events import RISK_FILING_EVENT, RiskFilingEvent
from domain.streams import stream_of
from domain.values import event_id
from domain.work_records.events import WORK_RECORD_EVENT, WorkRecordEvent
from eventlog.shapes import SequencedEvent

E = TypeVar("E")


class UnreadableEvent(RuntimeError):  # noqa: N818 - named for what it is
    """This release cannot read an event of the log. Nothing is skipped: install the release that wrote it."""


class Family(StrEnum):
    """What kind of stream an event is of; a read model folds one family, and is shown no other."""

    CASE = "case"
    RISK_FILING = "risk_filing"
    WORK_RECORD = "work_record"


@dataclass(frozen=True, slots=True)
class Logged(Generic[E]):
    """An event with its place in its stream and in the whole log."""

    log_index: int
    case_id: UUID
    """The stream's id: of the case, of the risk filing, or of the work record."""
    version: int
    recorded_at: datetime
    event: E
    meta: bytes = b"{}"
    """How its command came in, as the log has it (`eventlog.meta`)."""

    @property
    def organ(self) -> str | None:
        """The organ that acted."""
        organ: str | None = json.loads(self.meta).get("actor", {}).get("organ")
        return organ

    @property
    def id(self) -> UUID:
        """The event's id, which is also the id of the duty, proposal, round or reappraisal it opens."""
        return event_id(self.case_id, self.version)


LoggedEvent = Logged[AnyEvent]
LoggedRiskEvent = Logged[RiskFilingEvent]
LoggedWorkRecordEvent = Logged[WorkRecordEvent]


class Batch:
    """A page of the log, decoded: every event of every family, in the order of the log."""

    def __init__(self) -> None:
        self.cases: list[LoggedEvent] = []
        self.risk_filings: list[LoggedRiskEvent] = []
        self.work_records: list[LoggedWorkRecordEvent] = []
        self.reached: dict[UUID, int] = {}
        """For each stream, the version its pages show from now on."""
        self.last: int | None = None
        """The log index of the last event."""

    def of(self, family: Family) -> Sequence[Logged[Any]]:
        """The events of one family, in order."""
        match family:
            case Family.CASE:
                return self.cases
            case Family.RISK_FILING:
                return self.risk_filings
            case Family.WORK_RECORD:
                return self.work_records
            case _:
                assert_never(family)

    def add(self, stored: SequencedEvent) -> None:
        """Decode one more event.

        Raises:
            ValidationError: it is of no family, or not in the shape of its kind.
        """
        place = stored.log_index, stored.stream_id, stored.version, stored.recorded_at
        family = Family(stream_of(stored.type))
        if family is Family.RISK_FILING:
            self.risk_filings.append(Logged(*place, RISK_FILING_EVENT.validate_json(stored.payload), stored.meta))
        elif family is Family.WORK_RECORD:
            self.work_records.append(Logged(*place, WORK_RECORD_EVENT.validate_json(stored.payload), stored.meta))
        else:
            self.cases.append(Logged(*place, EVENT.validate_json(stored.payload), stored.meta))
        self.reached[stored.stream_id] = stored.version
        self.last = stored.log_index


def decode(page: Sequence[SequencedEvent]) -> tuple[Batch, UnreadableEvent | None]:
    """Decode a page up to the first event that cannot be read, and name that one."""
    batch = Batch()
    for stored in page:
        place = f"log index {stored.log_index} ({stored.stream_id} version {stored.version})"
        if stored.schema_version > SCHEMA_VERSION:
            return batch, UnreadableEvent(f"{place}: {stored.type} has the later schema {stored.schema_version}")
        try:
            batch.add(stored)
        except ValidationError as error:
            return batch, UnreadableEvent(f"{place}: {stored.type} does not parse: {error.error_count()} faults")
    return batch, None
