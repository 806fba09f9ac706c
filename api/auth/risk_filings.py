"""What of a risk filing a caller may see: judged by the event that opened it, as with a case."""

from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import Action, Resource, applicant_group
from api.auth.tokens import Persona
from api.auth.visibility import require_allowed
from api.streams.beginning import Beginning, Beginnings
from domain.organs import Organs
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
    return await require_allowed(request, who, action, receipt, _resource)


def _resource(receipt: Beginning[RiskFilingReceived], organs: Organs) -> Resource:
    """A filing is its unit's and that unit's committee's; all else goes by its jurisdiction."""
    return Resource(receipt.event.jurisdiction, applicant_group(organs, receipt.event.unit))
