"""GET /help: the terms of the pages, what a day begins with, and the keys, which can be switched off (WCAG 2.1.4)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of
from api.help.terms import acts, terms
from api.http.language import KEPT_SECONDS
from api.web.frame import KEYS_COOKIE, KEYS_OFF, PageRoute, page
from api.web.sent import fields_of, require_own_page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/help")
async def show_help(request: Request) -> Response:
    """For everybody: it tells of nobody."""
    return await page(request, "help.html", terms=terms(), acts=acts())


@router.post("/help")
async def switch_keys(request: Request) -> Response:
    """Switch the keys of this browser on or off."""
    require_own_page(request)
    chosen = KEYS_OFF if (await fields_of(request)).get("keys") == KEYS_OFF else "on"
    answer = RedirectResponse("/help#keys", 303, {"Cache-Control": "no-store"})
    answer.set_cookie(
        KEYS_COOKIE, chosen, KEPT_SECONDS, secure=context_of(request).over_tls, httponly=True, samesite="lax"
    )
    return answer
