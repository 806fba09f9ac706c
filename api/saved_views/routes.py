"""GET, PUT and DELETE /saved-views: views of lists under a name, for programs; the forms of a list do the same."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import AfterValidator, Field

from api.auth.callers import Caller, caller, require
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import json_reply
from api.http.requests import body_of
from api.http.routing import JsonRouter
from api.saved_views.lists import LISTS, Owner, SavedView, change, open_with, view_of, views_of
from api.saved_views.saving import QUERY_MAX, kept_query, saved
from domain.values import Flag, Frozen, Name, readable_line

router = JsonRouter(prefix="/v1/saved-views", tags=["work"])

ListName = Literal["cases", "deadlines", "inbox", "records", "risk-filings", "meetings"]


class ViewShown(Frozen):
    """常用视图: a name for a list as its address says; `own`: the caller saved it, `usual`: the list opens with it."""

    id: UUID
    list: ListName
    name: str
    query: str = Field(description="filters and columns, as in the address of the list")
    shared: bool
    own: bool
    usual: bool


class ViewsShown(Frozen):
    """The views of a list that the caller sees, their own first."""

    views: tuple[ViewShown, ...]


class ViewWanted(Frozen):
    """A view as it is to be; one's own of that name in the list takes this meaning."""

    list: ListName
    name: Annotated[Name, Field(max_length=60)]
    query: Annotated[str, AfterValidator(readable_line), Field(max_length=QUERY_MAX)] = ""
    shared: Flag = Field(default=False, description="for all people of one's organ")
    usual: Flag = Field(default=False, description="whether the list opens with it")


@router.read("", "views.list", "List the saved views of a list", ViewsShown)
async def list_views(request: Request, who: Caller, of: Annotated[ListName, Query(alias="list")]) -> Response:
    """The caller's own, in the post in which they saved them, and those of their organ."""
    require(request, who, LISTS[of].action)
    return json_reply(ViewsShown(views=tuple(_shown(of, each) for each in await views_of(request, who, of))))


@router.put(
    "",
    operation_id="views.save",
    summary="Save a view",
    response_model=ViewShown,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ViewWanted"}}},
        }
    },
)
async def save_view(request: Request) -> Response:
    """Save a list as its address says it under a name; again under the same name it means the new address."""
    who = await caller(request)
    wanted = await body_of(request, ViewWanted)
    require(request, who, LISTS[wanted.list].action)
    query = kept_query(wanted.list, wanted.query)
    id_ = await saved(request, Owner(wanted.list, who, shared=wanted.shared), wanted.name, query)
    before = await view_of(request, who, id_)
    if wanted.usual or (before and before[1].usual):
        await open_with(request, who, wanted.list, id_ if wanted.usual else None)
    found = await view_of(request, who, id_)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    return json_reply(_shown(*found))


@router.delete("/{view_id}", operation_id="views.remove", summary="Remove a view", status_code=204)
async def remove_view(request: Request, view_id: UUID) -> Response:
    """Remove a view that the caller saved."""
    who = await caller(request)
    if await change(request, who, view_id, None) is None:
        raise ProblemRaised(NOT_FOUND)
    return Response(status_code=204)


def _shown(name: str, view: SavedView) -> ViewShown:
    return ViewShown.model_validate(
        {"list": name, **{each: getattr(view, each) for each in ViewShown.model_fields if each != "list"}}
    )
