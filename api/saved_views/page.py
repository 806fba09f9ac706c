"""POST /saved-views: what the forms on a list do with its views; each leads back to the list."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.http.problems import NOT_FOUND, ProblemRaised
from api.saved_views.lists import LISTS, NO_VIEW, SAVED, Owner, change, open_with, view_address, view_of
from api.saved_views.saving import QUERY_MAX, kept_query, saved
from api.web.forms import read_form
from api.web.frame import PageRoute, Reader, id_of
from api.web.sent import fields_of, require_own_page
from domain.values import Frozen, Name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Query = Annotated[str, Field(max_length=QUERY_MAX)]


class SaveView(Frozen):
    """保存视图: the list as it stands in an address, under a name, for oneself or for one's organ."""

    list: str
    query: Query = ""
    name: Annotated[Name, Field(max_length=60)]
    shared: Literal["yes"] | None = None
    usual: Literal["yes"] | None = None


class ChangeView(Frozen):
    """更改视图: what a button on the list does with the view from which it came."""

    do: Literal["change", "remove", "open_with", "open_plainly"]
    query: Query = ""


@router.post("/saved-views")
async def save_view(request: Request, who: Reader) -> Response:
    """Save the list as it is."""
    require_own_page(request)
    body = read_form(SaveView, {name: text for name, text in (await fields_of(request)).items() if text.strip()})
    if body.list not in LISTS:
        raise ProblemRaised(NOT_FOUND)
    require(request, who, LISTS[body.list].action)
    query = kept_query(body.list, body.query)
    id_ = await saved(request, Owner(body.list, who, shared=body.shared == "yes"), body.name, query)
    if body.usual == "yes":
        await open_with(request, who, body.list, id_)
    return RedirectResponse(view_address(body.list, query, id_), 303)


@router.post("/saved-views/{view_id}")
async def change_view(request: Request, who: Reader, view_id: str) -> Response:
    """Change or remove a view of one's own, or have the list open with one that one sees."""
    require_own_page(request)
    found = await view_of(request, who, id_of(view_id))
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    name, view = found
    body = read_form(ChangeView, dict(await fields_of(request)))
    query = kept_query(name, body.query)
    match body.do:
        case "change" | "remove":
            if await change(request, who, view.id, query if body.do == "change" else None) is None:
                raise ProblemRaised(NOT_FOUND)
        case "open_with" | "open_plainly":
            await open_with(request, who, name, view.id if body.do == "open_with" else None)
    if body.do == "remove":
        return RedirectResponse(f"/{name}?{query}{'&' if query else ''}{SAVED}={NO_VIEW}", 303)
    return RedirectResponse(view_address(name, query, view.id), 303)
