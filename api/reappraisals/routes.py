"""GET /reappraisals: reappraisals of all routes, as JSON."""

from typing import Literal
from uuid import UUID

from fastapi import Request, Response

from api.auth.callers import Caller
from api.auth.context import Context
from api.auth.scope import listed, scope_of
from api.http.pagination import Limit
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from domain.values import Frozen
from projections.cases.reappraisals import ReappraisalRow

router = JsonRouter(prefix="/v1")


class Reappraisals(Frozen):
    """Reappraisals, open ones first."""

    items: tuple[ReappraisalRow, ...]


@router.read("/reappraisals", "reappraisals.list", "List reappraisals", Reappraisals, tags=["reappraisal"])
async def list_reappraisals(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    context: Context,
    state: Literal["open", "decided"] | None = None,
    case_id: UUID | None = None,
    limit: Limit = 100,
) -> Response:
    """Reappraisals that the caller may see."""
    scope = await scope_of(request, who, "read_reappraisals")
    items = await listed(context.pool, scope, "reappraisals", ReappraisalRow, state, case_id, limit)
    return json_reply(Reappraisals(items=items))
