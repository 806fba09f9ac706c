"""GET /inbox: what an organ must do (待办)."""

from fastapi import APIRouter, Request, Response

from api.auth.callers import Caller, require
from api.auth.context import Context
from api.auth.policy import Resource, allowed
from api.http import pagination
from api.http.pagination import Limit
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import json_reply
from api.installed import installed_of
from domain.values import Code, Frozen
from projections.inbox import inbox
from projections.inbox.inbox import InboxItem

router = APIRouter(prefix="/v1")


class Inbox(Frozen):
    """待办 of one organ."""

    organ: Code
    items: tuple[InboxItem, ...]


@router.get(
    "/inbox", operation_id="inbox.list", summary="List what an organ must do", tags=["work"], response_model=Inbox
)
async def list_inbox(
    request: Request, who: Caller, context: Context, organ: Code | None = None, limit: Limit = 100
) -> Response:
    """The inbox of an organ, one's own unless another is named."""
    require(request, who, "read_inbox")
    organs = await installed_of(request).organs()
    found = organs.organ(organ or who.organ)
    if found is None or not allowed(who, "read_inbox", Resource(found.jurisdiction, (found.id,)), organs).allow:
        raise ProblemRaised(NOT_FOUND)
    items = await inbox.for_organ(context.pool, found.id, limit=min(limit, pagination.LIMIT_MAX))
    return json_reply(Inbox(organ=found.id, items=items))
