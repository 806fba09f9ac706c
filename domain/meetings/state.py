"""A meeting as its events tell it, and their fold. Nothing here decides; nothing here knows a pack or a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from domain.folding import fold_events
from domain.meetings.events import (
    EnteredResult,
    MeetingCancelled,
    MeetingChanged,
    MeetingConvened,
    MeetingCorrected,
    MeetingEvent,
    MeetingRecorded,
)


@dataclass(frozen=True, slots=True)
class Convened:
    """已通知: to be held on a day."""

    planned_on: date


@dataclass(frozen=True, slots=True)
class Cancelled:
    """已取消: not held."""

    on: date


@dataclass(frozen=True, slots=True)
class Held:
    """已登记: held on a day; its newest entry is the event of that version, in minutes of that number."""

    on: date
    entry: int
    minutes_number: str
    items: tuple[EnteredResult, ...]


@dataclass(frozen=True)
class Meeting:
    """会议: a meeting as its events tell it.

    Attributes:
        version: Number of events.
        opened: How it was convened.
        agenda: For each case on it, in its order, the step to decide.
        invited: Who is asked to come beside the members, by the notice as it stands.
        planned_on: The day that the notice says, whenever it was held.
    """

    id: UUID
    version: int
    opened: MeetingConvened
    stage: Convened | Cancelled | Held
    planned_on: date
    agenda: Mapping[UUID, str] = field(default_factory=dict)
    invited: tuple[str, ...] = ()

    @property
    def jurisdiction(self) -> str:
        """The place of the organ that meets."""
        return self.opened.jurisdiction

    @property
    def numbered_by(self) -> str:
        """The organ in whose name documents go out."""
        return self.opened.numbered_by

    @property
    def pack_sha256(self) -> str:
        """The edition in force when it was convened; a case is decided by its own."""
        return self.opened.pack_sha256

    @property
    def stage_name(self) -> str:
        """The stage in one word."""
        match self.stage:
            case Convened():
                return "convened"
            case Cancelled():
                return "cancelled"
            case Held():
                return "held"
            case _:
                assert_never(self.stage)

    @property
    def closed(self) -> bool:
        """Whether it was called off; what was entered of one that was held may be corrected."""
        return isinstance(self.stage, Cancelled)


def initial(meeting_id: UUID, opened: MeetingConvened) -> Meeting:
    """The state after the first event; a state holds facts alone."""
    return Meeting(
        id=meeting_id,
        version=1,
        opened=opened.model_copy(update={"private": None}),
        stage=Convened(opened.planned_on),
        planned_on=opened.planned_on,
        agenda=_agenda(opened),
        invited=opened.invited,
    )


def fold(meeting_id: UUID, events: list[MeetingEvent]) -> Meeting | None:
    """The meeting after its events in order; None when there are none."""
    return fold_events(meeting_id, events, MeetingConvened, initial, evolve)


def evolve(meeting: Meeting, event: MeetingEvent) -> Meeting:
    """The meeting after one more event."""
    meeting = replace(meeting, version=meeting.version + 1)
    match event:
        case MeetingConvened():
            raise TypeError(f"meeting {meeting.id} was convened twice")
        case MeetingChanged():
            return replace(
                meeting,
                stage=Convened(event.planned_on),
                planned_on=event.planned_on,
                agenda=_agenda(event),
                invited=event.invited,
            )
        case MeetingCancelled():
            return replace(meeting, stage=Cancelled(event.on))
        case MeetingRecorded() | MeetingCorrected():
            return replace(meeting, stage=Held(event.on, meeting.version, event.minutes_number, event.items))
        case _:
            assert_never(event)


def _agenda(event: MeetingConvened | MeetingChanged) -> Mapping[UUID, str]:
    return {item.case: item.step for item in event.agenda}
