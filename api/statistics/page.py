"""GET /statistics: how a year went (R-23, NJ-37), as figures with bars that are drawn on the server."""

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import today_of
from api.auth.scope import scope_of
from api.http.language import say
from api.installed import installed_of
from api.statistics.views import yearly_of
from api.web.frame import PageRoute, Reader, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_YEARS = range(2000, 3000)


@router.get("/statistics")
async def show_statistics(request: Request, who: Reader) -> Response:
    """The indicators of the year of the address; of this year, if it names none."""
    scope = await scope_of(request, who, "read_statistics")
    today = today_of(request)
    yearly = await yearly_of(request, scope, _year(request, today))
    packs = {name: say(pack.name) for name, pack in (await installed_of(request).newest_packs()).items()}
    filed = sum(line.filed for line in yearly.applications)
    return await page(
        request,
        "statistics.html",
        yearly=yearly,
        years=sorted({*yearly.years, yearly.year, today.year}, reverse=True),
        filed=filed,
        accepted=sum(line.accepted for line in yearly.applications),
        not_accepted=sum(line.not_accepted for line in yearly.applications),
        missed=sum(line.missed for line in yearly.deadlines),
        packs=packs,
    )


def _year(request: Request, today: date) -> int:
    """The year asked for; what is no year is this one."""
    asked = request.query_params.get("year")
    return next((year for year in _YEARS if str(year) == asked), today.year)
