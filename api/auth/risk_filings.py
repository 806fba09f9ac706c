"""What of a risk filing a caller may see: judged by the event that opened it, as with a case."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import Request

from api.auth.callers import Hidden
from api.auth.context import context_of
from api.auth.policy import Action, Reach, Resource, applicant_group, reach_of
from api.auth.scope import Scope
from api.auth.visibility import require_allowed
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings
from domain.messages import kind_of
from domain.organs import Organs
from domain.risk_filings.events import (
    RISK_FILING_EVENT,
    RiskFilingAmended,
    RiskFilingEvent,
    RiskFilingReceived,
    RiskFilingSentToGroup,
)
from eventlog.reading import facts_of
from projections.risk_filings.model import RiskFilingRow, Within

RECEIPTS = Beginnings(RiskFilingReceived)
_SENT_OR_AMENDED = (kind_of(RiskFilingSentToGroup), kind_of(RiskFilingAmended))


async def require_visible(
    request: Request, who: Persona, action: Action, filing_id: UUID
) -> Beginning[RiskFilingReceived]:
    """How a filing came in that the caller may do this with.

    Raises:
        Hidden: 404, whether there is no such filing or the caller may not know of it.
    """
    telling = _SENT_OR_AMENDED if reach_of(who, action) is Reach.PART else ()
    read = await context_of(request).event_log.read_beginning(filing_id, with_types=telling)
    receipt = RECEIPTS.read(read)
    if receipt is None:
        raise Hidden(who, action, filing_id, exists=False)
    later = [facts_of(RISK_FILING_EVENT, each) for each in read[1:]]
    organs = await installed_of(request).organs()
    await require_allowed(request, who, action, filing_resource(receipt.event, later, organs), filing_id)
    return receipt


def filing_resource(receipt: RiskFilingReceived, later: Iterable[RiskFilingEvent], organs: Organs) -> Resource:
    """A filing is its unit's and that unit's committee's; who takes part are the organ filed with, and its group.

    The group confers on a filing until that is amended; what is amended is first the organ's again.
    """
    group: str | None = None
    for event in later:
        if isinstance(event, RiskFilingSentToGroup):
            group = event.group
        elif isinstance(event, RiskFilingAmended):
            group = None
    parts = frozenset(each for each in (receipt.to_organ, group) if each)
    return Resource(receipt.jurisdiction, applicant_group(organs, receipt.unit), parts=parts)


def filings_within(scope: Scope) -> Within:
    """The filings that lists of a scope are of: in places, filed by units, or where an organ takes part."""
    places, _ = scope.predicate
    if scope.takes_part:
        return Within(places, parts=scope.organs)
    return Within(places, units=None if scope.speakers is None else scope.organs)


def filing_listed(scope: Scope, row: RiskFilingRow) -> bool:
    """Whether a filing is in the lists of a scope; they say the same in SQL (projections/risk_filings/model.sql)."""
    within = filings_within(scope)
    if within.parts is not None:
        return row.to_organ in within.parts or row.coordination_group in within.parts
    return row.jurisdiction in scope.places if within.units is None else row.unit in within.units
