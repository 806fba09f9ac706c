"""Builds appends for the tests of the log."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID, uuid4

from eventlog.entry import GENESIS
from eventlog.log import EventLog
from eventlog.shapes import Append, MatterMerge, NewEvent, NewGrant, NewMatter, Outcome, Recorded, Revocation

AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)


def event(kind: str = "noted", *, payload: bytes = b"{}", private: bytes | None = None) -> NewEvent:
    """An event of no meaning."""
    return NewEvent(kind, 1, payload, private, date(2026, 3, 1))


def first(*events: NewEvent, stream_id: UUID | None = None, command_id: UUID | None = None) -> Append:
    """The first append of a new stream."""
    command_id = command_id or uuid4()
    return Append(
        stream_id=stream_id or uuid4(),
        expected_version=0,
        prev_leaf=GENESIS,
        command_id=command_id,
        digest=sha256(command_id.bytes).digest(),
        actor=b"actor",
        meta=b"meta",
        recorded_at=AT,
        events=events or (event(),),
    )


async def following(log: EventLog, stream_id: UUID, *events: NewEvent) -> Append:
    """An append at the end of a stream as it is now."""
    append = first(*events, stream_id=stream_id)
    loaded = await log.load(stream_id, append.command_id)
    return append._replace(expected_version=loaded.version, prev_leaf=loaded.last_leaf)


async def open_case(log: EventLog, *, matter_id: UUID | None = None) -> tuple[UUID, UUID]:
    """A stream with one event that registers a matter; gives both ids."""
    matter_id = matter_id or uuid4()
    opened = first()._replace(matters=[NewMatter(matter_id, 0)])
    assert isinstance(await log.append(opened), Recorded)
    return opened.stream_id, matter_id


def ban_key(matter_id: UUID, error_class: str = "E1") -> str:
    """A ban key as a pack makes it."""
    return f"{matter_id}/{error_class}"


def a_grant(  # noqa: PLR0913 - one argument for each thing a test varies
    matter_id: UUID,
    *,
    occurrence_id: UUID | None = None,
    subject_id: UUID | None = None,
    liability: str = "disciplinary",
    error_class: str = "E1",
    exception_version: int | None = None,
    event_offset: int = 0,
) -> NewGrant:
    """A grant under the literal ban key."""
    return NewGrant(
        event_offset=event_offset,
        matter_id=matter_id,
        occurrence_id=occurrence_id or uuid4(),
        subject_id=subject_id or uuid4(),
        liability=liability,
        ban_key=ban_key(matter_id, error_class),
        exception_version=exception_version,
    )


async def grant(log: EventLog, stream_id: UUID, *grants: NewGrant) -> Outcome:
    """Append one event that grants."""
    return await log.append((await following(log, stream_id, event("granted")))._replace(grants=grants))


async def revoke(log: EventLog, stream_id: UUID, granted_version: int, subject_id: UUID | None = None) -> Outcome:
    """Append one event that revokes what an earlier one granted."""
    append = await following(log, stream_id, event("revoked"))
    return await log.append(append._replace(revocations=[Revocation(granted_version, subject_id, 0)]))


async def merge(log: EventLog, stream_id: UUID, merges: Sequence[MatterMerge]) -> Outcome:
    """Append one event that merges matters."""
    return await log.append((await following(log, stream_id, event("merged")))._replace(merges=merges))
