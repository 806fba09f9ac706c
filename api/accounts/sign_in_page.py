"""GET and POST /sign-in, POST /sign-out: by a password, by the office's provider, in a demonstration as any persona.

Whoever is not taken is told the same, after the same time, whatever was wrong: the name, the password or the code.
"""

from collections.abc import Iterable
from itertools import groupby

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.entering import NO_POSITION, Entering, NoPosition, accounts_of, enter, leave, without_session
from api.auth.context import context_of, today_of
from api.auth.visits import address_of, credentials_of, visit_of
from api.http.language import say
from api.http.problems import NOT_FOUND, TOO_MANY_ATTEMPTS, Particulars, ProblemRaised
from api.identity.account_events import note
from api.identity.accounts import Account
from api.identity.attempts import Attempts
from api.identity.oidc import ProviderAway
from api.identity.passwords import holds
from api.identity.personas import Persona
from api.identity.sessions import NoDemonstration
from api.installed import installed_of
from api.web.frame import PageRoute, page
from api.web.sent import fields_of, require_own_page, wanted_page
from domain.characters import shown as shown_text
from domain.identity import canonical_name
from domain.organs import Organs
from domain.values import Bilingual

router = APIRouter(route_class=PageRoute, include_in_schema=False)

WRONG = Bilingual(zh="登录名、密码或动态口令不正确。", en="The name, the password or the code is not right.")
_NO_STORE = {"Cache-Control": "no-store"}
_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    """The ways in; who has signed in already is told so."""
    return await _shown(request, wanted_page(request.query_params.get("next")))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Take a name and a password, and a code where the account has one."""
    require_own_page(request)
    form = await fields_of(request)
    wanted, name = wanted_page(form.get("next")), form.get("login", "").strip()
    attempts, address, counted = _attempts(request), address_of(request), canonical_name(name)
    if wait := await attempts.wait_seconds(address, counted):
        raise ProblemRaised(TOO_MANY_ATTEMPTS, Particulars(headers={"Retry-After": str(wait)}))
    found = await accounts_of(request).by_login(name)
    right = await holds(form.get("password", ""), found.password if found else None)
    entering = await _entering(request, found, form.get("code", "").strip()) if found and right else None
    if entering is None:
        await note(context_of(request).pool, "sign_in_failed", found.person if found else None, address=address)
        return await _shown(request, wanted, 401, WRONG, name)
    await attempts.succeeded(address, counted)
    try:
        return await enter(request, entering, wanted)
    except NoPosition:
        return await _shown(request, wanted, 403, NO_POSITION, name)


@router.post("/sign-in/persona")
async def be_persona(request: Request) -> Response:
    """In a demonstration, be whoever one clicks on; elsewhere there is no such address."""
    require_own_page(request)
    form = await fields_of(request)
    if not context_of(request).demonstration:
        raise ProblemRaised(NOT_FOUND)
    offices = await credentials_of(request).offices_now(today_of(request))
    chosen = offices.persona(form.get("person", ""), form.get("position"), form.get("for_person") or None)
    if chosen is None:
        raise ProblemRaised(NOT_FOUND)
    entering = Entering(person=chosen.person, account_id=None, method="persona", chosen=chosen)
    try:
        return await enter(request, entering, wanted_page(form.get("next")))
    except NoDemonstration:
        raise ProblemRaised(NOT_FOUND) from None


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session here, and at the office's provider if it began there."""
    require_own_page(request)
    context, ended = context_of(request), await leave(request)
    way: str | None = "/sign-in"
    if ended and ended.method == "oidc" and context.provider:
        id_token = context.seals.unseal(ended.id_token, ended.session_id) if ended.id_token else None
        try:
            way = await context.provider.leaving(id_token, f"{context.public_url}/sign-in")
        except ProviderAway as away:
            _logger.warning("provider away at sign-out", error=str(away))
    return without_session(request, RedirectResponse(way or "/sign-in", 303, _NO_STORE))


async def _entering(request: Request, account: Account, code: str) -> Entering | None:
    """Whoever gave the right password, if nothing else stands against it."""
    by_password = context_of(request).provider is None or account.break_glass
    if account.disabled or not by_password:
        return None
    method = await accounts_of(request).use_code(account, code) if account.totp_seed else "password"
    if method is None:
        return None
    return Entering(
        person=account.person, account_id=account.account_id, method=method, break_glass=account.break_glass
    )


async def _shown(
    request: Request, wanted: str, status: int = 200, said: Bilingual | None = None, name: str = ""
) -> Response:
    context = context_of(request)
    visit = await visit_of(request)
    if context.demonstration:
        organs = await installed_of(request).organs()
        offices = await credentials_of(request).offices_now(today_of(request))
        places = _by_place(organs, offices.everyone())
        return await page(
            request, "personas.html", status, wanted=wanted, places=places, people=offices.names, visit=visit
        )
    by_password = context.provider is None or "password" in request.query_params or bool(said)
    shown = {"wanted": wanted, "said": said, "name": shown_text(name), "by_password": by_password, "visit": visit}
    return await page(request, "sign_in.html", status, provider=context.provider is not None, **shown)


Place = tuple[str, tuple[tuple[str, tuple[Persona, ...]], ...]]


def _by_place(organs: Organs, personas: Iterable[Persona]) -> tuple[Place, ...]:
    """Everybody by place and organ, both in the order of the register: their names, and who is there."""
    order = {organ.id: at for at, organ in enumerate(organs.organs)}
    places = {place.id: at for at, place in enumerate(organs.jurisdictions)}
    ordered = sorted(personas, key=lambda each: (places[each.jurisdiction], order[each.organ]))
    names = {organ.id: say(organ.name) for organ in organs.organs}
    return tuple(
        (
            organs.jurisdictions[places[place]].name.zh,
            tuple((names[organ], tuple(there)) for organ, there in groupby(within, key=lambda each: each.organ)),
        )
        for place, within in groupby(ordered, key=lambda each: each.jurisdiction)
    )


def _attempts(request: Request) -> Attempts:
    attempts: Attempts = request.app.state.attempts
    return attempts
