"""The history of a risk filing as far as a caller may read it: facts, and the words that are theirs to read."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from fastapi import Request

from api.auth.policy import allowed, applicant_group
from api.auth.tokens import Persona
from api.auth.visibility import installed_of
from api.http.requests import here_of
from domain.risk_filings.events import RISK_FILING_EVENT, RiskFilingEvent, RiskFilingText
from domain.values import Actor, Frozen
from eventlog.log import StoredEvent
from eventlog.meta import Channel, Meta

_EVENTS_MAX = 1_000
"""More than a filing ever has: three steps, and as many again with each change."""


class RiskFilingEntry(Frozen):
    """One event: what happened on which day, recorded when, by whom, through which door; words unless erased."""

    version: int
    kind: str
    on: date
    recorded_at: datetime
    actor: Actor
    door: Channel
    command_id: UUID
    facts: RiskFilingEvent
    words: RiskFilingText | None = None
    words_erased: bool = False


async def history(request: Request, who: Persona, filing_id: UUID, unit: str) -> tuple[RiskFilingEntry, ...]:
    """The whole history in its order.

    The unit reads what it wrote itself and what was answered to it; handling organs read all; others no words.
    """
    stored = await here_of(request).event_log.read_stream(filing_id, limit=_EVENTS_MAX)
    organs = await installed_of(request).organs()
    own = who.organ in applicant_group(organs, unit)
    return tuple(_entries(stored, readable=own or allowed(who, "read_words").allow))


def _entries(page: Sequence[StoredEvent], *, readable: bool) -> Iterator[RiskFilingEntry]:
    for stored in page:
        meta = Meta.model_validate_json(stored.meta)
        yield RiskFilingEntry(
            version=stored.version,
            kind=stored.type,
            on=stored.valid_on,
            recorded_at=stored.recorded_at,
            actor=meta.actor,
            door=meta.door,
            command_id=stored.command_id,
            facts=RISK_FILING_EVENT.validate_json(stored.payload),
            words=RiskFilingText.model_validate_json(stored.private) if readable and stored.private else None,
            words_erased=readable and stored.erased,
        )
