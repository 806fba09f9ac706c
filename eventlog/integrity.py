"""Whether what is read is what was recorded: an event's columns, its contents and its predecessor against its entry.

Whoever may change rows behind the application's back can change any of them, so every read checks. Nothing here is
derived from anything re-serialised, and nothing here knows SQL.
"""

import struct
from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from eventlog.entry import GENESIS, Entry, MalformedEntry, columns_of, decode_entry, leaf_hash, salted_digest

Fault = Literal["missing", "entry", "columns", "payload", "private", "key", "chain", "order", "ledger"]
"""What does not hold: the event is not there; its entry is none; its columns, its facts or its words are not those the
entry commits to; what is sealed in it opens with no key of ours; its predecessor is another event; it has no place, or
a wrong one, in the order of the log; the ledger of commands says otherwise.
"""

_PLACE = struct.Struct(">16si")

Evidence = tuple[bytes, bytes, bytes, bytes]
"""Of one event: its entry, its columns as the server sends them, its facts, and their salt."""


class Manipulated(RuntimeError):  # noqa: N818 - named for what happened
    """The log was changed behind the application's back: nothing of this stream is shown, and nothing decided on it."""

    def __init__(self, stream_id: UUID, version: int, fault: Fault) -> None:
        super().__init__(f"{stream_id} version {version}: {fault}")
        self.stream_id = stream_id
        self.version = version
        self.fault = fault


def checked(evidence: Evidence, predecessor: bytes | None) -> Entry:
    """The entry of an event that is what it was.

    Args:
        evidence: of the event.
        predecessor: the leaf of the event before it in its stream, None: there is none; not asked for the first one.

    Raises:
        Manipulated: it is not.
    """
    encoded, columns, payload, salt = evidence
    try:
        entry = decode_entry(encoded)
    except MalformedEntry:
        raise _manipulated(columns, "entry") from None
    if columns_of(encoded) != columns:
        raise _manipulated(columns, "columns")
    if salted_digest(salt, payload) != entry.payload_digest:
        raise _manipulated(columns, "payload")
    if entry.version == 1:
        predecessor = GENESIS
    if predecessor is None:
        raise Manipulated(entry.stream_id, entry.version - 1, "missing")
    if entry.prev_leaf != predecessor:
        raise _manipulated(columns, "chain")
    return entry


def checked_stream(
    stream_id: UUID, events: Iterable[Evidence], *, last_leaf: bytes | None, numbered: int
) -> tuple[Entry, ...]:
    """The entries of a whole stream, in its order, none missing.

    Args:
        stream_id: of the stream, for what is missing.
        events: all that there are, by their versions.
        last_leaf: the leaf of the last one as the database has it.
        numbered: the last version that has a place in the log.

    Raises:
        Manipulated: at the first version that does not hold.
    """
    entries: list[Entry] = []
    leaf = GENESIS
    for evidence in events:
        if place_of(evidence[1]) != (stream_id, len(entries) + 1):
            raise Manipulated(stream_id, len(entries) + 1, "missing")
        entries.append(checked(evidence, leaf))
        leaf = leaf_hash(evidence[0])
    if numbered > len(entries):
        raise Manipulated(stream_id, len(entries) + 1, "missing")
    if entries and leaf != last_leaf:
        raise Manipulated(stream_id, len(entries), "chain")
    return tuple(entries)


def check_private(entry: Entry, private: bytes | None, salt: bytes | None) -> None:
    """Check the sealed words of an event; without any, they were erased or never were.

    Raises:
        Manipulated: they are not those the entry commits to.
    """
    if private is not None and salted_digest(salt or b"", private) != entry.private_digest:
        raise Manipulated(entry.stream_id, entry.version, "private")


def place_of(columns: bytes) -> tuple[UUID, int]:
    """The stream and the version that an event is kept under."""
    stream, version = _PLACE.unpack_from(columns)
    return UUID(bytes=stream), version


def _manipulated(columns: bytes, fault: Fault) -> Manipulated:
    return Manipulated(*place_of(columns), fault)
