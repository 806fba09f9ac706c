"""Reading the ledger of corrections: what was tolerated and is not yet put right (R-10)."""

from datetime import date
from typing import Literal

from fastapi import APIRouter, Request, Response

from api.auth.scope import SCOPED, Scope, scope_of
from api.http import pagination
from api.http.context import AppContext
from api.http.pagination import Limit, Next
from api.http.replies import json_reply
from api.http.requests import Caller, Here
from api.work.routes import ByDueDate
from domain.terms.deadlines import SHANGHAI
from domain.values import Frozen
from projections.cases.corrections import Correction

router = APIRouter(prefix="/v1")

CorrectionList = Literal["uncorrected", "overdue", "under_evaluation", "failed", "urged", "settled", "all"]


class Corrections(Frozen):
    """A page of the ledger of corrections."""

    today: date
    items: tuple[Correction, ...]
    next: str | None = None


@router.get(
    "/corrections",
    operation_id="corrections.list",
    summary="List correction demands",
    tags=["correction"],
    response_model=Corrections,
)
async def list_corrections(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    here: Here,
    state: CorrectionList = "uncorrected",
    limit: Limit = 100,
    next: Next = None,  # noqa: A002 - the name the answer gives it
) -> Response:
    """Correction demands in the cases the caller may read, the oldest due date first; their words are in the case.

    Uncorrected are those to be corrected and those under evaluation; of these, failed are those that an evaluation
    found not enough before, urged those against which a measure was taken.
    """
    scope = await scope_of(request, who, "read_case")
    after, limit = pagination.place_of(next, ByDueDate), min(limit, pagination.LIMIT_MAX)
    today = here.clock().astimezone(SHANGHAI).date()
    items = await corrections_in(here, scope, state, today, after, limit)
    following = following_of(items, limit)
    return json_reply(
        Corrections(today=today, items=items, next=following), headers=pagination.link(request, following)
    )


async def corrections_in(  # noqa: PLR0913, PLR0917 - each is one filter of the list
    here: AppContext, scope: Scope, state: CorrectionList, today: date, after: ByDueDate | None, limit: int
) -> tuple[Correction, ...]:
    """One of the lists, within somebody's sight."""
    due_on, duty_id = (after.due_on, after.duty_id) if after else (None, None)
    rows = await here.pool.fetch(
        SCOPED["corrections"],
        scope.places,
        scope.speakers,
        state,
        today,
        due_on,
        duty_id,
        limit,
    )
    return tuple(Correction.model_validate_json(row[0]) for row in rows)


def following_of(items: tuple[Correction, ...], limit: int) -> str | None:
    """Where the next page begins, if this one is full."""
    last = items[-1] if len(items) == limit else None
    return pagination.cursor(ByDueDate(due_on=last.due_on, duty_id=last.duty_id)) if last else None
