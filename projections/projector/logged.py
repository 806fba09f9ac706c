"""An event of the log as read models see it: decoded once, whatever the number of read models."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from domain.case.events import AnyEvent
from domain.catalogue import DISPATCHES
from domain.meetings.events import MeetingEvent
from domain.risk_filings.events import RiskFilingEvent
from domain.streams import STREAM_KINDS, StreamName, stream_of
from domain.values import CLOCK, event_id
from domain.work_records.events import WorkRecordEvent
from eventlog.reading import Unreadable, facts_of
from eventlog.shapes import ManipulatedEvent, SequencedEvent

E = TypeVar("E")

_READ_ALIKE = 8_192
"""Of how many events is kept what several read models ask: each folds a whole batch before the next one does."""

_EVENTS: Mapping[StreamName, TypeAdapter[Any]] = {kind.name: kind.event for kind in STREAM_KINDS}


class Logged(NamedTuple, Generic[E]):
    """An event with its place in its stream and in the whole log."""

    log_index: int
    case_id: UUID
    """The stream's id: of the case, of the risk filing, the work record, or the meeting."""
    version: int
    recorded_at: datetime
    event: E
    meta: bytes = b"{}"
    """How its command came in, as the log has it (`eventlog.meta`)."""

    @property
    def organ(self) -> str | None:
        """The organ that acted."""
        return _actor(self.meta)[0]

    @property
    def doers(self) -> tuple[str, ...]:
        """The person who acted and the one they acted for; nobody, where the clock did."""
        organ, *persons = _actor(self.meta)
        return () if organ == CLOCK.organ else tuple(each for each in persons if each)

    @property
    def series(self) -> str:
        """The series in which the stream that it begins is numbered."""
        return series_of(self.meta)

    @property
    def id(self) -> UUID:
        """The event's id, which is also the id of the duty, proposal, round or reappraisal it opens."""
        return _id_of(self.case_id, self.version)


@lru_cache(_READ_ALIKE)
def _actor(meta: bytes) -> tuple[str | None, str | None, str | None]:
    """Organ and person who acted, and the one they acted for."""
    actor = json.loads(meta).get("actor", {})
    return actor.get("organ"), actor.get("person"), actor.get("for_person")


_id_of = lru_cache(_READ_ALIKE)(event_id)

LoggedEvent = Logged[AnyEvent]
LoggedRiskEvent = Logged[RiskFilingEvent]
LoggedWorkRecordEvent = Logged[WorkRecordEvent]
LoggedMeetingEvent = Logged[MeetingEvent]


def series_of(meta: bytes) -> str:
    """The series of numbers by the mark of the organ that gives them; organs without a mark share one, which has none.

    Whoever changed the log may have left there what is no meta part: then it is that one.
    """
    try:
        mark = json.loads(meta).get("mark")
    except (ValueError, AttributeError):
        return ""
    return mark if isinstance(mark, str) else ""


Reason = Literal["manipulated", "later_release", "unreadable", "not_folded", "not_written"]
"""Why a stream is set aside: its log was changed; a later release wrote an event; an event is in no known shape; the
read model's fold, or the database, takes no more of it.
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first event of a stream, as far as a number depends on it: kind, series, and year of its business date."""

    kind: str
    series: str
    year: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The first event of a stream that a read model cannot take, and why.

    Attributes:
        detail: for operators: what kind of error and where; never what the event holds.
        opening: the stream's first event, if it is in the same page and says so much.
    """

    stream_id: UUID
    version: int
    log_index: int
    reason: Reason
    detail: str
    opening: Opening | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A document that went out with an event (发文), by what the log tells of it beside its facts.

    So it has its number whether or not these can be read.
    """

    log_index: int
    stream_id: UUID
    version: int
    kind: str
    series: str
    on: date


class Batch:
    """A page of the log, decoded: events of every kind of stream, in the log's order, and what stands in the way."""

    def __init__(self) -> None:
        self.events: list[Logged[Any]] = []
        self.obstacles: dict[UUID, Obstacle] = {}
        """The first event of a stream that cannot be read; no later one of that stream is in `events`, so that no read
        model can take it for the next one."""
        self.reached: dict[UUID, int] = {}
        """For each stream, by its first event here, the version its pages show from now on."""
        self.openings: dict[UUID, Opening] = {}
        self.sent: list[Sent] = []

    def add(self, stored: SequencedEvent | ManipulatedEvent) -> None:
        """Decode one more event."""
        self.reached[stored.stream_id] = stored.version
        if stored.version == 1 and stored.type and stored.valid_on:
            self.openings[stored.stream_id] = Opening(stored.type, series_of(stored.meta), stored.valid_on.year)
        if stored.type and stored.type in DISPATCHES and stored.valid_on:
            series = series_of(stored.meta)
            self.sent.append(
                Sent(stored.log_index, stored.stream_id, stored.version, stored.type, series, stored.valid_on)
            )
        if stored.stream_id in self.obstacles:
            return
        if isinstance(stored, ManipulatedEvent):
            self._stopped(stored, "manipulated", stored.fault)
            return
        try:
            event = facts_of(_reader(stored.type), stored)
        except Unreadable as unreadable:
            self._stopped(stored, unreadable.why, unreadable.detail)
            return
        place = stored.log_index, stored.stream_id, stored.version, stored.recorded_at
        self.events.append(Logged(*place, event, stored.meta))

    def _stopped(self, stored: SequencedEvent | ManipulatedEvent, reason: Reason, detail: str) -> None:
        place = stored.stream_id, stored.version, stored.log_index
        self.obstacles[stored.stream_id] = Obstacle(*place, reason, detail)


@lru_cache
def _reader(kind: str) -> TypeAdapter[Any]:
    """What reads events of a kind."""
    return _EVENTS[stream_of(kind)]


def decode(page: Iterable[SequencedEvent | ManipulatedEvent]) -> Batch:
    """Decode a page; of what cannot be read it says why."""
    batch = Batch()
    for stored in page:
        batch.add(stored)
    return batch
