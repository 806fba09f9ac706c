"""What of a risk filing a caller may see: judged by the event that opened it, as with a case."""

from collections.abc import Collection
from uuid import UUID

from fastapi import Request
from pydantic import TypeAdapter

from api.auth.context import context_of
from api.auth.policy import Action, Reach, Resource, applicant_group, reach_of
from api.auth.tokens import Persona
from api.auth.visibility import require_allowed
from api.http.problems import NOT_FOUND, ProblemRaised
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings
from domain.messages import kind_of
from domain.organs import Organs
from domain.risk_filings.events import RiskFilingReceived, RiskFilingSentToGroup
from eventlog.reading import facts_of

RECEIPTS = Beginnings(RiskFilingReceived)
_SENT = TypeAdapter(RiskFilingSentToGroup)


async def require_visible(
    request: Request, who: Persona, action: Action, filing_id: UUID
) -> Beginning[RiskFilingReceived]:
    """How a filing came in that the caller may do this with.

    Raises:
        ProblemRaised: 404, whether there is no such filing or the caller may not know of it.
    """
    telling = (kind_of(RiskFilingSentToGroup),) if reach_of(who, action) is Reach.PART else ()
    read = await context_of(request).event_log.read_beginning(filing_id, with_types=telling)
    receipt = RECEIPTS.read(read)
    if receipt is None:
        raise ProblemRaised(NOT_FOUND)
    groups = {facts_of(_SENT, each).group for each in read[1:]}
    organs = await installed_of(request).organs()
    await require_allowed(request, who, action, _resource(receipt.event, groups, organs))
    return receipt


def _resource(receipt: RiskFilingReceived, groups: Collection[str], organs: Organs) -> Resource:
    """A filing is its unit's and that unit's committee's; who takes part are the organ filed with, and its group."""
    return Resource(
        receipt.jurisdiction, applicant_group(organs, receipt.unit), parts=frozenset({receipt.to_organ, *groups})
    )
