"""Risk filings (容错报备) as JSON: the list, and one filing with its history."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from api.auth.callers import Caller
from api.auth.context import Context
from api.auth.disclosure import disclose
from api.auth.risk_filings import require_visible
from api.auth.scope import scope_of
from api.commands.possible import UNCHANGED, ActsPossible, acts_reply
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.replies import list_reply
from api.http.requests import Seen
from api.http.routing import JsonRouter
from api.risk_filings.timeline import RiskFilingEntry, history
from api.risk_filings.views import acts_on, listed, row_of
from api.streams.timeline import timeline_reply
from domain.values import Code, Frozen, Name
from projections.risk_filings.model import RiskFilingRow, StageName

router = JsonRouter(prefix="/v1", tags=["risk filings"])


class RiskFilingListItem(RiskFilingRow):
    """容错报备: a line of the list with its title, which is missing once erased."""

    title: str | None


class RiskFilingList(Frozen):
    """A page of risk filings, the newest first."""

    items: tuple[RiskFilingListItem, ...]
    next: str | None = None


class RiskFilingFile(RiskFilingListItem):
    """报备卷: a filing with its history. It is evidence in a later case, never a promise of exemption (A-25)."""

    events: tuple[RiskFilingEntry, ...]
    up_to_date: bool


@router.read("/risk-filings", "risk_filings.list", "List risk filings", RiskFilingList)
async def list_risk_filings(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    context: Context,
    jurisdiction: Code | None = None,
    stage: StageName | None = None,
    case: Annotated[UUID | None, Query(description="linked to this case")] = None,
    number: Name | None = None,
    limit: Limit = 50,
    begin: Next = None,
) -> Response:
    """Risk filings that the caller may see."""
    scope = (await scope_of(request, who, "read_risk_filings")).within(jurisdiction)
    before = pagination.index_of(begin)
    filings = await listed(context, scope, stage=stage, case_id=case, number=number, before=before, limit=limit)
    items = tuple(RiskFilingListItem(**dict(row), title=title) for row, title in filings)
    following = pagination.following(items, limit, lambda last: ByIndex(index=last.opened_index))
    return list_reply(request, RiskFilingList(items=items, next=following), following)


@router.read("/risk-filings/{filing_id}", "risk_filings.get", "Get a risk filing", RiskFilingFile)
async def get_risk_filing(request: Request, who: Caller, context: Context, filing_id: UUID, seen: Seen = 0) -> Response:
    """A filing with its history; its ETag is what commands send back in If-Match."""
    receipt = await require_visible(request, who, "read_risk_filings", filing_id)
    row = await row_of(context, filing_id, seen)
    file = RiskFilingFile(
        **dict(row),
        title=receipt.title,
        events=await history(request, who, filing_id, receipt.event),
        up_to_date=row.version >= seen,
    )
    return timeline_reply(file, {"ETag": f'"v{row.version}"'})


@router.read(
    "/risk-filings/{filing_id}/acts",
    "risk_filings.acts",
    "List what you may do now",
    ActsPossible,
    responses=UNCHANGED,
)
async def list_acts(request: Request, who: Caller, filing_id: UUID) -> Response:
    """您可以办理: each act that the caller may do now, and the one reason why not each that posts like theirs do."""
    receipt = await require_visible(request, who, "read_risk_filings", filing_id)
    place = receipt.event.jurisdiction
    disclose(request, who, "read_risk_filings", "case", filing_id, resource="risk_filing", place=place)
    return acts_reply(request, await acts_on(request, who, filing_id, receipt.event))
