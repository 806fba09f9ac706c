"""Reading risk filings, for the JSON routes and for pages alike."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Request

from api.auth.context import AppContext, context_of
from api.auth.policy import allowed
from api.auth.risk_filings import RECEIPTS, filing_listed, filing_resource, filings_within
from api.auth.scope import Scope, scope_of
from api.commands.possible import ActsPossible, acts_possible
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.rows import row_at
from domain.identity import canonical_number
from domain.risk_filings.events import RiskFilingReceived
from projections.risk_filings import model as risk_filings
from projections.risk_filings.model import RiskFilingRow

Titled = tuple[RiskFilingRow, str | None]


async def row_of(context: AppContext, filing_id: UUID, seen: int = 0) -> RiskFilingRow:
    """A filing that exists, once the read model shows the version seen."""
    return await row_at(
        context.pool, context.read_models, filing_id, seen, risk_filings.get, risk_filings.shown_version
    )


async def acts_on(request: Request, who: Persona, filing_id: UUID, receipt: RiskFilingReceived) -> ActsPossible:
    """What somebody may do on a filing that they see."""
    resource = filing_resource(receipt, (), await installed_of(request).organs())
    return await acts_possible(request, who, "risk_filing", filing_id, resource)


async def listed(  # noqa: PLR0913 - each is one filter of the list
    context: AppContext,
    scope: Scope,
    *,
    stage: str | None,
    case_id: UUID | None = None,
    number: str | None = None,
    before: int | None,
    limit: int,
) -> list[Titled]:
    """The filings of a scope with their titles, the newest first; a number is found however it is typed."""
    rows = await risk_filings.listed(
        context.pool,
        filings_within(scope),
        stage=stage,
        case_id=case_id,
        number=canonical_number(number) if number else None,
        before=before,
        limit=limit,
    )
    scope.tell([row.filing_id for row in rows])
    return await _titled(context, rows)


async def of_case(request: Request, who: Persona, case_id: UUID, matters: Sequence[UUID]) -> list[Titled]:
    """The filings of a case's matter, or linked to it, as far as the reader sees them (R-04)."""
    if not allowed(who, "read_risk_filings").allow:
        return []
    context, scope = context_of(request), await scope_of(request, who, "read_risk_filings")
    rows = [row for row in await risk_filings.of_case(context.pool, case_id, matters) if filing_listed(scope, row)]
    return await _titled(context, rows)


async def _titled(context: AppContext, rows: Sequence[RiskFilingRow]) -> list[Titled]:
    titles = await RECEIPTS.titles(context.event_log, [row.filing_id for row in rows])
    return [(row, titles.get(row.filing_id)) for row in rows]
