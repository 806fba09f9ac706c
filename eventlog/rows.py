"""Between shapes and rows: what `append_events` takes, and what the reading statements give."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog.entry import Entry, decode_entry, encode_entry, leaf_hash, salted_digest
from eventlog.keys import CaseKeys, event_place, seal, unseal
from eventlog.shapes import (
    Append,
    LedgerRow,
    RecordedEvent,
    Reference,
    SequencedEvent,
    StoredEvent,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shape = TypeVar("Shape", bound="DataclassInstance")

_SALT_BYTES = 16


def append_arguments(
    append: Append, cipher: AESGCM | None, wrapped: bytes | None, findings: Sequence[str]
) -> tuple[tuple[object, ...], bytes]:
    """The arguments of `append_events`, in its order, and the leaf of the last event.

    Args:
        append: what to write.
        cipher: of the case's key; needed when an event has a private part.
        wrapped: the case's new key as stored, with a stream's first append only.
        findings: event types that count as a finding on a recurrence.
    """
    stream, first = append.stream_id, append.expected_version + 1
    new_events = []
    leaf = append.prev_leaf
    for version, event in enumerate(append.events, first):
        payload, private = event.payload, event.private
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


def recorded_event(encoded: bytes, payload: bytes) -> RecordedEvent:
    """An event as folds see it."""
    return RecordedEvent(*_header(decode_entry(encoded)), payload)


def sequenced_event(row: asyncpg.Record) -> SequencedEvent:
    """An event with its log index."""
    return SequencedEvent(*_header(decode_entry(row["entry"])), row["payload"], row["log_index"])


def stored_event(row: asyncpg.Record, case_keys: CaseKeys) -> StoredEvent:
    """An event with its private part, if that is still there and its key too."""
    entry = decode_entry(row["entry"])
    cipher = case_keys.learn(entry.stream_id, row["wrapped"])
    sealed = row["private"]
    private = None
    if sealed is not None and cipher is not None:
        private = unseal(cipher, sealed, event_place(entry.stream_id, entry.version))
    erased = private is None and entry.private_digest is not None
    return StoredEvent(*_header(entry), row["payload"], private, erased)


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


def reference(row: asyncpg.Record, contents: Mapping[bytes, bytes]) -> Reference:
    """A row of `reference_data`; its content from the process cache, where it must be."""
    return shaped(Reference, row, content=contents[row["sha256"]])
