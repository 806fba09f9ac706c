"""Signing in and out: the token of a persona, pasted once and kept in a cookie no script can read.

A token never stands in an address: addresses end up in histories and logs.
"""

from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of
from api.http.problems import FORBIDDEN, Particulars, ProblemRaised
from api.web.frame import COOKIE, PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_HOME = "/"
_SAME_SITE = frozenset({"same-origin", "none"})


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    """The form; who has signed in already is told so."""
    return await page(request, "sign_in.html", wanted=_local(request.query_params.get("next")), wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Take a token and go on to the page that was wanted."""
    require_own_page(request)
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    token = form.get("token", [""])[0].strip()
    wanted = _local(form.get("next", [None])[0])
    if context_of(request).tokens.persona(token) is None:
        return await page(request, "sign_in.html", 401, wanted=wanted, wrong=True)
    answer = RedirectResponse(wanted, 303, {"Cache-Control": "no-store"})
    secure = context_of(request).public_url.startswith("https:")
    answer.set_cookie(COOKIE, token, path="/", secure=secure, httponly=True, samesite="strict")
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Forget the token."""
    require_own_page(request)
    answer = RedirectResponse("/sign-in", 303, {"Cache-Control": "no-store"})
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def require_own_page(request: Request) -> None:
    """Refuse a form that another site sent: Sec-Fetch-Site where there is one, else Origin.

    Raises:
        ProblemRaised: 403.
    """
    site = request.headers.get("sec-fetch-site")
    own = site in _SAME_SITE if site is not None else request.headers.get("origin") == context_of(request).public_url
    if not own:
        raise ProblemRaised(FORBIDDEN, Particulars(detail="这个表单不是从本系统的页面发出的。"))


def _local(wanted: str | None) -> str:
    """An address of this site, or home."""
    if wanted is None or not wanted.startswith("/") or wanted.startswith(("//", "/\\", "/sign-")):
        return _HOME
    return wanted
