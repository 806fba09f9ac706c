"""GET /statistics: like cases, the use of the lists, the indicators of a year, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.auth.callers import Caller
from api.auth.context import today_of
from api.auth.scope import scope_of
from api.http.replies import json_reply
from api.statistics.views import Divergence, Grounds, Yearly, divergence_of, grounds_of, yearly_of

router = APIRouter(prefix="/v1/statistics", tags=["statistics"])


@router.get(
    "/divergence",
    operation_id="statistics.divergence",
    summary="Compare how like cases were decided",
    response_model=Divergence,
)
async def get_divergence(request: Request, who: Caller) -> Response:
    """Outcomes of cases with like findings, as far as the caller may see; counts only."""
    return json_reply(await divergence_of(request, await scope_of(request, who, "read_statistics")))


@router.get(
    "/grounds", operation_id="statistics.grounds", summary="Count the use of listed situations", response_model=Grounds
)
async def get_grounds(request: Request, who: Caller) -> Response:
    """How often each ground was relied on, and what no ground covers, as far as the caller may see."""
    return json_reply(await grounds_of(request, await scope_of(request, who, "read_statistics")))


@router.get("/yearly", operation_id="statistics.yearly", summary="Get the indicators of a year", response_model=Yearly)
async def get_yearly(
    request: Request, who: Caller, year: Annotated[int | None, Query(ge=2000, le=2999)] = None
) -> Response:
    """How a year went, as far as the caller may see; this year unless another is asked for."""
    scope = await scope_of(request, who, "read_statistics")
    return json_reply(await yearly_of(request, scope, year or today_of(request).year))
