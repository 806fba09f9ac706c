"""GET /inbox: what an organ must do (待办)."""

from fastapi import Request, Response
from pydantic import Field

from api.auth.callers import Caller, Hidden, require
from api.auth.context import Context
from api.auth.disclosure import disclose_listed
from api.auth.policy import Resource, allowed, applicant_group, speakers
from api.auth.visibility import own_among
from api.http.pagination import Limit
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.meetings.views import RipeCase, ripe_for
from domain.organs import UNITS, Organ
from domain.values import Code, Frozen
from projections.inbox import inbox
from projections.inbox.inbox import InboxItem

router = JsonRouter(prefix="/v1")


class Inbox(Frozen):
    """待办 of one organ."""

    organ: Code
    items: tuple[InboxItem, ...]
    ripe_for_meeting: tuple[RipeCase, ...] = Field(
        default=(), description="of an organ that decides in meetings: the cases that wait for its next one"
    )


@router.read("/inbox", "inbox.list", "List what an organ must do", Inbox, tags=["work"])
async def list_inbox(
    request: Request, who: Caller, context: Context, organ: Code | None = None, limit: Limit = 100
) -> Response:
    """The inbox of an organ, one's own unless another is named.

    A unit's is that of its own party committee as well, with what the subjects of its cases owe. Who has not voted yet
    stands in it for those alone who read ballots, and in nobody's own case.
    """
    require(request, who, "read_inbox")
    organs = await installed_of(request).organs()
    found = organs.organ(organ or who.organ)
    if found is None or not allowed(who, "read_inbox", _resource(found), organs).allow:
        raise Hidden(who, "read_inbox", exists=found is not None, place=found.jurisdiction if found else None)
    if found.role in UNITS:
        group, speaking = applicant_group(organs, found.id), speakers(organs, found.id)
        items = await inbox.for_organs(context.pool, group, speaking, limit=limit)
    else:
        items = await inbox.for_organs(context.pool, (found.id,), limit=limit)
    if not allowed(who, "read_ballots", _resource(found), organs).allow:
        items = tuple(item.model_copy(update={"awaited": ()}) for item in items)
    own = await own_among(request, who, {item.case_id for item in items if item.awaited})
    items = tuple(item.model_copy(update={"awaited": ()}) if item.case_id in own else item for item in items)
    ripe = await ripe_for(request, found) if found.id == who.organ and allowed(who, "read_meetings").allow else ()
    disclose_listed(request, who, "read_inbox", [item.case_id for item in items])
    return json_reply(Inbox(organ=found.id, items=items, ripe_for_meeting=ripe))


def _resource(organ: Organ) -> Resource:
    """An inbox as access rules see it: an organ takes part in all that is in its own."""
    own = frozenset({organ.id})
    return Resource(organ.jurisdiction, (organ.id,), parts=own, works=own)
