"""What of a risk filing a caller may see: judged by the event that opened it, as with a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.auth.policy import Action, Resource, allowed, applicant_group
from api.auth.tokens import Persona
from api.auth.visibility import installed_of
from api.http.context import AppContext
from api.http.problems import BUSY_HEADERS, NOT_FOUND, UNAVAILABLE, Particulars, ProblemRaised
from api.http.requests import here_of
from domain.organs import Organs
from domain.risk_filings.events import RISK_FILING_EVENT, RiskFilingReceived, RiskFilingText
from eventlog.log import StoredEvent
from projections.risk_filings import model as risk_filings
from projections.risk_filings.model import RiskFilingRow
from workflows.client import RISK_FILING


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a filing came in: the fact, and its title (None when erased)."""

    received: RiskFilingReceived
    title: str | None


async def require_visible(request: Request, who: Persona, action: Action, filing_id: UUID) -> Receipt:
    """How a filing came in that the caller may do this with.

    Raises:
        ProblemRaised: 404, whether there is no such filing or the caller may not know of it.
    """
    page = await here_of(request).event_log.read_stream(filing_id, limit=1)
    if not page or page[0].type != RISK_FILING.begins:
        raise ProblemRaised(NOT_FOUND)
    receipt = _receipt(page[0])
    organs = await installed_of(request).organs()
    if not allowed(who, action, _resource(receipt.received, organs), organs).allow:
        raise ProblemRaised(NOT_FOUND)
    return receipt


async def row_of(here: AppContext, filing_id: UUID, seen: int = 0) -> RiskFilingRow:
    """A filing that exists, once the read model shows the version seen, or what it shows after two seconds.

    Raises:
        ProblemRaised: 503, it is not shown at all yet.
    """
    row = await risk_filings.get(here.pool, filing_id)
    if row is None or row.version < seen:
        await here.read_models.wait_for(filing_id, max(seen, 1), shown=risk_filings.shown_version)
        row = await risk_filings.get(here.pool, filing_id)
    if row is None:
        raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))
    return row


async def titles_of(here: AppContext, filing_ids: Sequence[UUID]) -> Mapping[UUID, str | None]:
    """The titles of some filings, with one statement."""
    firsts = await here.event_log.read_firsts(filing_ids)
    return {event.stream_id: _receipt(event).title for event in firsts}


def _resource(received: RiskFilingReceived, organs: Organs) -> Resource:
    """A filing is its unit's and that unit's committee's; all else goes by its jurisdiction."""
    return Resource(received.jurisdiction, applicant_group(organs, received.unit))


def _receipt(event: StoredEvent) -> Receipt:
    received = RISK_FILING_EVENT.validate_json(event.payload)
    if not isinstance(received, RiskFilingReceived):
        raise TypeError(f"risk filing {event.stream_id} begins with {event.type}")
    words = RiskFilingText.model_validate_json(event.private) if event.private else None
    return Receipt(received, words.title if words else None)
