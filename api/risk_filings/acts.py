"""The acts on a risk filing: who may hand them in, and what the answer is."""

from uuid import UUID, uuid5

from fastapi import APIRouter, Request

from api.auth.risk_filings import require_visible
from api.auth.visibility import require_visible as require_visible_case
from api.commands.gateway import Done
from api.commands.registry import RISK_FILING_ROUTES
from api.commands.routes import StreamCommands
from api.identity.personas import Persona
from domain.risk_filings.commands import LinkRiskToCase, RiskFilingEnvelope
from domain.values import Frozen

router = APIRouter(prefix="/v1")


class RiskFilingLinks(Frozen):
    """Where to look next; the filing waits until it shows this command."""

    risk_filing: str
    command: str


class RiskFilingRecorded(Frozen):
    """The act stands: the versions and kinds of its events. The same key and body give the same answer."""

    filing_id: UUID
    first_version: int
    version: int
    events: tuple[str, ...]
    links: RiskFilingLinks


async def _check(
    request: Request,
    who: Persona,
    filing_id: UUID | None,  # noqa: ARG001 - as with other streams
    envelope: RiskFilingEnvelope,
) -> None:
    """Whoever links a filing to a case must be allowed to see the case."""
    if isinstance(envelope.body, LinkRiskToCase):
        await require_visible_case(request, who, "read_case", envelope.body.case_id)


async def _new_id(_request: Request, envelope: RiskFilingEnvelope) -> UUID:
    return uuid5(envelope.command_id, "risk-filing")


def _recorded(filing_id: UUID, done: Done, command_id: UUID) -> RiskFilingRecorded:
    filing = f"/v1/risk-filings/{filing_id}?seen={done.version}"
    links = RiskFilingLinks(risk_filing=filing, command=f"/v1/commands/{command_id}")
    return RiskFilingRecorded(filing_id=filing_id, **dict(done), links=links)


ACTS = StreamCommands(
    kind="risk_filing",
    path="/risk-filings",
    id_name="filing_id",
    envelope=RiskFilingEnvelope,
    routes=RISK_FILING_ROUTES,
    new_id=_new_id,
    visible=require_visible,
    check=_check,
    answer=RiskFilingRecorded,
    recorded=_recorded,
)
ACTS.mount(router)
