"""The history of a stream as it is answered: one entry an event, with facts, and words where they may be read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, TypeAdapter
from pydantic_core import from_json

from domain.values import Actor, FreeText, Frozen
from eventlog.log import EventLog
from eventlog.meta import Channel, Meta
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent

F = TypeVar("F")
T = TypeVar("T", bound=FreeText)

_EVENTS_A_READ = 1_000


class Entry(Frozen, Generic[F, T]):
    """One event: what happened on which day, recorded when, by whom; words unless erased, or not for the reader."""

    version: int
    kind: str
    on: date
    recorded_at: datetime
    actor: Actor
    door: Channel
    command_id: UUID
    facts: F
    words: T | None = None
    words_erased: bool = False


N = TypeVar("N", bound=Entry[Any, Any])


async def whole_stream(log: EventLog, stream_id: UUID) -> list[StoredEvent]:
    """Every event of a stream, read page by page: a history has no greatest length."""
    stored = list[StoredEvent]()
    while True:
        after = stored[-1].version if stored else 0
        stored += (read := await log.read_stream(stream_id, after_version=after, limit=_EVENTS_A_READ))
        if len(read) < _EVENTS_A_READ:
            return stored


async def whole_timeline(
    log: EventLog, stream_id: UUID, model: type[N], event: TypeAdapter[Any], *, readable: bool
) -> tuple[N, ...]:
    """The whole history of a stream in which nothing is sealed, in its order."""
    stored = await whole_stream(log, stream_id)
    return tuple(entry(model, each, meta_of(each), facts_of(event, each), readable=readable) for each in stored)


def meta_of(stored: StoredEvent) -> Meta:
    """Who recorded an event, and how it came in."""
    return Meta.model_validate_json(stored.meta)


def entry(  # noqa: PLR0913 - all that an entry is made of
    model: type[N],
    stored: StoredEvent,
    meta: Meta,
    facts: object,
    *,
    readable: bool,
    sealed_actor: Actor | None = None,
) -> N:
    """One event as an entry; `sealed_actor` stands for whoever acted where the reader may not know who it was."""
    return model(
        version=stored.version,
        kind=stored.type,
        on=stored.valid_on,
        recorded_at=stored.recorded_at,
        actor=sealed_actor or meta.actor,
        door=meta.door,
        command_id=stored.command_id,
        facts=facts,
        words=from_json(stored.private) if readable and stored.private else None,
        words_erased=readable and stored.erased,
    )


def timeline_reply(answer: BaseModel, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with `events`: their words stand beside the facts, so the facts leave out the text they came with."""
    content = answer.model_dump_json(exclude={"events": {"__all__": {"facts": {"private"}}}})
    return Response(content, headers=headers, media_type="application/json")
