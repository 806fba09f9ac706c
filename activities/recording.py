"""What recording a command has in common, whatever it is about: its digest, its row in the ledger, its events."""

import hashlib
from collections.abc import Sequence
from uuid import uuid5

from activities.messages import Answer, NotAdmitted, Recorded, Stamped
from domain import refusals
from domain.agenda import Agenda
from domain.case.decisions import Grant
from domain.case.events import SCHEMA_VERSION
from domain.context import DecisionContext
from domain.messages import Envelope, Event, kind_of
from domain.refusals import Refusal
from eventlog.log import EventLog
from eventlog.meta import Channel, Meta
from eventlog.shapes import Append, Loaded, MatterMerge, NewEvent, NewGrant, NewMatter, Revocation

_RULE_REFUSES = 409


def digest_of(envelope: Envelope) -> bytes:
    """SHA-256 of actor and body, without the time: tells a repeated command from a reused id."""
    content = envelope.actor.model_dump_json() + envelope.body.model_dump_json()
    return hashlib.sha256(content.encode()).digest()


async def refuse(log: EventLog, task: Stamped, envelope: Envelope, refusal: Refusal) -> None:
    """Keep a refusal where it must be found again.

    Kept: what the rules refuse, and whatever came by signal, whose sender looks for the outcome in the ledger.
    Not kept: stale, malformed and unauthorised requests, and alarms, which must be free to ring again.
    """
    if task.door == "signal" or (task.door == "update" and refusal.status == _RULE_REFUSES):
        await log.refuse(
            command_id=envelope.command_id,
            stream_id=task.case_id,
            actor=envelope.actor.model_dump_json().encode(),
            digest=digest_of(envelope),
            refusal=refusal.model_dump_json().encode(),
            recorded_at=task.at,
        )


async def refuse_unreadable(log: EventLog, task: Stamped) -> Answer:
    """Keep what could not be read under an id made of its digest, so that nothing vanishes (docs/workflows.md)."""
    digest = task.unreadable_sha256 or ""
    await log.refuse(
        command_id=uuid5(task.case_id, digest),
        stream_id=task.case_id,
        actor=b"{}",
        digest=bytes.fromhex(digest),
        refusal=refusals.UNREADABLE.model_dump_json().encode(),
        recorded_at=task.at,
    )
    return NotAdmitted(refusal=refusals.UNREADABLE, agenda=None)


def earlier(log: EventLog, now: Agenda | None, loaded: Loaded, digest: bytes) -> Answer:
    """The first outcome of this command id: the same command gets it again, another one is told so."""
    row = loaded.earlier
    if row is None or not log.is_outcome_of(row, loaded.stream_id, digest):
        return NotAdmitted(refusal=refusals.KEY_REUSED, agenda=now)
    if row.refusal is not None:
        return NotAdmitted(refusal=Refusal.model_validate_json(row.refusal), agenda=now)
    if now is None or row.first_version is None or row.last_version is None:
        raise TypeError(f"command {row.command_id}: recorded without events")
    kinds = tuple(event.type for event in loaded.events[row.first_version - 1 : row.last_version])
    return Recorded(first_version=row.first_version, version=row.last_version, events=kinds, agenda=now)


def append_of(  # noqa: PLR0913 - all that an append is made of
    task: Stamped,
    envelope: Envelope,
    loaded: Loaded,
    context: DecisionContext,
    events: Sequence[Event],
    *,
    numbered_by: str | None = None,
) -> Append:
    """All that a decision writes: its events, and what they enter in the registers.

    Args:
        task: by which channel the command came, and when.
        envelope: with the command.
        loaded: what it was decided on.
        context: by which law.
        events: what comes of it.
        numbered_by: the organ in whose name documents go out of the stream.
    """
    numbered_by = _numbered_by(envelope, events, numbered_by)
    entries = [(offset, event.registers) for offset, event in enumerate(events)]
    return Append(
        stream_id=task.case_id,
        expected_version=loaded.version,
        prev_leaf=loaded.last_leaf,
        command_id=envelope.command_id,
        digest=digest_of(envelope),
        actor=envelope.actor.model_dump_json().encode(),
        meta=_meta_of(envelope, task.door, context, loaded, numbered_by),
        recorded_at=task.at,
        events=[_new_event(event) for event in events],
        grants=[_new_grant(offset, grant) for offset, entry in entries for grant in entry.grants],
        matters=[NewMatter(entry.matter, offset) for offset, entry in entries if entry.matter],
        merges=[MatterMerge(entry.merged.matter, entry.merged.into) for _, entry in entries if entry.merged],
        revocations=[
            Revocation(entry.revoked.granted_version, entry.revoked.subject, offset)
            for offset, entry in entries
            if entry.revoked
        ],
    )


def _numbered_by(envelope: Envelope, events: Sequence[Event], sender: str | None) -> str | None:
    """The organ that gives a number to what begins or goes out with some events, if anything does."""
    if (taker := events[0].numbered_by) is not None:
        return taker
    for event in events:
        if event.dispatch is not None:
            return event.numbered_by or (envelope.actor.organ if event.dispatch.by_actor else sender)
    return None


def _meta_of(
    envelope: Envelope, channel: Channel, context: DecisionContext, loaded: Loaded, numbered_by: str | None
) -> bytes:
    """What the log keeps beside the events of a command: who, by which law, how it came in, and by whose number."""
    numbers = context.organs.organ(numbered_by) if numbered_by else None
    meta = Meta(
        actor=envelope.actor,
        request_id=envelope.request_id,
        pack_sha256=context.pack_sha256,
        calendar_version=context.calendar.version,
        organs_version=loaded.reference["organs", "organs"].version,
        access_rules=envelope.access_rules,
        door=channel,
        mark=numbers.mark if numbers else None,
    )
    return meta.model_dump_json(exclude_none=True).encode()


def _new_event(event: Event) -> NewEvent:
    """An event as it is appended; what people wrote goes beside the facts."""
    return NewEvent(
        type=kind_of(type(event)),
        schema_version=SCHEMA_VERSION,
        payload=event.model_dump_json(exclude={"private"}).encode(),
        private=event.private.model_dump_json(exclude_defaults=True).encode() if event.private else None,
        valid_on=event.on,
    )


def _new_grant(offset: int, grant: Grant) -> NewGrant:
    return NewGrant(
        event_offset=offset,
        matter_id=grant.matter_id,
        occurrence_id=grant.occurrence_id,
        subject_id=grant.subject,
        liability=grant.liability,
        ban_key=grant.ban_key,
        exception_version=grant.exception_version,
    )
