"""What of a risk filing a caller may see: judged by the event that opened it, as with a case."""

from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import Action, Resource, allowed, applicant_group
from api.auth.tokens import Persona
from api.http.problems import NOT_FOUND, ProblemRaised
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings
from domain.risk_filings.events import RiskFilingReceived

RECEIPTS = Beginnings(RiskFilingReceived)


async def require_visible(
    request: Request, who: Persona, action: Action, filing_id: UUID
) -> Beginning[RiskFilingReceived]:
    """How a filing came in that the caller may do this with.

    Raises:
        ProblemRaised: 404, whether there is no such filing or the caller may not know of it.
    """
    receipt = await RECEIPTS.get(context_of(request).event_log, filing_id)
    if receipt is None:
        raise ProblemRaised(NOT_FOUND)
    organs = await installed_of(request).organs()
    # A filing is its unit's and that unit's committee's; all else goes by its jurisdiction.
    resource = Resource(receipt.event.jurisdiction, applicant_group(organs, receipt.event.unit))
    if not allowed(who, action, resource, organs).allow:
        raise ProblemRaised(NOT_FOUND)
    return receipt
