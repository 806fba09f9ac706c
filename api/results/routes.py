"""GET /results and what follows from them: uses against a subject, and clarifications."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from api.auth.callers import Caller, Hidden, require
from api.auth.context import Context
from api.auth.disclosure import disclose
from api.auth.policy import places_under
from api.auth.purposes import require_purpose
from api.auth.scope import listed, scope_of
from api.http.pagination import Limit
from api.http.parameters import Truth
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.results.views import SubjectResults, results_of
from domain.values import Frozen
from projections.cases.clarifications import ClarificationRow
from projections.cases.contrary_uses import ContraryUse

router = JsonRouter(prefix="/v1")


_SUBJECTS_MAX = 50


class ResultList(Frozen):
    """One entry a subject asked for."""

    items: tuple[SubjectResults, ...]


class ContraryUses(Frozen):
    """Reports of contrary use, those not decided first."""

    items: tuple[ContraryUse, ...]


class Clarifications(Frozen):
    """Clarifications, open ones first."""

    items: tuple[ClarificationRow, ...]


@router.read("/results", "results.list", "Read results of subjects", ResultList, tags=["results"])
async def list_results(
    request: Request,
    who: Caller,
    context: Context,
    subject: Annotated[list[UUID], Query(min_length=1, max_length=_SUBJECTS_MAX, description="subject ids")],
) -> Response:
    """What may be read of subjects, under every id of each: a result in force, a case in progress, or no record."""
    rules = require(request, who, "read_results")
    await require_purpose(request, who, "results")
    places = places_under(await installed_of(request).organs(), who.jurisdiction)
    known = await context.subjects.get(subject)
    if any(id_ not in known or known[id_].subject.jurisdiction not in places for id_ in subject):
        raise Hidden(who, "read_results", *subject, exists=any(id_ in known for id_ in subject))
    disclose(request, who, "read_results", "results", *subject, resource="subject", look_ups=len(subject), basis=rules)
    subjects = [known[id_].subject for id_ in subject]
    return json_reply(ResultList(items=await results_of(context.pool, context.subjects, subjects)))


@router.read("/contrary-uses", "contrary_uses.list", "List reports of contrary use", ContraryUses, tags=["results"])
async def list_contrary_uses(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    context: Context,
    decided: Truth | None = None,
    case_id: UUID | None = None,
    limit: Limit = 100,
) -> Response:
    """Reports that results were used against their subjects, as far as the caller may see."""
    scope = await scope_of(request, who, "read_contrary_uses")
    items = await listed(context.pool, scope, "contrary_uses", ContraryUse, decided, case_id, limit)
    return json_reply(ContraryUses(items=items))


@router.read("/clarifications", "clarifications.list", "List clarifications", Clarifications, tags=["clarification"])
async def list_clarifications(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    context: Context,
    state: Literal["open", "issued"] | None = None,
    case_id: UUID | None = None,
    limit: Limit = 100,
) -> Response:
    """Clarifications that the caller may see."""
    scope = await scope_of(request, who, "read_clarifications")
    items = await listed(context.pool, scope, "clarifications", ClarificationRow, state, case_id, limit)
    return json_reply(Clarifications(items=items))
