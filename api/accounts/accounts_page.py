"""GET /accounts: who has an account, and what an administrator may do with it: invite, close, end sessions."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.entering import accounts_of
from api.auth.accounts import reaches, require_reach
from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.auth.visits import address_of, credentials_of
from api.http.language import say
from api.http.problems import MALFORMED, NOT_FOUND, ProblemRaised
from api.identity import sessions
from api.identity.account_events import Kind, note, noted
from api.identity.accounts import INVITATION_HOURS
from api.identity.personas import Offices, Persona
from api.labels.devices import device_of
from api.web.frame import PageRoute, Reader, page
from api.web.sent import fields_of, require_own_page
from domain.identity import canonical_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SHOWN_EVENTS = 50
_NO_STORE = {"Cache-Control": "no-store"}


@router.get("/accounts")
async def show_accounts(request: Request, who: Reader) -> Response:
    """Everybody in the register, with what opens their account."""
    require(request, who, "read_accounts")
    offices, sought = await _offices(request), request.query_params.get("name", "")
    people = [
        (person, offices.of(person.id))
        for person in offices.organs.people
        if canonical_name(sought) in canonical_name(person.name) and reaches(who, offices.organs, offices.of(person.id))
    ]
    shown = {"people": people, "sought": sought, "accounts": await accounts_of(request).all()}
    events = await noted(context_of(request).pool, None, _SHOWN_EVENTS)
    return await page(request, "accounts.html", called=offices.names, organs=_organs(offices), events=events, **shown)


@router.get("/accounts/{person}")
async def show_account_of(request: Request, who: Reader, person: str) -> Response:
    """One person's account, their sessions, and what was done."""
    offices = await _offices(request)
    require_reach(request, who, "read_accounts", offices.organs, offices.of(person))
    return await _one(request, who, person)


@router.post("/accounts/{person}/invitation")
async def invite(request: Request, who: Reader, person: str) -> Response:
    """Make a link by which the person makes an account, or another password; it is shown this once."""
    await _require(request, who, person)
    code = await accounts_of(request).invite(person, who.person)
    await note(context_of(request).pool, "invited", person, by=who.person, address=address_of(request))
    link = f"{context_of(request).public_url}/invitation?{urlencode({'code': code})}"
    return await _one(request, who, person, link)


@router.post("/accounts/{person}/change")
async def change(request: Request, who: Reader, person: str) -> Response:
    """Close an account or open it again, let it be the break-glass account, or end all its sessions."""
    await _require(request, who, person)
    context, accounts = context_of(request), accounts_of(request)
    kinds: dict[str, Kind] = {
        "disable": "account_disabled",
        "enable": "account_enabled",
        "break_glass": "break_glass_set",
        "end_sessions": "sessions_ended",
    }
    match (await fields_of(request)).get("what"):
        case "disable" as what:
            done = await accounts.disable(person)
            await sessions.end_all(context.pool, person)
        case "enable" as what:
            done = await accounts.enable(person)
        case "break_glass" as what:
            done = await accounts.set_break_glass(person)
        case "end_sessions" as what:
            done = await sessions.end_all(context.pool, person) > 0
        case _:
            raise ProblemRaised(MALFORMED)
    if done:
        await note(context.pool, kinds[what], person, by=who.person, address=address_of(request))
    return RedirectResponse(f"/accounts/{person}", 303, _NO_STORE)


async def _one(request: Request, who: Persona, person: str, link: str | None = None) -> Response:
    offices, context = await _offices(request), context_of(request)
    if person not in offices.names:
        raise ProblemRaised(NOT_FOUND)
    account = await accounts_of(request).of(person)
    open_ = await sessions.of_person(context.pool, person)
    return await page(
        request,
        "account_of.html",
        person=person,
        called=offices.names,
        posts=offices.of(person),
        account=account,
        sessions=[(each, device_of(each.device)) for each in open_],
        events=await noted(context.pool, person, _SHOWN_EVENTS),
        organs=_organs(offices),
        link=link,
        may_manage=allowed(who, "manage_accounts").allow,
        link_days=INVITATION_HOURS // 24,
    )


async def _require(request: Request, who: Persona, person: str) -> None:
    require_own_page(request)
    offices = await _offices(request)
    require_reach(request, who, "manage_accounts", offices.organs, offices.of(person))
    if person not in offices.names:
        raise ProblemRaised(NOT_FOUND)


async def _offices(request: Request) -> Offices:
    return await credentials_of(request).offices_now(today_of(request))


def _organs(offices: Offices) -> dict[str, str]:
    return {organ.id: say(organ.name) for organ in offices.organs.organs}
