"""GET /matters and /bans: matters, what may be of the same one, and what bars a second tolerance."""

from uuid import UUID

from fastapi import Request, Response

from api.auth.callers import Caller, Hidden
from api.auth.context import Context
from api.auth.disclosure import disclose_case, disclose_listed
from api.auth.scope import SCOPED, scope_of, visible_among
from api.auth.visibility import require_visible
from api.cases.candidates import candidates_of
from api.cases.views import page_of
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.replies import json_reply, list_reply
from api.http.routing import JsonRouter
from domain.values import Frozen
from projections.matters import bans
from projections.matters.bans import Candidate, Matter, Occurrence

router = JsonRouter(prefix="/v1")


class Candidates(Frozen):
    """Earlier cases that may be of the same matter; a person confirms or denies."""

    case_id: UUID
    items: tuple[Candidate, ...]


class BanList(Frozen):
    """Tolerated occurrences, each of which bars a second tolerance."""

    items: tuple[Occurrence, ...]
    next: str | None = None


@router.read("/matters", "matters.candidates", "Suggest earlier matters", Candidates, tags=["matters"])
async def list_candidates(
    request: Request, who: Caller, context: Context, candidates_for: UUID, limit: Limit = 20
) -> Response:
    """Earlier cases that may be of the same matter as a case."""
    seen = await require_visible(request, who, "read_matters", candidates_for)
    page = await page_of(context, candidates_for)
    items = await candidates_of(context, page, limit)
    disclose_case(request, who, candidates_for, seen.resource, "case", "read_matters")
    disclose_listed(request, who, "read_matters", [each.occurrence.case_id for each in items])
    return json_reply(Candidates(case_id=page.case_id, items=items))


@router.read("/matters/{matter_id}", "matters.get", "Get a matter", Matter, tags=["matters"])
async def get_matter(request: Request, who: Caller, context: Context, matter_id: UUID) -> Response:
    """A matter with its occurrences, to those who may see one of them."""
    scope = await scope_of(request, who, "read_matters")
    matter = await bans.matter(context.pool, matter_id)
    cases = [occurrence.case_id for occurrence in matter.occurrences] if matter else []
    if matter is None or not await visible_among(context.pool, scope, cases):
        raise Hidden(who, "read_matters", matter_id, exists=matter is not None)
    scope.tell(cases)
    return json_reply(matter)


@router.read("/bans", "bans.list", "List bans on second tolerance", BanList, tags=["matters"])
async def list_bans(
    request: Request,
    who: Caller,
    context: Context,
    limit: Limit = 100,
    begin: Next = None,
) -> Response:
    """What was tolerated and bars a second tolerance, as far as the caller may see, the newest first."""
    scope = await scope_of(request, who, "read_matters")
    before = pagination.index_of(begin)
    rows = await context.pool.fetch(SCOPED["bans"], *scope.predicate, before, limit)
    following = pagination.following(rows, limit, lambda last: ByIndex(index=last[1]))
    items = tuple(Occurrence.model_validate_json(row[0]) for row in rows)
    scope.tell([item.case_id for item in items])
    return list_reply(request, BanList(items=items, next=following), following)
