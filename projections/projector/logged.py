"""An event of the log as read models see it: decoded once, whatever the number of read models."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import ValidationError

from domain.case.events import SCHEMA_VERSION, AnyEvent
from domain.risk_filings.events import RiskFilingEvent
from domain.streams import STREAM_KINDS, stream_of
from domain.values import event_id
from domain.work_records.events import WorkRecordEvent
from eventlog.shapes import SequencedEvent

E = TypeVar("E")

_EVENTS = {kind.name: kind.event for kind in STREAM_KINDS}


class UnreadableEvent(RuntimeError):  # noqa: N818 - named for what it is
    """This release cannot read an event of the log. Nothing is skipped: install the release that wrote it."""


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
    """A page of the log, decoded: the events of every kind of stream, in the order of the log."""

    def __init__(self) -> None:
        self.events: list[Logged[Any]] = []
        self.reached: dict[UUID, int] = {}
        """For each stream, the version its pages show from now on."""

    def add(self, stored: SequencedEvent) -> None:
        """Decode one more event.

        Raises:
            ValidationError: it is of no kind of stream, or not in the shape of its kind.
        """
        event = _EVENTS[stream_of(stored.type)].validate_json(stored.payload)
        place = stored.log_index, stored.stream_id, stored.version, stored.recorded_at
        self.events.append(Logged(*place, event, stored.meta))
        self.reached[stored.stream_id] = stored.version


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
