"""GET /operations: what operators look after: records that cannot be shown, and whether the engine goes by the log."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.callers import require
from api.auth.context import context_of
from api.labels.differences import DIFFERENCES
from api.labels.records import FAULTS, READ_MODELS, REASONS
from api.web.frame import PageRoute, Reader, page
from eventlog import reconciliations
from eventlog.notices import reading
from projections.projector import set_aside
from projections.projector.projector import KEYS

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/operations")
async def show_operations(request: Request, who: Reader) -> Response:
    """What is set aside, the longest waiting first; and how the engine differed from the log."""
    require(request, who, "read_operations")
    pool = context_of(request).pool
    lines = await set_aside.listed(pool, KEYS)
    reconciled = await reconciliations.last(pool)
    stand = await reading.counts(pool)
    words = {"read_models": READ_MODELS, "reasons": REASONS, "faults": FAULTS, "differences": DIFFERENCES}
    return await page(request, "operations.html", lines=lines, reconciled=reconciled, deliveries=stand, **words)
