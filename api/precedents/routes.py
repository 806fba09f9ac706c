"""GET /precedents: decided cases told without names, by situation, criterion and outcome (案例, R-18, R-02)."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from api.auth.callers import Caller
from api.auth.context import Context
from api.http.pagination import ByIndex, Limit, Next, cursor, place_of
from api.http.problems import MALFORMED, NOT_FOUND, FieldFault, Particulars, ProblemRaised
from api.http.replies import json_reply, list_reply
from api.http.routing import JsonRouter
from api.precedents.views import PrecedentEntry, entry_of, inner_places, search, words_of
from domain.values import Code, Frozen, Name
from projections.precedents import precedents
from projections.precedents.precedents import Wanted

router = JsonRouter(prefix="/v1/precedents", tags=["precedents"])


class Precedents(Frozen):
    """A page of precedents, the newest approved first."""

    items: tuple[PrecedentEntry, ...]
    next: str | None = None


@router.read("", "precedents.find", "Find precedents", Precedents)
async def find_precedents(  # noqa: PLR0913, PLR0917 - each is one parameter of the list
    request: Request,
    who: Caller,
    pack: Code | None = None,
    ground: Code | None = None,
    error_class: Code | None = None,
    criterion: Annotated[Code | None, Query(description="a criterion, condition or factor")] = None,
    result: Annotated[Literal["met", "not_met"] | None, Query(description="what was found of `criterion`")] = None,
    outcome: Code | None = None,
    q: Annotated[Name | None, Query(description="words of the digest")] = None,
    limit: Limit = 50,
    begin: Next = None,
) -> Response:
    """Approved digests with what was found and decided: all that are published, inner ones of one's own jurisdiction.

    With `q` a page may be short, even empty, while `next` leads on: one request reads a bounded number of digests.
    """
    places = await inner_places(request, who)
    if result is not None and criterion is None:
        fault = FieldFault(pointer="query:result", code="missing_criterion", message="result needs a criterion")
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
    wanted = Wanted(pack, ground, error_class, outcome, criterion, result)
    page = await search(request, who, places, wanted, words=q, before=place_of(begin, ByIndex), limit=limit)
    following = cursor(page.next) if page.next else None
    return list_reply(request, Precedents(items=tuple(entry for _, entry in page.items), next=following), following)


@router.read("/{case_id}", "precedents.get", "Get a precedent", PrecedentEntry)
async def get_precedent(request: Request, who: Caller, context: Context, case_id: UUID) -> Response:
    """One approved digest with what was found and decided; 404 where there is none the caller may read."""
    row = await precedents.one(context.pool, await inner_places(request, who), case_id)
    if row is None:
        raise ProblemRaised(NOT_FOUND)
    return json_reply(entry_of(row, (await words_of(context.event_log, [row])).get(case_id)))
