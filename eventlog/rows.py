"""Between shapes and rows: what `append_events` takes, and what the reading statements give."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.secrecy import padded
from eventlog.entry import Entry, MalformedEntry, decode_entry, encode_entry, leaf_hash, salted_digest
from eventlog.integrity import Evidence, Fault, Manipulated, check_private, checked, checked_stream
from eventlog.keys import CaseKeys, event_place, seal, unseal
from eventlog.secret_facts import SECRET_FACTS, SecretFacts
from eventlog.shapes import (
    Append,
    LedgerRow,
    ManipulatedEvent,
    RecordedEvent,
    SequencedEvent,
    StoredEvent,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shape = TypeVar("Shape", bound="DataclassInstance")

_SALT_BYTES = 16


def append_arguments(
    append: Append, secrets: SecretFacts, cipher: AESGCM | None, wrapped: bytes | None, findings: Sequence[str]
) -> tuple[tuple[object, ...], bytes]:
    """The arguments of `append_events`, in its order, and the leaf of the last event.

    Args:
        append: what to write.
        secrets: seals the facts that are secret.
        cipher: of the case's key; needed when an event has a private part.
        wrapped: the case's new key as stored, with a stream's first append only.
        findings: event types that count as a finding on a recurrence.
    """
    stream, first = append.stream_id, append.expected_version + 1
    new_events = []
    leaf = append.prev_leaf
    for version, event in enumerate(append.events, first):
        payload, private = secrets.seal(event.type, event.payload, stream, version), event.private
        if event.type in SECRET_FACTS and cipher is not None:
            private = padded(private or b"")  # neither whether nor how much was written must tell of a secret fact
        salts = os.urandom(2 * _SALT_BYTES)
        payload_salt, private_salt, private_digest = salts[:_SALT_BYTES], None, None
        if private is not None:
            if cipher is None:
                raise ValueError("a private part needs the key of its case")
            private = seal(cipher, private, event_place(stream, version))
            private_salt = salts[_SALT_BYTES:]
            private_digest = salted_digest(private_salt, private)
        entry = encode_entry(
            Entry(
                stream,
                version,
                append.recorded_at,
                event.valid_on,
                append.command_id,
                event.schema_version,
                event.type,
                leaf,
                append.meta,
                salted_digest(payload_salt, payload),
                private_digest,
            )
        )
        leaf = leaf_hash(entry)
        new_events.append(
            (
                event.type,
                event.schema_version,
                event.valid_on,
                entry,
                payload,
                payload_salt,
                private,
                private_salt,
            )
        )
    arguments = (
        stream,
        append.expected_version,
        append.prev_leaf,
        append.command_id,
        append.digest,
        append.actor,
        append.recorded_at,
        wrapped,
        *new_events[0],
        new_events[1:] or None,
        _registration(append, first, findings),
    )
    return arguments, leaf


def _registration(append: Append, first: int, findings: Sequence[str]) -> tuple[object, ...] | None:
    """Rows of matter, merges, revocations and grants; for nearly every append there are none."""
    if not (append.matters or append.merges or append.revocations or append.grants):
        return None
    stream = append.stream_id
    return (
        [(m.matter_id, None, stream, first + m.event_offset) for m in append.matters],
        [(m.matter_id, m.into, None, None) for m in append.merges],
        [(r.granted_version, r.subject_id, first + r.event_offset) for r in append.revocations],
        [
            (
                stream,
                first + g.event_offset,
                g.matter_id,
                g.occurrence_id,
                g.subject_id,
                g.liability,
                g.ban_key,
                g.exception_version,
                None,
            )
            for g in append.grants
        ],
        findings,
    )


def recorded_events(stream_id: UUID, row: asyncpg.Record, secrets: SecretFacts) -> tuple[RecordedEvent, ...]:
    """The events of a whole stream as folds see them.

    Raises:
        Manipulated: they are not what was recorded.
    """
    entries, payloads = row["entries"] or (), row["payloads"] or ()
    evidence: list[Evidence] = list(
        zip(entries, row["columns"] or (), payloads, row["payload_salts"] or (), strict=True)
    )
    found = checked_stream(stream_id, evidence, last_leaf=row["leaf"], numbered=row["numbered"] or 0)
    return tuple(
        RecordedEvent(*_header(entry), _opened(entry, payload, secrets))
        for entry, payload in zip(found, payloads, strict=True)
    )


def sequenced_event(row: asyncpg.Record) -> SequencedEvent | ManipulatedEvent:
    """An event with its log index, secret facts sealed; or what is known of one that is not what was recorded."""
    place = row["log_index"], row["stream_id"], row["version"]
    return _sequenced(*place, _evidence(row), row["predecessor"], row["predecessor_index"])


def _sequenced(  # noqa: PLR0913, PLR0917 - its place, what is kept of it, and what stands before it
    log_index: int, stream_id: UUID, version: int, evidence: Evidence, predecessor: bytes | None, before: int | None
) -> SequencedEvent | ManipulatedEvent:
    """An event that is what was recorded, and stands behind the one before it; or what is known of it.

    Args:
        log_index: its place in the log.
        stream_id: of its stream.
        version: its place there.
        evidence: of it, without an entry where it is not there.
        predecessor: the leaf of the event before it in its stream.
        before: the place of that one in the log.
    """
    fault: Fault = "missing"
    if evidence[0] is not None:
        try:
            entry = checked(evidence, predecessor)
        except Manipulated as found:
            fault = found.fault
        else:
            if version == 1 or (before is not None and before <= log_index):
                return SequencedEvent(
                    stream_id,
                    version,
                    entry.type,
                    entry.schema_version,
                    entry.recorded_at,
                    entry.valid_on,
                    entry.command_id,
                    entry.meta,
                    evidence[2],
                    log_index,
                )
            fault = "order"
    return ManipulatedEvent(stream_id, version, log_index, fault, *_told(evidence[0]))


def numbered_streams(found: Iterable[asyncpg.Record]) -> list[SequencedEvent | ManipulatedEvent]:
    """Whole streams one after another, each as it stands in the log: what `sequenced_event` gives of each event.

    Args:
        found: rows of log_index, stream_id, version, entry, columns, leaf, payload, payload_salt, in the order of
            streams and versions.
    """
    events: list[SequencedEvent | ManipulatedEvent] = []
    in_order = True
    stream, last = UUID(int=0), 0
    last_leaf: bytes | None = None
    last_index: int | None = None
    for log_index, stream_id, version, entry, columns, leaf, payload, salt in found:
        if stream_id != stream:
            stream, last, last_leaf, last_index = stream_id, 0, None, None
        predecessor, before = (last_leaf, last_index) if version == last + 1 else (None, None)
        in_order = in_order and (before is None or before < log_index)
        events.append(_sequenced(log_index, stream, version, (entry, columns, payload, salt), predecessor, before))
        last, last_leaf, last_index = version, leaf, log_index
    return events if in_order else sorted(events, key=lambda event: (event.stream_id, event.log_index))


def whole_entry(row: asyncpg.Record) -> Entry:
    """The entry of an event that is what was recorded, in its facts and in its words as they are kept.

    Raises:
        Manipulated: it is not.
    """
    entry = checked(_evidence(row), row["predecessor"])
    check_private(entry, row["private"], row["private_salt"])
    return entry


def stored_event(row: asyncpg.Record, case_keys: CaseKeys, secrets: SecretFacts) -> StoredEvent:
    """An event with its private part, if that is still there and its key too.

    Raises:
        Manipulated: it is not what was recorded, or does not open with the key that is there.
    """
    entry = whole_entry(row)
    payload, sealed = _opened(entry, row["payload"], secrets), row["private"]
    private = None
    try:
        cipher = case_keys.learn(entry.stream_id, row["wrapped"])
        if sealed is not None and cipher is not None:
            private = unseal(cipher, sealed, event_place(entry.stream_id, entry.version))
    except InvalidTag:
        raise Manipulated(entry.stream_id, entry.version, "key") from None
    erased = private is None and entry.private_digest is not None
    written = private.rstrip(b" ") if private else None  # what was padded
    return StoredEvent(*_header(entry), payload, written or None, erased)


def leaf_of(row: asyncpg.Record) -> bytes:
    """The leaf of a stored event.

    Raises:
        Manipulated: it is not what was recorded.
    """
    whole_entry(row)
    return leaf_hash(row["entry"])


def _opened(entry: Entry, payload: bytes, secrets: SecretFacts) -> bytes:
    """The facts of an event, the secret ones in clear."""
    try:
        return secrets.open(entry.type, payload, entry.stream_id, entry.version)
    except InvalidTag:
        raise Manipulated(entry.stream_id, entry.version, "key") from None


def _evidence(row: asyncpg.Record) -> Evidence:
    return row["entry"], row["columns"], row["payload"], row["payload_salt"]


def _told(encoded: bytes | None) -> tuple[str | None, date | None, bytes]:
    """The type, date and meta part that an entry tells, if it is one; whatever else of its event was changed."""
    try:
        entry = decode_entry(encoded or b"")
    except MalformedEntry:
        return None, None, b"{}"
    return entry.type, entry.valid_on, entry.meta


def _header(entry: Entry) -> tuple[UUID, int, str, int, datetime, date, UUID, bytes]:
    """The fields every event shape starts with, in their order."""
    return (
        entry.stream_id,
        entry.version,
        entry.type,
        entry.schema_version,
        entry.recorded_at,
        entry.valid_on,
        entry.command_id,
        entry.meta,
    )


def shaped(shape: type[Shape], row: asyncpg.Record, **others: object) -> Shape:
    """A row as a shape whose fields are called like its columns; `others` are fields that no column has."""
    columns = {field.name: row[field.name] for field in fields(shape) if field.name not in others}
    return shape(**columns, **others)


def ledger_row(row: asyncpg.Record) -> LedgerRow:
    """A row of `command`."""
    refusal = row["refusal"]
    return shaped(LedgerRow, row, refusal=None if refusal is None else refusal.encode())
