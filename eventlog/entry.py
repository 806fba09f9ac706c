"""The bytes the log commits to: one fixed binary layout per format, the format in the first byte.

An entry holds the header of an event and salted digests of its contents, so that contents can be erased while every
hash stays checkable. Nothing here is derived from anything re-serialised. This module knows neither keys nor SQL.

Format 1, big-endian: format u8, stream 16 B, version u32, recorded_at i64 (microseconds since 1970 UTC), valid_on i32
(days since 1970-01-01), command 16 B, schema version u16, previous leaf 32 B, payload digest 32 B, private flag u8,
private digest 32 B (zeros without the flag), length of type u8, length of meta u16; then type (UTF-8), then meta.
"""

import hashlib
import struct
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from asyncpg.pgproto import pgproto

FORMAT = 1
MAX_ENTRY_BYTES = 65_535  # C2SP tlog-tiles: an entry bundle gives each entry a 16-bit length
GENESIS = bytes(32)  # the previous leaf of a stream's first event

_HEADER = struct.Struct(">B16sIqi16sH32s32sB32sBH")
_TIMES = struct.Struct(">qi")  # recorded_at and valid_on
_TIMES_AT, _SCHEMA_ENDS, _TYPE_LENGTH_AT = 21, 51, 148
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SERVER_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_uuid = pgproto.UUID  # as rows have them: made of bytes in a twelfth of the time
_SERVER_MICROSECONDS = (_SERVER_EPOCH - _EPOCH) // _MICROSECOND
_SERVER_DAYS = _SERVER_EPOCH.toordinal() - _EPOCH_DAY


class MalformedEntry(ValueError):  # noqa: N818 - named for what it is
    """These bytes are no entry of a known format, or not in its one canonical form."""


class Entry(NamedTuple):
    """What an entry says; `private_digest` is None when the event had no private part.

    A named tuple, because one is made for every event appended or read, and it takes a fifth of a dataclass's time.
    """

    stream_id: UUID
    version: int
    recorded_at: datetime
    valid_on: date
    command_id: UUID
    schema_version: int
    type: str
    prev_leaf: bytes
    meta: bytes
    payload_digest: bytes
    private_digest: bytes | None


def salted_digest(salt: bytes, content: bytes) -> bytes:
    """SHA-256(salt || content): the salt keeps a short erased text from being guessed back."""
    return hashlib.sha256(salt + content).digest()


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of an entry in the Merkle tree (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def encode_entry(entry: Entry) -> bytes:
    """Lay an entry out in format 1.

    Raises:
        ValueError: a field does not fit its place, a time has no zone, or the whole exceeds `MAX_ENTRY_BYTES`.
    """
    type_bytes = entry.type.encode()
    private_digest = entry.private_digest
    if len(entry.prev_leaf) != 32 or len(entry.payload_digest) != 32 or len(private_digest or GENESIS) != 32:  # noqa: PLR2004 - SHA-256
        raise ValueError("a digest is not 32 bytes long")
    try:
        header = _HEADER.pack(
            FORMAT,
            entry.stream_id.bytes,
            entry.version,
            (entry.recorded_at - _EPOCH) // _MICROSECOND,
            entry.valid_on.toordinal() - _EPOCH_DAY,
            entry.command_id.bytes,
            entry.schema_version,
            entry.prev_leaf,
            entry.payload_digest,
            private_digest is not None,
            GENESIS if private_digest is None else private_digest,
            len(type_bytes),
            len(entry.meta),
        )
    except (struct.error, TypeError) as error:
        raise ValueError(f"the entry of {entry.stream_id} version {entry.version} does not fit: {error}") from error
    encoded = header + type_bytes + entry.meta
    if len(encoded) > MAX_ENTRY_BYTES:
        raise ValueError(f"an entry has at most {MAX_ENTRY_BYTES} bytes, this one {len(encoded)}")
    return encoded


def decode_entry(encoded: bytes) -> Entry:
    """Read an entry back; only the canonical form is accepted, so `encode_entry` gives the same bytes again.

    Raises:
        MalformedEntry: another format, a wrong length, or a form `encode_entry` never writes.
    """
    if not encoded or encoded[0] != FORMAT:
        raise MalformedEntry(f"unknown entry format {encoded[:1].hex() or 'of no bytes'}")
    if not _HEADER.size <= len(encoded) <= MAX_ENTRY_BYTES:
        raise MalformedEntry(f"an entry cannot have {len(encoded)} bytes")
    (
        _,
        stream,
        version,
        recorded_us,
        valid_days,
        command,
        schema_version,
        prev_leaf,
        payload_digest,
        flag,
        private_digest,
        type_length,
        meta_length,
    ) = _HEADER.unpack_from(encoded)
    meta_at = _HEADER.size + type_length
    if len(encoded) != meta_at + meta_length or flag > 1 or (not flag and private_digest != GENESIS):
        raise MalformedEntry("lengths or flags contradict each other")
    try:
        return Entry(
            _uuid(stream),
            version,
            _EPOCH + timedelta(microseconds=recorded_us),
            date.fromordinal(valid_days + _EPOCH_DAY),
            _uuid(command),
            schema_version,
            encoded[_HEADER.size : meta_at].decode(),
            prev_leaf,
            encoded[meta_at:],
            payload_digest,
            private_digest if flag else None,
        )
    except (OverflowError, ValueError) as error:
        raise MalformedEntry(str(error)) from error


def columns_of(encoded: bytes) -> bytes:
    """What the columns beside an entry hold if they are its own, in the bytes in which PostgreSQL sends them.

    Those of `event_evidence.columns` (migrations/0010_set_aside.sql): times count from 2000 there.
    """
    recorded_us, valid_days = _TIMES.unpack_from(encoded, _TIMES_AT)
    times = _TIMES.pack(recorded_us - _SERVER_MICROSECONDS, valid_days - _SERVER_DAYS)
    type_ends = _HEADER.size + encoded[_TYPE_LENGTH_AT]
    return (
        encoded[1:_TIMES_AT]
        + times
        + encoded[_TIMES_AT + _TIMES.size : _SCHEMA_ENDS]
        + encoded[_HEADER.size : type_ends]
    )
