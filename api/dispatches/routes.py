"""GET /dispatches: the documents that went out, as JSON."""

from uuid import UUID

from fastapi import Request, Response

from api.auth.callers import Caller
from api.dispatches.views import dispatches_in
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.replies import list_reply
from api.http.routing import JsonRouter
from domain.values import Frozen, Name
from projections.dispatches.model import SentLine

router = JsonRouter(prefix="/v1")


class Dispatches(Frozen):
    """A page of the documents that went out, the last first."""

    items: tuple[SentLine, ...]
    next: str | None = None


@router.read("/dispatches", "dispatches.list", "List documents that went out", Dispatches, tags=["work"])
async def list_dispatches(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    case_id: UUID | None = None,
    number: Name | None = None,
    limit: Limit = 50,
    begin: Next = None,
) -> Response:
    """发文登记: what went out of the cases that the caller may see, found by every number it bears or bore."""
    items = await dispatches_in(request, who, case_id=case_id, number=number, begin=begin, limit=limit)
    following = pagination.following(items, limit, lambda last: ByIndex(index=last.log_index))
    return list_reply(request, Dispatches(items=items, next=following), following)
