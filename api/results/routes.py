"""Reading what follows from results: uses against a subject, and clarifications."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.auth.scope import SCOPED, scope_of
from api.http import pagination
from api.http.pagination import Limit
from api.http.replies import json_reply
from api.http.requests import Caller, Here
from domain.values import Frozen
from projections.cases.clarifications import Clarification
from projections.cases.contrary_uses import ContraryUse

router = APIRouter(prefix="/v1")


class ContraryUses(Frozen):
    """Reports of contrary use, those not decided first."""

    items: tuple[ContraryUse, ...]


class Clarifications(Frozen):
    """Clarifications, open ones first."""

    items: tuple[Clarification, ...]


@router.get(
    "/contrary-uses",
    operation_id="contrary_uses.list",
    summary="List reports of contrary use",
    tags=["results"],
    response_model=ContraryUses,
)
async def list_contrary_uses(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    here: Here,
    decided: bool | None = None,
    case_id: UUID | None = None,
    limit: Limit = 100,
) -> Response:
    """Reports that results were used against their subjects, within the caller's sight."""
    scope = await scope_of(request, who, "read_contrary_uses")
    rows = await here.pool.fetch(
        SCOPED["contrary_uses"],
        scope.places,
        scope.speakers,
        decided,
        case_id,
        min(limit, pagination.LIMIT_MAX),
    )
    return json_reply(ContraryUses(items=tuple(ContraryUse.model_validate_json(row[0]) for row in rows)))


@router.get(
    "/clarifications",
    operation_id="clarifications.list",
    summary="List clarifications",
    tags=["clarification"],
    response_model=Clarifications,
)
async def list_clarifications(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    here: Here,
    state: Literal["open", "issued"] | None = None,
    case_id: UUID | None = None,
    limit: Limit = 100,
) -> Response:
    """Clarifications within the caller's sight."""
    scope = await scope_of(request, who, "read_clarifications")
    rows = await here.pool.fetch(
        SCOPED["clarifications"],
        scope.places,
        scope.speakers,
        state,
        case_id,
        min(limit, pagination.LIMIT_MAX),
    )
    return json_reply(Clarifications(items=tuple(Clarification.model_validate_json(row[0]) for row in rows)))
