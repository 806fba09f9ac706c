"""Reading the ledger of corrections: what was tolerated and is not yet put right (R-10)."""

from datetime import date

from fastapi import Request, Response

from api.auth.callers import Caller
from api.auth.context import Context, today_of
from api.auth.scope import scope_of
from api.corrections.views import Which, corrections_in, place_of
from api.http import pagination
from api.http.pagination import Limit, Next
from api.http.replies import list_reply
from api.http.routing import JsonRouter
from domain.values import Frozen
from projections.cases.corrections import CorrectionRow

router = JsonRouter(prefix="/v1")


class CorrectionList(Frozen):
    """A page of the ledger of corrections."""

    today: date
    items: tuple[CorrectionRow, ...]
    next: str | None = None


@router.read("/corrections", "corrections.list", "List correction demands", CorrectionList, tags=["correction"])
async def list_corrections(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    context: Context,
    state: Which = "uncorrected",
    limit: Limit = 100,
    begin: Next = None,
) -> Response:
    """Correction demands in the cases the caller may read, the oldest due date first; their words are in the case.

    Uncorrected are those to be corrected and those under evaluation; of these, failed are those that an evaluation
    found not enough before, urged those against which a measure was taken.
    """
    scope = await scope_of(request, who, "read_corrections")
    today = today_of(request)
    items = await corrections_in(context.pool, scope, state, today, begin, limit)
    following = pagination.following(items, limit, place_of)
    return list_reply(request, CorrectionList(today=today, items=items, next=following), following)
