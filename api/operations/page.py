"""GET /operations: what operators look after: records that cannot be shown, why, and what to do."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.callers import require
from api.auth.context import context_of
from api.labels.records import FAULTS, READ_MODELS, REASONS
from api.web.frame import PageRoute, Reader, page
from projections.projector import set_aside
from projections.projector.projector import KEYS

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/operations")
async def show_operations(request: Request, who: Reader) -> Response:
    """What is set aside, the longest waiting first."""
    require(request, who, "read_operations")
    lines = await set_aside.listed(context_of(request).pool, KEYS)
    return await page(request, "operations.html", lines=lines, read_models=READ_MODELS, reasons=REASONS, faults=FAULTS)
