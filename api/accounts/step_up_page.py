"""GET and POST /step-up: show once more who you are, and go on with what was filled in (再次验证, A-52).

What was filled in comes and goes with the page; nothing of it is kept here.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.entering import accounts_of, with_session
from api.accounts.provider_page import to_provider
from api.auth.context import context_of
from api.auth.visits import address_of, session_cookie, visit_of
from api.http.problems import TOO_MANY_ATTEMPTS, UNAUTHENTICATED, Particulars, ProblemRaised
from api.identity import sessions
from api.identity.account_events import note
from api.identity.accounts import Account
from api.identity.credentials import Visit
from api.identity.passwords import holds
from api.web.frame import PageRoute
from api.web.sent import fields_of, require_own_page, wanted_page
from api.web.step_up import AskedFor, step_up_page
from domain.identity import canonical_name
from domain.values import Bilingual

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_WRONG = Bilingual(
    zh="密码或动态口令不正确，没有提交。填写的内容还在。",
    en="The password or the code is not right; nothing was sent, and nothing you typed is lost.",
)
_NO_STORE = {"Cache-Control": "no-store"}


@router.get("/step-up")
async def show_step_up(request: Request) -> Response:
    """Show once more who you are, before anything is filled in."""
    await _visitor(request)
    return await step_up_page(request, AskedFor(wanted_page(request.query_params.get("next"))))


@router.post("/step-up")
async def step_up(request: Request) -> Response:
    """Take the password, and a code where the account has one; the session goes on under another id."""
    require_own_page(request)
    visit, form = await _visitor(request), await fields_of(request)
    asked = AskedFor(wanted_page(form.get("to")), form.get("sent", ""))
    account = await _shown_by_password(request, visit, form)
    id_ = await sessions.verified(context_of(request).pool, _session(request)) if account else None
    if account is None:
        return await step_up_page(request, asked, 401, said=_WRONG)
    if id_ is None:
        raise ProblemRaised(UNAUTHENTICATED)
    await note(context_of(request).pool, "verified_again", visit.person, address=address_of(request))
    if not asked.sent:
        return with_session(request, RedirectResponse(asked.to, 303, _NO_STORE), id_)
    return with_session(request, await step_up_page(request, asked, verified=True), id_)


@router.get("/step-up/provider")
async def show_provider(request: Request) -> Response:
    """Go to the identity provider, to be asked there anew."""
    await _visitor(request)
    return await to_provider(request, "/step-up/done", None, anew=True)


@router.get("/step-up/done")
async def show_done(request: Request) -> Response:
    """Whoever was at the provider in a window of its own is sent back to the one they came from."""
    await _visitor(request)
    return await step_up_page(request, AskedFor(""), verified=True)


async def _visitor(request: Request) -> Visit:
    """Who has a session.

    Raises:
        ProblemRaised: 401.
    """
    visit = await visit_of(request)
    if visit is None:
        raise ProblemRaised(UNAUTHENTICATED)
    return visit


async def _shown_by_password(request: Request, visit: Visit, form: dict[str, str]) -> Account | None:
    """The account whose password, and code if it has one, were just given; failures count as those of signing in.

    Raises:
        ProblemRaised: 429, too many failed.
    """
    context, attempts, address = context_of(request), request.app.state.attempts, address_of(request)
    account = await accounts_of(request).of(visit.person)
    if account is None or account.disabled or not (context.provider is None or account.break_glass):
        return None
    counted = canonical_name(account.login or visit.person)
    if wait := await attempts.wait_seconds(address, counted):
        raise ProblemRaised(TOO_MANY_ATTEMPTS, Particulars(headers={"Retry-After": str(wait)}))
    right = await holds(form.get("password", ""), account.password)
    if right and account.totp_seed:
        right = await accounts_of(request).use_code(account, form.get("code", "").strip()) is not None
    if not right:
        await note(context.pool, "sign_in_failed", visit.person, address=address)
        return None
    await attempts.succeeded(address, counted)
    return account


def _session(request: Request) -> str:
    return request.cookies.get(session_cookie(context_of(request)), "")
