"""Whose session a request belongs to.

Only pages ask: all else is asked by its machine token (api/auth/callers.py), for a form that another site makes a
browser send brings the cookie, and no header of ours.
"""

from starlette.requests import Request

from api.auth.context import AppContext, context_of, today_of
from api.identity.credentials import Credentials, Visit


def credentials_of(request: Request) -> Credentials:
    """Who holds which credential."""
    credentials: Credentials = request.app.state.credentials
    return credentials


def session_cookie(context: AppContext) -> str:
    """What the cookie of a session is called; over TLS nobody else can set it (RFC 6265bis, __Host-)."""
    return "__Host-rongcuo" if context.over_tls else "rongcuo"


def address_of(request: Request) -> str:
    """Where a request comes from, as far as the proxy that is trusted says so."""
    return request.client.host if request.client else ""


async def visit_of(request: Request) -> Visit | None:
    """Whose session the cookie holds, looked up once a request."""
    if not hasattr(request.state, "visit"):
        id_ = request.cookies.get(session_cookie(context_of(request)))
        request.state.visit = await credentials_of(request).visit(id_, today_of(request)) if id_ else None
    return known_visit(request)


def known_visit(request: Request) -> Visit | None:
    """Whose session it is, as far as this request has looked it up."""
    visit: Visit | None = getattr(request.state, "visit", None)
    return visit
