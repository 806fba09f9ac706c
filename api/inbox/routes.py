"""GET /inbox: what an organ must do (待办)."""

from fastapi import Request, Response

from api.auth.callers import Caller, require
from api.auth.context import Context
from api.auth.policy import Resource, allowed
from api.http.pagination import Limit
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from api.installed import installed_of
from domain.values import Code, Frozen
from projections.inbox import inbox
from projections.inbox.inbox import InboxItem

router = JsonRouter(prefix="/v1")


class Inbox(Frozen):
    """待办 of one organ."""

    organ: Code
    items: tuple[InboxItem, ...]


@router.read("/inbox", "inbox.list", "List what an organ must do", Inbox, tags=["work"])
async def list_inbox(
    request: Request, who: Caller, context: Context, organ: Code | None = None, limit: Limit = 100
) -> Response:
    """The inbox of an organ, one's own unless another is named."""
    require(request, who, "read_inbox")
    organs = await installed_of(request).organs()
    found = organs.organ(organ or who.organ)
    if found is None or not allowed(who, "read_inbox", Resource(found.jurisdiction, (found.id,)), organs).allow:
        raise ProblemRaised(NOT_FOUND)
    items = await inbox.for_organ(context.pool, found.id, limit=limit)
    return json_reply(Inbox(organ=found.id, items=items))
