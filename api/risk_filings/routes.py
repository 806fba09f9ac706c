"""Risk filings (容错报备): acts on them, the list, and one filing with its history, as JSON."""

from collections.abc import Awaitable, Callable
from typing import Annotated, assert_never
from uuid import UUID, uuid5

import structlog
from fastapi import APIRouter, Query, Request, Response

from api.auth.policy import Reach, reach_of
from api.auth.scope import scope_of
from api.auth.visibility import require_visible as require_case_sight
from api.commands import gateway
from api.commands.registry import RISK_FILING_ROUTES, Route
from api.commands.routes import envelope_of
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.problems import Particulars, ProblemRaised, of_refusal
from api.http.replies import json_reply
from api.http.requests import Caller, Here, here_of
from api.risk_filings.timeline import RiskFilingEntry, history
from api.risk_filings.visibility import require_visible, row_of, titles_of
from domain.refusals import Refusal
from domain.risk_filings.commands import LinkRiskToCase, RiskFilingEnvelope
from domain.values import Code, Frozen
from projections.risk_filings import model as risk_filings
from projections.risk_filings.model import RiskFilingRow, StageName
from workflows.client import RISK_FILING

router = APIRouter(prefix="/v1")

FILING = next(route for route in RISK_FILING_ROUTES if route.endpoint.opens)
_TAGS: list[str] = [FILING.endpoint.tag]


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


@router.get(
    "/risk-filings",
    operation_id="risk_filings.list",
    summary="List risk filings",
    tags=[*_TAGS],
    response_model=RiskFilingList,
)
async def list_risk_filings(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    here: Here,
    jurisdiction: Code | None = None,
    stage: StageName | None = None,
    case: Annotated[UUID | None, Query(description="linked to this case")] = None,
    limit: Limit = 50,
    next: Next = None,  # noqa: A002 - the name the answer gives it
) -> Response:
    """Risk filings within the caller's sight."""
    scope = (await scope_of(request, who, "read_risk_filings")).within(jurisdiction)
    before = pagination.place_of(next, ByIndex)
    limit = min(limit, pagination.LIMIT_MAX)
    rows = await risk_filings.listed(
        here.pool,
        scope.places,
        units=scope.organs,
        stage=stage,
        case_id=case,
        before=before.index if before else None,
        limit=limit,
    )
    titles = await titles_of(here, [row.filing_id for row in rows])
    items = tuple(RiskFilingListItem(**dict(row), title=titles.get(row.filing_id)) for row in rows)
    following = pagination.cursor(ByIndex(index=items[-1].opened_index)) if len(items) == limit else None
    return json_reply(RiskFilingList(items=items, next=following), headers=pagination.link(request, following))


@router.get(
    "/risk-filings/{filing_id}",
    operation_id="risk_filings.get",
    summary="Get a risk filing",
    tags=[*_TAGS],
    response_model=RiskFilingFile,
)
async def get_risk_filing(
    request: Request,
    who: Caller,
    here: Here,
    filing_id: UUID,
    seen: Annotated[int, Query(ge=0, description="wait, at most 2 s, until this version is shown")] = 0,
) -> Response:
    """A filing with its history; its ETag is what commands send back in If-Match."""
    receipt = await require_visible(request, who, "read_risk_filings", filing_id)
    row = await row_of(here, filing_id, seen)
    file = RiskFilingFile(
        **dict(row),
        title=receipt.title,
        events=await history(request, who, filing_id, row.unit),
        up_to_date=row.version >= seen,
    )
    content = file.model_dump_json(exclude={"events": {"__all__": {"facts": {"private"}}}})
    return Response(content, headers={"ETag": f'"v{row.version}"'}, media_type="application/json")


def _reply(filing_id: UUID, envelope: RiskFilingEnvelope, outcome: gateway.Outcome) -> Response:
    match outcome:
        case gateway.Done():
            filing = f"/v1/risk-filings/{filing_id}"
            recorded = RiskFilingRecorded(
                filing_id=filing_id,
                first_version=outcome.first_version,
                version=outcome.version,
                events=outcome.events,
                links=RiskFilingLinks(
                    risk_filing=f"{filing}?seen={outcome.version}", command=f"/v1/commands/{envelope.command_id}"
                ),
            )
            return json_reply(recorded, 201, {"ETag": f'"v{outcome.version}"', "Location": filing})
        case Refusal():
            raise ProblemRaised(of_refusal(outcome), Particulars(detail=outcome.detail, clause=outcome.cite))
        case gateway.Pending():
            raise TypeError("a risk filing has no act by signal")
        case _:
            assert_never(outcome)


async def _file(request: Request) -> Response:
    _, envelope = await envelope_of(request, FILING, RiskFilingEnvelope)
    filing_id = uuid5(envelope.command_id, "risk-filing")
    return _reply(filing_id, envelope, await gateway.file(here_of(request), filing_id, envelope, RISK_FILING))


def _endpoint(route: Route) -> Callable[[Request, UUID], Awaitable[Response]]:
    async def act(request: Request, filing_id: UUID) -> Response:
        who, envelope = await envelope_of(request, route, RiskFilingEnvelope)
        structlog.contextvars.bind_contextvars(filing_id=str(filing_id))
        if reach_of(who, route.kind) is not Reach.ANY:
            await require_visible(request, who, route.kind, filing_id)
        if isinstance(envelope.body, LinkRiskToCase):
            await require_case_sight(request, who, "read_case", envelope.body.case_id)
        return _reply(filing_id, envelope, await gateway.submit(here_of(request), filing_id, envelope, RISK_FILING))

    return act


def _mount() -> None:
    for route in RISK_FILING_ROUTES:
        router.add_api_route(
            route.path,
            _file if route.endpoint.opens else _endpoint(route),
            methods=["POST"],
            operation_id=route.operation,
            summary=route.endpoint.summary,
            description=route.description,
            tags=[route.endpoint.tag],
            status_code=201,
            response_model=RiskFilingRecorded,
        )


_mount()
