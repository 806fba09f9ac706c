"""An event of the log as read models see it: decoded once, whatever the number of read models."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from domain.events import EVENT, SCHEMA_VERSION, AnyEvent
from domain.values import event_id
from eventlog.log import SequencedEvent


class UnreadableEvent(RuntimeError):  # noqa: N818 - named for what it is
    """This release cannot read an event of the log. Nothing is skipped: install the release that wrote it."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event with its place in its case and in the whole log."""

    log_index: int
    case_id: UUID
    version: int
    recorded_at: datetime
    event: AnyEvent

    @property
    def id(self) -> UUID:
        """The event's id, which is also the id of the duty, proposal, round or reappraisal it opens."""
        return event_id(self.case_id, self.version)


def decode(page: Sequence[SequencedEvent]) -> tuple[list[LoggedEvent], UnreadableEvent | None]:
    """Decode a page up to the first event that cannot be read, and name that one."""
    events: list[LoggedEvent] = []
    for stored in page:
        place = f"log index {stored.log_index} ({stored.stream_id} version {stored.version})"
        if stored.schema_version > SCHEMA_VERSION:
            return events, UnreadableEvent(f"{place}: {stored.type} has the later schema {stored.schema_version}")
        try:
            event = EVENT.validate_json(stored.payload)
        except ValidationError as error:
            return events, UnreadableEvent(f"{place}: {stored.type} does not parse: {error.error_count()} faults")
        events.append(LoggedEvent(stored.log_index, stored.stream_id, stored.version, stored.recorded_at, event))
    return events, None
