"""The event a stream began with, which is in the log before any read model shows the stream: the fact and the title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from domain.messages import Event, kind_of
from domain.values import FreeText
from eventlog.log import EventLog
from eventlog.meta import Meta
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Beginning(Generic[E]):
    """How a stream began: the fact, the organ that recorded it, and the title (None when erased)."""

    event: E
    filed_by: str
    title: str | None


class Beginnings(Generic[E]):
    """How the beginnings of one kind of stream are read."""

    def __init__(self, event: type[E]) -> None:
        self._event = TypeAdapter(event)
        self._kind = kind_of(event)

    async def get(self, log: EventLog, stream_id: UUID) -> Beginning[E] | None:
        """How a stream began; None when there is no stream of this kind."""
        return self.read(await log.read_beginning(stream_id))

    async def titles(self, log: EventLog, stream_ids: Sequence[UUID]) -> Mapping[UUID, str | None]:
        """The titles of some streams, with one statement."""
        return {first.stream_id: _title(first) for first in await log.read_firsts(stream_ids)}

    def read(self, page: Sequence[StoredEvent]) -> Beginning[E] | None:
        """How a stream began, by a page that begins with its first event; None when that is not of this kind."""
        if not page or page[0].type != self._kind:
            return None
        stored = page[0]
        actor = Meta.model_validate_json(stored.meta).actor
        return Beginning(facts_of(self._event, stored).recorded_by(actor), actor.organ, _title(stored))


def _title(first: StoredEvent) -> str | None:
    return FreeText.model_validate_json(first.private, extra="ignore").title if first.private else None
