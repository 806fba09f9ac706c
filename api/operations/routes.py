"""GET /v1/set-aside: the streams that some read model cannot show, for operators."""

from fastapi import Request, Response

from api.auth.callers import Caller, require
from api.auth.context import Context
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from domain.values import Frozen
from projections.projector import set_aside
from projections.projector.projector import KEYS
from projections.projector.set_aside import SetAside

router = JsonRouter(prefix="/v1", tags=["operation"])


class SetAsideList(Frozen):
    """暂缺: what is set aside, the longest waiting first; at most 1000 lines."""

    items: tuple[SetAside, ...]


@router.read("/set-aside", "operation.set_aside", "List what cannot be shown", SetAsideList)
async def list_set_aside(request: Request, who: Caller, context: Context) -> Response:
    """Each stream with the read models that do not show it: since when, at which event, and why."""
    require(request, who, "read_operations")
    return json_reply(SetAsideList(items=await set_aside.listed(context.pool, KEYS)))
