"""GET /account: one's own account, the devices on which one is signed in, and what was done with it; and its forms.

Whatever changes how the account is opened asks for the password once more.
"""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.entering import accounts_of
from api.auth.context import context_of
from api.auth.visits import address_of, visit_of
from api.http.language import say
from api.http.problems import NOT_FOUND, TOO_MANY_ATTEMPTS, UNAUTHENTICATED, Particulars, ProblemRaised
from api.identity import sessions
from api.identity.account_events import note, noted
from api.identity.accounts import Account
from api.identity.attempts import Attempts
from api.identity.credentials import Visit
from api.identity.passwords import fault_of, holds
from api.identity.second_factor import new_seed, seed_of, step_of
from api.installed import installed_of
from api.labels.devices import device_of
from api.web.frame import PageRoute, id_of, page
from api.web.sent import fields_of, require_own_page
from domain.values import Bilingual

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SEED = re.compile(r"[A-Z2-7]{32}")
_SHOWN_EVENTS = 20
_SEE_OTHER = 303
_NO_STORE = {"Cache-Control": "no-store"}
_PASSWORD_WRONG = Bilingual(
    zh="现在的密码不正确，没有改动。", en="The present password is not right; nothing was changed."
)
_CODE_WRONG = Bilingual(
    zh="动态口令不正确，没有启用。请核对手机的时间，用新的口令再试。",
    en="The code is not right; nothing was turned on. Look at your device's clock and use a fresh code.",
)
_NOT_EQUAL = Bilingual(zh="两次输入的新密码不一致，没有改动。", en="The two new passwords differ; nothing was changed.")


async def _visitor(request: Request) -> Visit:
    visit = await visit_of(request)
    if visit is None:
        raise ProblemRaised(UNAUTHENTICATED)
    return visit


Visitor = Annotated[Visit, Depends(_visitor)]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said above the page: that something was not done, and why; or what was."""

    words: Bilingual
    fault: bool = True


@router.get("/account")
async def show_account(request: Request, visit: Visitor) -> Response:
    """One's account."""
    return await _shown(request, visit)


@router.post("/account/password")
async def change_password(request: Request, visit: Visitor) -> Response:
    """Change the password; all other sessions end."""
    account, form = await _confirmed(request, visit)
    if account is None:
        return await _shown(request, visit, _Said(_PASSWORD_WRONG), 403)
    fresh = form.get("fresh", "")
    fault = fault_of(fresh, account.login or "") or (_NOT_EQUAL if fresh != form.get("again", "") else None)
    if fault:
        return await _shown(request, visit, _Said(fault), 422)
    await accounts_of(request).set_password(account, fresh)
    await sessions.end_all(context_of(request).pool, visit.person, visit.session_id)
    await note(context_of(request).pool, "password_changed", visit.person, address=address_of(request))
    done = Bilingual(zh="密码已更改，其他设备上的登录已结束。", en="Changed; you are signed out on all other devices.")
    return await _shown(request, visit, _Said(done, fault=False))


@router.get("/account/second-factor")
async def show_second_factor(request: Request, visit: Visitor) -> Response:
    """A fresh seed for an authenticator, not yet asked for."""
    account = await _account(request, visit)
    seed = new_seed(account.login or visit.person)
    return await page(request, "second_factor.html", seed=seed, said=None)


@router.post("/account/second-factor")
async def turn_on(request: Request, visit: Visitor) -> Response:
    """Ask for codes from now on, once one was right; shows the recovery codes, the only time."""
    account, form = await _confirmed(request, visit)
    secret = form.get("seed", "")
    if not _SEED.fullmatch(secret):
        raise ProblemRaised(NOT_FOUND)
    known = await _account(request, visit)
    step = step_of(secret, form.get("code", ""), known.totp_step if known.totp_seed else 0)
    if account is None or step is None:
        said = _PASSWORD_WRONG if account is None else _CODE_WRONG
        seed = seed_of(secret, known.login or visit.person)
        return await page(request, "second_factor.html", 403, seed=seed, said=said)
    codes = await accounts_of(request).turn_on_codes(account, secret, step)
    await note(context_of(request).pool, "second_factor_on", visit.person, address=address_of(request))
    return await page(request, "recovery_codes.html", codes=codes)


@router.post("/account/second-factor/off")
async def turn_off(request: Request, visit: Visitor) -> Response:
    """Ask for no codes any more."""
    account, _ = await _confirmed(request, visit)
    if account is None:
        return await _shown(request, visit, _Said(_PASSWORD_WRONG), 403)
    await accounts_of(request).turn_off_codes(account)
    await note(context_of(request).pool, "second_factor_off", visit.person, address=address_of(request))
    done = Bilingual(zh="动态口令已停用。", en="No code is asked for any more.")
    return await _shown(request, visit, _Said(done, fault=False))


@router.post("/account/sessions/{session_id}/end")
async def end_session(request: Request, visit: Visitor, session_id: str) -> Response:
    """End one of one's sessions."""
    require_own_page(request)
    if not await sessions.end_one(context_of(request).pool, id_of(session_id), visit.person):
        raise ProblemRaised(NOT_FOUND)
    await note(context_of(request).pool, "sessions_ended", visit.person, address=address_of(request))
    return RedirectResponse("/account", _SEE_OTHER, _NO_STORE)


@router.post("/account/sessions/end")
async def end_sessions(request: Request, visit: Visitor) -> Response:
    """End all of one's sessions but this one; or this one as well."""
    require_own_page(request)
    form = await fields_of(request)
    but = None if form.get("all") == "yes" else visit.session_id
    await sessions.end_all(context_of(request).pool, visit.person, but)
    await note(context_of(request).pool, "sessions_ended", visit.person, address=address_of(request))
    return RedirectResponse("/account", _SEE_OTHER, _NO_STORE)


async def _shown(request: Request, visit: Visit, said: _Said | None = None, status: int = 200) -> Response:
    context, accounts = context_of(request), accounts_of(request)
    account = await accounts.of(visit.person) if visit.account_id else None
    left = await accounts.recovery_codes_left(account) if account and account.totp_seed else 0
    organs = await installed_of(request).organs()
    positions = {each.id: say(each.title) for each in organs.positions}
    own = await sessions.of_person(context.pool, visit.person)
    shown = {
        "visit": visit,
        "account": account,
        "codes_left": left,
        "sessions": [(each, device_of(each.device), positions.get(each.position or "")) for each in own],
        "events": await noted(context.pool, visit.person, _SHOWN_EVENTS),
        "people": {person.id: person.name for person in organs.people},
        "organs": {organ.id: say(organ.name) for organ in organs.organs},
    }
    return await page(request, "account.html", status, said=said, **shown)


async def _confirmed(request: Request, visit: Visit) -> tuple[Account | None, dict[str, str]]:
    """The account, if the present password was given once more, and the form; who fails again and again has to wait."""
    require_own_page(request)
    account, form = await _account(request, visit), await fields_of(request)
    attempts: Attempts = request.app.state.attempts
    if wait := await attempts.wait_seconds(address_of(request), f"confirm {visit.person}"):
        raise ProblemRaised(TOO_MANY_ATTEMPTS, Particulars(headers={"Retry-After": str(wait)}))
    if not await holds(form.get("password", ""), account.password):
        return None, form
    await attempts.succeeded(address_of(request), f"confirm {visit.person}")
    return account, form


async def _account(request: Request, visit: Visit) -> Account:
    """The account of the reader, which has a password of its own; a persona has none.

    Raises:
        ProblemRaised: 404, it has not.
    """
    account = await accounts_of(request).of(visit.person) if visit.account_id else None
    if account is None or account.password is None:
        raise ProblemRaised(NOT_FOUND)
    return account
