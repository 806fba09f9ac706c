"""GET and POST /set-up and /invitation: an account is made by a code that opens once.

A code is looked at when the page is shown and used up when the account is made, so that whoever looks at the link
twice, or fills in the form wrongly, has lost nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.accounts.entering import NO_POSITION, Entering, NoPosition, accounts_of, enter
from api.accounts.provider_page import to_provider
from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.auth.visits import address_of, credentials_of
from api.http.problems import NOT_FOUND, TOO_MANY_ATTEMPTS, Particulars, ProblemRaised
from api.identity.account_events import note
from api.identity.accounts import Invitation, Login, LoginTaken
from api.identity.attempts import Attempts
from api.identity.credentials import digest_of
from api.identity.passwords import fault_of
from api.identity.personas import Offices
from api.web.frame import PageRoute, page
from api.web.sent import HOME, fields_of, require_own_page
from domain.values import Bilingual

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Kind = Literal["set-up", "invitation"]

_LOGIN = TypeAdapter(Login)
_CODE_WRONG = Bilingual(
    zh="这个代码无效：已经用过、过期，或已被后来的代码代替。"
    "请向管理员索取新的邀请；首次设置的，用 rongcuo accounts set-up 重新取得。",
    en="This code opens nothing: it was used, is too old, or another took its place."
    " Ask an administrator for another invitation.",
)
_NOT_EQUAL = Bilingual(zh="两次输入的密码不一致。", en="The two passwords differ.")
_LOGIN_UNFIT = Bilingual(
    zh="登录名为 2 至 64 个字符，不含控制字符。", en="The name has 2 to 64 characters, and no control characters."
)
_LOGIN_TAKEN = Bilingual(zh="这个登录名已被使用，请另取一个。", en="This name is taken; choose another.")
_NOBODY_CHOSEN = Bilingual(zh="请选择您是谁。", en="Say who you are.")


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in, but for the passwords."""

    code: str
    person: str
    login: str


@router.get("/set-up")
async def show_set_up(request: Request) -> Response:
    """The form by which the first administrator makes an account; where anybody has one it is not there."""
    await _require_new(request)
    return await _shown(request, "set-up", Filled("", "", ""))


@router.post("/set-up")
async def set_up(request: Request) -> Response:
    """Make the first account."""
    require_own_page(request)
    await _require_new(request)
    return await _join(request, "set-up")


@router.get("/invitation")
async def show_invitation(request: Request) -> Response:
    """The form by which somebody who was invited makes their account."""
    return await _shown(request, "invitation", Filled(request.query_params.get("code", ""), "", ""))


@router.post("/invitation")
async def accept_invitation(request: Request) -> Response:
    """Make an account with a password, or bind it to the office's provider."""
    require_own_page(request)
    return await _join(request, "invitation")


async def _join(request: Request, kind: Kind) -> Response:
    form = await fields_of(request)
    filled = Filled(form.get("code", "").strip(), form.get("person", ""), form.get("login", "").strip())
    if not filled.code:
        return await _shown(request, kind, filled, _CODE_WRONG, 422)
    await _require_few_attempts(request)
    invitation = await _invited(request, kind, filled.code)
    if invitation is None:
        return await _shown(request, kind, filled, _CODE_WRONG, 403)
    await _attempts(request).succeeded(address_of(request), kind)
    offices = await credentials_of(request).offices_now(today_of(request))
    person = invitation.person or next((each for each in administrators(offices) if each == filled.person), None)
    if person is None:
        return await _shown(request, kind, filled, _NOBODY_CHOSEN, 422)
    if kind == "invitation" and context_of(request).provider and "password" not in form:
        return await to_provider(request, HOME, digest_of(filled.code))
    fault = _fault(filled.login, form.get("password", ""), form.get("again", ""))
    if fault:
        return await _shown(request, kind, filled, fault, 422)
    return await _made(request, kind, filled, person, form["password"])


async def _made(request: Request, kind: Kind, filled: Filled, person: str, password: str) -> Response:
    """Use the code up, make the account, and begin a session."""
    accounts = accounts_of(request)
    other = await accounts.by_login(filled.login)
    if other and other.person != person:
        return await _shown(request, kind, filled, _LOGIN_TAKEN, 409)
    if await accounts.use_invitation(digest_of(filled.code)) is None:
        return await _shown(request, kind, filled, _CODE_WRONG, 403)
    try:
        account_id = await accounts.with_password(person, filled.login, password)
    except LoginTaken:  # taken this very moment: the code is used up, and another one is asked for
        return await _shown(request, kind, filled, _LOGIN_TAKEN, 409)
    await note(
        context_of(request).pool, "account_made", person, method=kind.replace("-", "_"), address=address_of(request)
    )
    try:
        return await enter(request, Entering(person=person, account_id=account_id, method="password"), HOME)
    except NoPosition:
        return await _shown(request, kind, filled, NO_POSITION, 403)


async def _shown(
    request: Request, kind: Kind, filled: Filled, said: Bilingual | None = None, status: int = 200
) -> Response:
    offices = await credentials_of(request).offices_now(today_of(request))
    invitation = await _invited(request, kind, filled.code) if filled.code else None
    if said is None and filled.code and invitation is None:
        said, status = _CODE_WRONG, 403
    name = offices.names.get(invitation.person or "") if invitation else None
    choices = [(each, offices.names[each], offices.of(each)) for each in administrators(offices)]
    shown = {"kind": kind, "filled": filled, "said": said, "name": name, "invited": invitation is not None}
    provider = context_of(request).provider is not None
    return await page(request, "joining.html", status, choices=choices, provider=provider, **shown)


async def _invited(request: Request, kind: Kind, code: str) -> Invitation | None:
    found = await accounts_of(request).invited(code)
    return found if found and (found.person is None) is (kind == "set-up") else None


def administrators(offices: Offices) -> Sequence[str]:
    """Who may make accounts for others: one of them sets the installation up."""
    return list(dict.fromkeys(each.person for each in offices.everyone() if allowed(each, "manage_accounts").allow))


def _fault(login: str, password: str, again: str) -> Bilingual | None:
    try:
        _LOGIN.validate_python(login)
    except ValidationError:
        return _LOGIN_UNFIT
    return fault_of(password, login) or (_NOT_EQUAL if password != again else None)


async def _require_new(request: Request) -> None:
    if context_of(request).demonstration or await accounts_of(request).are_any():
        raise ProblemRaised(NOT_FOUND)


async def _require_few_attempts(request: Request) -> None:
    if wait := await _attempts(request).wait_seconds(address_of(request), "code"):
        raise ProblemRaised(TOO_MANY_ATTEMPTS, Particulars(headers={"Retry-After": str(wait)}))


def _attempts(request: Request) -> Attempts:
    attempts: Attempts = request.app.state.attempts
    return attempts
