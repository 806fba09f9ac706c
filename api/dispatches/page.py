"""GET /dispatches: the register of documents that went out, the last first."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.dispatches.views import dispatches_in
from api.http import pagination
from api.http.pagination import ByIndex
from api.web.frame import PageRoute, Reader, number_asked, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 50


@router.get("/dispatches")
async def show_dispatches(request: Request, who: Reader) -> Response:
    """A page of the register; the filter stands in the address."""
    given, number = request.query_params.get("next") or None, number_asked(request)
    lines = await dispatches_in(request, who, case_id=None, number=number, begin=given, limit=_LINES)
    more = pagination.following(lines, _LINES, lambda last: ByIndex(index=last.log_index))
    return await page(request, "dispatches.html", lines=lines, number=number, before=given, more=more)
