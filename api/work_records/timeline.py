"""The entries of a work record: facts, and what was written, for whoever may read it at all."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from uuid import UUID

from fastapi import Request

from api.auth.policy import allowed, applicant_group
from api.auth.tokens import Persona
from api.auth.visibility import installed_of
from api.http.requests import here_of
from domain.values import Actor, FreeText, Frozen
from domain.work_records.events import WORK_RECORD_EVENT, WorkRecordEvent, WorkRecordOpened
from eventlog.log import StoredEvent
from eventlog.meta import Channel, Meta

_PAGE = 1_000


class WorkRecordEntry(Frozen):
    """One event: what happened on which day, recorded when, by whom; words unless erased, or not for the reader."""

    version: int
    kind: str
    on: date
    recorded_at: datetime
    actor: Actor
    door: Channel
    command_id: UUID
    facts: WorkRecordEvent
    words: FreeText | None = None
    words_erased: bool = False


async def entries(
    request: Request, who: Persona, record_id: UUID, opened: WorkRecordOpened
) -> tuple[WorkRecordEntry, ...]:
    """The whole history in its order.

    The keeper and whoever opened it read all that was written, as do those who read the words of cases.
    """
    organs = await installed_of(request).organs()
    own = (who.organ,) if opened.confidential else applicant_group(organs, who.organ)
    readable = bool({opened.keeper, opened.opened_by} & set(own)) or allowed(who, "read_words").allow
    return tuple([entry async for entry in _stream(request, record_id, readable=readable)])


async def _stream(request: Request, record_id: UUID, *, readable: bool) -> AsyncIterator[WorkRecordEntry]:
    """Page by page: a record that comes round has no greatest length."""
    log, after = here_of(request).event_log, 0
    while page := await log.read_stream(record_id, after_version=after, limit=_PAGE):
        for stored in page:
            yield _entry(stored, readable=readable)
        after = page[-1].version
        if len(page) < _PAGE:
            return


def _entry(stored: StoredEvent, *, readable: bool) -> WorkRecordEntry:
    meta = Meta.model_validate_json(stored.meta)
    return WorkRecordEntry(
        version=stored.version,
        kind=stored.type,
        on=stored.valid_on,
        recorded_at=stored.recorded_at,
        actor=meta.actor,
        door=meta.door,
        command_id=stored.command_id,
        facts=WORK_RECORD_EVENT.validate_json(stored.payload),
        words=FreeText.model_validate_json(stored.private) if readable and stored.private else None,
        words_erased=readable and stored.erased,
    )
