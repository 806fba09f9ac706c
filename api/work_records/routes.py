"""Work records (工作记录) as JSON: the list, and one record with its entries."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import Field

from api.auth.callers import Caller
from api.auth.context import Context, today_of
from api.auth.disclosure import disclose
from api.auth.work_records import require_visible
from api.commands.possible import UNCHANGED, ActsPossible, acts_reply
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.replies import list_reply
from api.http.requests import Seen
from api.http.routing import JsonRouter
from api.streams.timeline import timeline_reply
from api.work_records.timeline import WorkRecordEntry, history
from api.work_records.views import acts_on, listed, row_of
from domain.values import Code, Frozen, Name
from projections.work_records.model import WorkRecordRow

router = JsonRouter(prefix="/v1", tags=["work records"])


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


@router.read("/records", "records.list", "List work records", WorkRecordList)
async def list_records(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    record: Annotated[Code | None, Query(description="of this kind")] = None,
    state: Literal["open", "closed", "overdue"] | None = None,
    case: Annotated[UUID | None, Query(description="linked to this case")] = None,
    number: Name | None = None,
    limit: Limit = 50,
    begin: Next = None,
) -> Response:
    """Work records that the caller may see; confidential ones for the keeper and whoever opened them alone."""
    before = pagination.index_of(begin)
    today = today_of(request)
    records = await listed(
        request, who, record=record, state=state, case_id=case, number=number, before=before, limit=limit
    )
    items = tuple(WorkRecordListItem(**dict(row), title=title, is_overdue=row.overdue(today)) for row, title in records)
    following = pagination.following(items, limit, lambda last: ByIndex(index=last.opened_index))
    return list_reply(request, WorkRecordList(items=items, next=following), following)


@router.read("/records/{record_id}", "records.get", "Get a work record", WorkRecordFile)
async def get_record(request: Request, who: Caller, context: Context, record_id: UUID, seen: Seen = 0) -> Response:
    """A record with its entries; its ETag is what closing it sends back in If-Match."""
    opening = await require_visible(request, who, record_id)
    row = await row_of(context, record_id, seen)
    file = WorkRecordFile(
        **dict(row),
        title=opening.title,
        is_overdue=row.overdue(today_of(request)),
        events=await history(request, who, record_id, opening.event),
        up_to_date=row.version >= seen,
    )
    return timeline_reply(file, {"ETag": f'"v{row.version}"'})


@router.read(
    "/records/{record_id}/acts",
    "records.acts",
    "List what you may do now",
    ActsPossible,
    responses=UNCHANGED,
)
async def list_acts(request: Request, who: Caller, record_id: UUID) -> Response:
    """您可以办理: each act that the caller may do now, and the one reason why not each that posts like theirs do."""
    opening = await require_visible(request, who, record_id)
    place = opening.event.jurisdiction
    disclose(request, who, "read_work_records", "case", record_id, resource="work_record", place=place)
    return acts_reply(request, await acts_on(request, who, record_id, opening.event))
