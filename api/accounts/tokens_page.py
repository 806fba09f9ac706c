"""GET /tokens: the machine tokens of the installation; an administrator makes and revokes them."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.accounts import reaches, require_reach
from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.auth.policy import Resource, allowed
from api.auth.visits import address_of, credentials_of
from api.http.language import say
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity import machine_tokens
from api.identity.account_events import note
from api.identity.machine_tokens import DAYS_MAX, MachineToken, Made, Scope, Wanted
from api.identity.networks import NETWORKS_MAX, NoNetwork, networks_of
from api.identity.personas import Offices, Persona
from api.labels.naming import Names
from api.web.frame import PageRoute, Reader, id_of, page
from api.web.sent import fields_of, require_own_page
from domain.characters import shown as shown_text
from domain.values import Bilingual, Frozen, Name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_UNFIT = Bilingual(
    zh=f"没有签发：请写明用途，选择职务和范围，有效期为 1 至 {DAYS_MAX} 天。",
    en=f"Not made: say what it is for, choose a position and a scope, and 1 to {DAYS_MAX} days.",
)


class _Form(Frozen):
    name: Name
    addresses: str = Field(max_length=1000)
    holder: str
    scope: Scope
    days: Annotated[int, Field(ge=1, le=DAYS_MAX)]


_FORM = TypeAdapter(_Form)


@router.get("/tokens")
async def show_tokens(request: Request, who: Reader) -> Response:
    """All tokens, and the form to make one."""
    require(request, who, "read_accounts")
    return await _shown(request, who)


@router.post("/tokens")
async def make_token(request: Request, who: Reader) -> Response:
    """Make a token, which is shown this once."""
    require_own_page(request)
    require(request, who, "manage_accounts")
    filled = await fields_of(request)
    try:
        form = _FORM.validate_python({each: filled.get(each, "").strip() for each in _Form.model_fields})
    except ValidationError:
        return await _shown(request, who, filled, said=_UNFIT, status=422)
    person, _, position = form.holder.partition(" ")
    offices = await _offices(request)
    holder = offices.persona(person, position)
    if holder is None:
        return await _shown(request, who, filled, said=_UNFIT, status=422)
    require_reach(request, who, "manage_accounts", offices.organs, [holder])
    try:
        networks = networks_of(form.addresses)
    except NoNetwork as none:
        return await _shown(request, who, filled, said=_no_network(none), status=422)
    context = context_of(request)
    wanted = Wanted(form.name, holder.person, holder.position, holder.for_person, form.scope, form.days, networks)
    made = await machine_tokens.make(context.pool, wanted, who.person)
    await note(context.pool, "token_made", person, by=who.person, address=address_of(request), about=form.name)
    return await _shown(request, who, made=made)


@router.post("/tokens/{token_id}/revocation")
async def revoke_token(request: Request, who: Reader, token_id: str) -> Response:
    """Revoke a token: its next request is refused."""
    require_own_page(request)
    require(request, who, "manage_accounts")
    context, offices = context_of(request), await _offices(request)
    known = next((each for each in await _listed(request, who, offices) if each.token_id == id_of(token_id)), None)
    revoked = await machine_tokens.revoke(context.pool, known.token_id, who.person) if known else None
    if revoked is None:
        raise ProblemRaised(NOT_FOUND)
    about, address = revoked.name, address_of(request)
    await note(context.pool, "token_revoked", revoked.person, by=who.person, address=address, about=about)
    return RedirectResponse("/tokens", 303, {"Cache-Control": "no-store"})


def _no_network(none: NoNetwork) -> Bilingual:
    """What is wrong with an address that a token is to be good from, and what was probably meant."""
    written = shown_text(none.written)[:60]
    if none.meant:
        return Bilingual(
            zh=f"没有签发：“{written}”不是网段的起始地址，您要的可能是 {none.meant}。",
            en=f"Not made: {written} is no network; you may mean {none.meant}.",
        )
    return Bilingual(
        zh=f"没有签发：“{written}”不是地址或网段。请写成 10.1.2.3 或 10.1.0.0/16，用逗号分隔，至多 {NETWORKS_MAX} 个。",
        en=f"Not made: {written} is neither an address nor a network such as 10.1.0.0/16 (at most {NETWORKS_MAX}).",
    )


async def _listed(request: Request, who: Persona, offices: Offices) -> list[MachineToken]:
    """The tokens of positions that lie where somebody administers."""
    organs = offices.organs
    found = []
    for each in await machine_tokens.listed(context_of(request).pool):
        position = organs.position(each.position)
        organ = organs.organ(position.organ) if position else None
        at = Resource(jurisdiction=organ.jurisdiction) if organ else None
        if allowed(who, "read_accounts", at, organs).allow:
            found.append(each)
    return found


async def _shown(  # noqa: PLR0913 - what there is to show
    request: Request,
    who: Persona,
    filled: dict[str, str] | None = None,
    *,
    made: Made | None = None,
    said: Bilingual | None = None,
    status: int = 200,
) -> Response:
    offices = await _offices(request)
    return await page(
        request,
        "tokens.html",
        status,
        tokens=await _listed(request, who, offices),
        holders=[each for each in offices.everyone() if not each.for_person and reaches(who, offices.organs, [each])],
        may_manage=allowed(who, "manage_accounts").allow,
        called=offices.names,
        names=Names(offices.organs),
        organs={organ.id: say(organ.name) for organ in offices.organs.organs},
        filled=filled or {},
        made=made,
        said=said,
        days_max=DAYS_MAX,
    )


async def _offices(request: Request) -> Offices:
    return await credentials_of(request).offices_now(today_of(request))
