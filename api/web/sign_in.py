"""Signing in and out: the token of a persona, pasted once and kept in a cookie no script can read.

A token never stands in an address: addresses end up in histories and logs.
"""

import re
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.attempts import Attempts
from api.auth.context import context_of
from api.http.problems import FORBIDDEN, MALFORMED, TOO_MANY_ATTEMPTS, Particulars, ProblemRaised
from api.web.frame import COOKIE, PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_HOME = "/"
_SAME_SITE = frozenset({"same-origin", "none"})
FIELDS_MAX = 10
_ADDRESS = re.compile(r"/(?![/\\])[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*")
"""A path with its query (RFC 3986, 3.3 and 3.4): no scheme, no host, and no blank, control character or backslash,
which browsers take out or for a slash."""


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    """The form; who has signed in already is told so."""
    return await page(request, "sign_in.html", wanted=_local(request.query_params.get("next")), wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Take a token and go on to the page that was wanted; whoever failed too often has to wait."""
    require_own_page(request)
    form = await fields_of(request)
    token, wanted = form.get("token", "").strip(), _local(form.get("next"))
    attempts, address = _attempts(request), request.client.host if request.client else ""
    if wait := attempts.wait_seconds(address, token):
        raise ProblemRaised(TOO_MANY_ATTEMPTS, Particulars(headers={"Retry-After": str(wait)}))
    if context_of(request).tokens.persona(token) is None:
        attempts.failed(address, token)
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


async def fields_of(request: Request, fields_max: int = FIELDS_MAX) -> dict[str, str]:
    """The fields of a form, each as it stands first.

    Raises:
        ProblemRaised: 422, there are more than any form of ours has.
    """
    content = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: given[0] for name, given in parse_qs(content, max_num_fields=fields_max).items()}
    except ValueError:
        raise ProblemRaised(MALFORMED) from None


def _attempts(request: Request) -> Attempts:
    attempts: Attempts = request.app.state.attempts
    return attempts


def _local(wanted: str | None) -> str:
    """An address of this site, or home."""
    if wanted is None or not _ADDRESS.fullmatch(wanted) or wanted.startswith("/sign-"):
        return _HOME
    return wanted
