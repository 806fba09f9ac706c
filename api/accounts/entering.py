"""How somebody comes in and goes out, however they showed who they are: a fresh session, and the cookie for it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of, today_of
from api.auth.visits import address_of, credentials_of, session_cookie
from api.identity import sessions
from api.identity.account_events import Kind, note
from api.identity.accounts import Accounts
from api.identity.personas import Persona
from api.identity.sessions import Beginning, EndedSession, Method
from domain.values import Bilingual

NO_POSITION = Bilingual(
    zh="您的账号有效，但今天没有担任任何职务，所以不能进入。请向组织人事部门或管理员核对任职登记。",
    en="Your account is in order, but you hold no position today. Ask an administrator to look at the register.",
)
_NO_STORE = {"Cache-Control": "no-store"}
_KEPT_SECONDS = 12 * 3600


class NoPosition(Exception):  # noqa: N818 - says what is the matter
    """Whoever showed who they are holds no position today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """Somebody who has shown who they are.

    Attributes:
        account_id: None: a persona of a demonstration.
        chosen: The position to act in; None: the only one there is, or one that is chosen next.
        oidc_sid: The provider's session.
        id_token: What the provider said.
        verified_at: When they showed who they are; None: now.
    """

    person: str
    account_id: UUID | None
    method: Method
    chosen: Persona | None = None
    break_glass: bool = False
    oidc_sid: str | None = None
    id_token: str | None = None
    verified_at: datetime | None = None


async def enter(request: Request, who: Entering, wanted: str) -> Response:
    """Begin a session and go on to a page, by way of the choice of a position where there are several.

    A session that the browser had before ends: nobody goes on under an id that another may know.

    Raises:
        NoPosition: There is none to act in.
        NoDemonstration: A persona was chosen where there are none to choose.
    """
    context, (position, choose) = context_of(request), await _position(request, who)
    session_id, address = uuid4(), address_of(request)
    beginning = Beginning(
        session_id=session_id,
        account_id=who.account_id,
        person=who.person,
        position=position.position if position else None,
        for_person=position.for_person if position else None,
        method=who.method,
        device=request.headers.get("user-agent", ""),
        address=address,
        oidc_sid=who.oidc_sid,
        id_token=context.seals.seal(who.id_token, session_id) if who.id_token else None,
        verified_at=who.verified_at,
    )
    id_ = await sessions.begin(context.pool, beginning)
    await _end_earlier(request)
    kind: Kind = "break_glass_used" if who.break_glass else "signed_in"
    await note(context.pool, kind, who.person, method=who.method, address=address)
    answer = RedirectResponse(f"/position?{urlencode({'next': wanted})}" if choose else wanted, 303, _NO_STORE)
    return with_session(request, answer, id_)


async def leave(request: Request) -> EndedSession | None:
    """End the session of this browser; returns what it was."""
    id_ = request.cookies.get(session_cookie(context_of(request)))
    ended = await sessions.end(context_of(request).pool, id_) if id_ else None
    if ended:
        await note(context_of(request).pool, "signed_out", ended.person, address=address_of(request))
    return ended


def with_session(request: Request, answer: Response, id_: str) -> Response:
    """An answer that gives the browser its session: for no script, no other site's form, and no plain connection."""
    context = context_of(request)
    answer.set_cookie(
        session_cookie(context),
        id_,
        max_age=_KEPT_SECONDS,
        path="/",
        secure=context.over_tls,
        httponly=True,
        samesite="lax",
    )
    return answer


def without_session(request: Request, answer: Response) -> Response:
    """An answer that takes it away, and with it what the browser keeps for going back (Clear Site Data, 3.1)."""
    context = context_of(request)
    answer.headers["Clear-Site-Data"] = '"cache"'
    answer.delete_cookie(session_cookie(context), path="/", secure=context.over_tls, httponly=True, samesite="lax")
    return answer


def accounts_of(request: Request) -> Accounts:
    """The accounts."""
    accounts: Accounts = request.app.state.accounts
    return accounts


async def _position(request: Request, who: Entering) -> tuple[Persona | None, bool]:
    """The position to begin in, and whether one has still to be chosen."""
    if who.chosen is not None:
        return who.chosen, False
    offices = await credentials_of(request).offices_now(today_of(request))
    choices = offices.of(who.person)
    if not choices:
        raise NoPosition
    return (choices[0], False) if len(choices) == 1 else (None, True)


async def _end_earlier(request: Request) -> None:
    id_ = request.cookies.get(session_cookie(context_of(request)))
    if id_:
        await sessions.end(context_of(request).pool, id_)
