"""GET and POST /position: the one position to act in, chosen after signing in and changed at any time."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.entering import with_session
from api.auth.context import context_of
from api.auth.visits import session_cookie, visit_of
from api.http.language import say
from api.http.problems import UNAUTHENTICATED, ProblemRaised
from api.identity import sessions
from api.identity.credentials import Visit
from api.installed import installed_of
from api.web.frame import PageRoute, page
from api.web.sent import fields_of, require_own_page, wanted_page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/position")
async def show_positions(request: Request) -> Response:
    """The positions somebody holds today."""
    visit = await _visit(request)
    return await _shown(request, visit, wanted_page(request.query_params.get("next")))


@router.post("/position")
async def choose_position(request: Request) -> Response:
    """Act in another position from now on, under another id of the session."""
    require_own_page(request)
    visit, form = await _visit(request), await fields_of(request)
    wanted, position, for_person = wanted_page(form.get("next")), form.get("position"), form.get("for_person") or None
    same = (each for each in visit.choices if (each.position, each.for_person) == (position, for_person))
    chosen = next(same, None)
    if chosen is None:
        return await _shown(request, visit, wanted, 422)
    context = context_of(request)
    before = request.cookies[session_cookie(context)]
    id_ = await sessions.act_in(context.pool, before, chosen.position, chosen.for_person)
    return with_session(request, RedirectResponse(wanted, 303, {"Cache-Control": "no-store"}), id_)


async def _shown(request: Request, visit: Visit, wanted: str, status: int = 200) -> Response:
    organs = await installed_of(request).organs()
    names = {organ.id: say(organ.name) for organ in organs.organs}
    people = {person.id: person.name for person in organs.people}
    shown = {"visit": visit, "wanted": wanted, "organs": names, "people": people, "gone": status != 200}  # noqa: PLR2004 - HTTP's
    return await page(request, "position.html", status, **shown)


async def _visit(request: Request) -> Visit:
    visit = await visit_of(request)
    if visit is None:
        raise ProblemRaised(UNAUTHENTICATED)
    return visit
