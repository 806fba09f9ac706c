"""GET /statistics: like cases, the use of the lists, the indicators of a year, as JSON."""

from typing import Annotated

from fastapi import Query, Request, Response

from api.auth.callers import Caller
from api.auth.context import today_of
from api.auth.scope import scope_of
from api.http.parameters import Number
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from api.statistics.views import Divergence, Grounds, Yearly, divergence_of, grounds_of, yearly_of

router = JsonRouter(prefix="/v1/statistics", tags=["statistics"])


@router.read("/divergence", "statistics.divergence", "Compare how like cases were decided", Divergence)
async def get_divergence(request: Request, who: Caller) -> Response:
    """Outcomes of cases with like findings, as far as the caller may see; counts only."""
    return json_reply(await divergence_of(request, await scope_of(request, who, "read_statistics")))


@router.read("/grounds", "statistics.grounds", "Count the use of listed situations", Grounds)
async def get_grounds(request: Request, who: Caller) -> Response:
    """How often each ground was relied on, and what no ground covers, as far as the caller may see."""
    return json_reply(await grounds_of(request, await scope_of(request, who, "read_statistics")))


@router.read("/yearly", "statistics.yearly", "Get the indicators of a year", Yearly)
async def get_yearly(
    request: Request, who: Caller, year: Annotated[Number | None, Query(ge=2000, le=2999)] = None
) -> Response:
    """How a year went, as far as the caller may see; this year unless another is asked for."""
    scope = await scope_of(request, who, "read_statistics")
    return json_reply(await yearly_of(request, scope, year or today_of(request).year))
