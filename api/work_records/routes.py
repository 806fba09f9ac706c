"""Work records (工作记录): acts on them, the list, and one record with its entries, as JSON."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal, assert_never
from uuid import UUID, uuid5

import structlog
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from activities.work_records import WorkRecords
from api.auth.tokens import Persona
from api.auth.visibility import require_visible as require_case_sight
from api.commands import gateway
from api.commands.registry import WORK_RECORD_ROUTES, Route
from api.commands.routes import envelope_of
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.problems import Particulars, ProblemRaised, of_refusal
from api.http.replies import json_reply
from api.http.requests import Caller, Here, here_of
from api.risk_filings.visibility import require_visible as require_filing_sight
from api.web.frame import today_of
from api.work_records.timeline import WorkRecordEntry, entries
from api.work_records.visibility import require_visible, row_of, titles_of, visibility_of
from domain.refusals import Refusal
from domain.values import Code, Frozen
from domain.work_records.commands import LinkRecord, OpenRecord, WorkRecordCommand, WorkRecordEnvelope
from projections.work_records import model as work_records
from projections.work_records.model import WorkRecordRow

router = APIRouter(prefix="/v1")

WORK_RECORD = next(route for route in WORK_RECORD_ROUTES if route.endpoint.opens)
_TAGS: list[str] = [WORK_RECORD.endpoint.tag]


class WorkRecordLinks(Frozen):
    """Where to look next; the record waits until it shows this command."""

    record: str
    command: str


class WorkRecordRecorded(Frozen):
    """The act stands: the versions and kinds of its events. The same key and body give the same answer."""

    record_id: UUID
    first_version: int
    version: int
    events: tuple[str, ...]
    links: WorkRecordLinks


class WorkRecordListItem(WorkRecordRow):
    """工作记录: a line of the list with its title, which is missing once erased."""

    title: str | None
    is_overdue: bool = Field(description="the next entry was due before today")


class WorkRecordList(Frozen):
    """A page of work records, the newest first."""

    items: tuple[WorkRecordListItem, ...]
    next: str | None = None


class WorkRecordFile(WorkRecordListItem):
    """工作记录卷: a record with its entries."""

    events: tuple[WorkRecordEntry, ...]
    up_to_date: bool


@router.get(
    "/records",
    operation_id="records.list",
    summary="List work records",
    tags=[*_TAGS],
    response_model=WorkRecordList,
)
async def list_records(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    here: Here,
    record: Annotated[Code | None, Query(description="of this kind")] = None,
    state: Literal["open", "closed", "overdue"] | None = None,
    case: Annotated[UUID | None, Query(description="linked to this case")] = None,
    limit: Limit = 50,
    next: Next = None,  # noqa: A002 - the name the answer gives it
) -> Response:
    """Work records within the caller's sight; confidential ones for the keeper and whoever opened them alone."""
    before = pagination.place_of(next, ByIndex)
    limit = min(limit, pagination.LIMIT_MAX)
    today = today_of(request)
    rows = await work_records.listed(
        here.pool,
        await visibility_of(request, who),
        record=record,
        state=None if state == "overdue" else state,
        overdue_on=today if state == "overdue" else None,
        case_id=case,
        before=before.index if before else None,
        limit=limit,
    )
    titles = await titles_of(here, [row.record_id for row in rows])
    items = tuple(
        WorkRecordListItem(**dict(row), title=titles.get(row.record_id), is_overdue=row.overdue(today)) for row in rows
    )
    following = pagination.cursor(ByIndex(index=items[-1].opened_index)) if len(items) == limit else None
    return json_reply(WorkRecordList(items=items, next=following), headers=pagination.link(request, following))


@router.get(
    "/records/{record_id}",
    operation_id="records.get",
    summary="Get a work record",
    tags=[*_TAGS],
    response_model=WorkRecordFile,
)
async def get_record(
    request: Request,
    who: Caller,
    here: Here,
    record_id: UUID,
    seen: Annotated[int, Query(ge=0, description="wait, at most 2 s, until this version is shown")] = 0,
) -> Response:
    """A record with its entries; its ETag is what closing it sends back in If-Match."""
    beginning = await require_visible(request, who, record_id)
    row = await row_of(here, record_id, seen)
    file = WorkRecordFile(
        **dict(row),
        title=beginning.title,
        is_overdue=row.overdue(today_of(request)),
        events=await entries(request, who, record_id, beginning.opened),
        up_to_date=row.version >= seen,
    )
    content = file.model_dump_json(exclude={"events": {"__all__": {"facts": {"private"}}}})
    return Response(content, headers={"ETag": f'"v{row.version}"'}, media_type="application/json")


def _reply(record_id: UUID, envelope: WorkRecordEnvelope, outcome: gateway.Outcome) -> Response:
    match outcome:
        case gateway.Done():
            record = f"/v1/records/{record_id}"
            recorded = WorkRecordRecorded(
                record_id=record_id,
                first_version=outcome.first_version,
                version=outcome.version,
                events=outcome.events,
                links=WorkRecordLinks(
                    record=f"{record}?seen={outcome.version}", command=f"/v1/commands/{envelope.command_id}"
                ),
            )
            return json_reply(recorded, 201, {"ETag": f'"v{outcome.version}"', "Location": record})
        case Refusal():
            raise ProblemRaised(of_refusal(outcome), Particulars(detail=outcome.detail, clause=outcome.cite))
        case gateway.Pending():
            raise TypeError("a work record has no act by signal")
        case _:
            assert_never(outcome)


async def _require_target(request: Request, who: Persona, body: WorkRecordCommand) -> None:
    """Whoever links must be allowed to see what they link to.

    Raises:
        ProblemRaised: 404, there is none, or the caller may not know of it.
    """
    match body:
        case LinkRecord(to="case"):
            await require_case_sight(request, who, "read_case", body.target)
        case LinkRecord():
            await require_filing_sight(request, who, "read_risk_filings", body.target)
        case OpenRecord(risk_filing=UUID() as filing):
            await require_filing_sight(request, who, "read_risk_filings", filing)
        case _:
            return


async def _keep(request: Request, record_id: UUID, envelope: WorkRecordEnvelope) -> Response:
    records: WorkRecords = request.app.state.work_records
    structlog.contextvars.bind_contextvars(record_id=str(record_id))
    return _reply(record_id, envelope, await gateway.keep(here_of(request), records, record_id, envelope))


async def _open(request: Request) -> Response:
    who, envelope = await envelope_of(request, WORK_RECORD, WorkRecordEnvelope)
    await _require_target(request, who, envelope.body)
    return await _keep(request, uuid5(envelope.command_id, "work-record"), envelope)


def _endpoint(route: Route) -> Callable[[Request, UUID], Awaitable[Response]]:
    async def act(request: Request, record_id: UUID) -> Response:
        who, envelope = await envelope_of(request, route, WorkRecordEnvelope)
        await require_visible(request, who, record_id)
        await _require_target(request, who, envelope.body)
        return await _keep(request, record_id, envelope)

    return act


def _mount() -> None:
    for route in WORK_RECORD_ROUTES:
        router.add_api_route(
            route.path,
            _open if route.endpoint.opens else _endpoint(route),
            methods=["POST"],
            operation_id=route.operation,
            summary=route.endpoint.summary,
            description=route.description,
            tags=[route.endpoint.tag],
            status_code=201,
            response_model=WorkRecordRecorded,
        )


_mount()
