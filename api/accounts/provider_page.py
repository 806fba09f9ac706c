"""GET /sign-in/provider and back again, and what the identity provider tells us of those who signed out there."""

from datetime import UTC, datetime, timedelta

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.entering import NO_POSITION, Entering, NoPosition, accounts_of, enter
from api.auth.context import context_of, today_of
from api.auth.visits import address_of, credentials_of, visit_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity import oidc_attempts, sessions
from api.identity.account_events import note
from api.identity.accounts import Account, BoundAlready, Subject
from api.identity.oidc import Known, NotBelieved, Provider, ProviderAway, Question
from api.identity.oidc_attempts import Attempt
from api.identity.personas import Persona
from api.web.frame import PageRoute, page
from api.web.sent import fields_of, wanted_page
from domain.values import Bilingual

router = APIRouter(route_class=PageRoute, include_in_schema=False)
channel = APIRouter(include_in_schema=False)
"""What the provider itself calls: no page, and no form of ours."""

BACK = "/sign-in/provider/back"
_NO_STORE = {"Cache-Control": "no-store"}
_ATTEMPT_SECONDS = 600
_NOT_DONE = Bilingual(
    zh="登录没有完成：返回的内容无效、已用过，或等得太久。请重新登录。",
    en="You were not signed in: what came back was not valid, was used before, or took too long. Sign in again.",
)
_NOT_ANEW = Bilingual(
    zh="没有完成再次验证：统一身份认证没有说明您刚刚验证过，或者验证的是另一个人。请回到原来的窗口再试。",
    en="You have not shown anew who you are: the provider does not say so, or somebody else came. Try again.",
)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When somebody showed who they are whose provider does not say when."""
_CLOCKS_DIFFER = timedelta(minutes=2)
_DECLINED = Bilingual(
    zh="统一身份认证没有同意登录。请重新登录。", en="The identity provider did not agree. Sign in again."
)
_AWAY = Bilingual(
    zh="统一身份认证暂时没有应答，请稍后再试；紧急时用应急账号登录。",
    en="The identity provider does not answer; try again later. In an emergency use the break-glass account.",
)
_NOBODY = Bilingual(
    zh="统一身份认证认识您，但您在本系统还没有账号。请向管理员索取邀请，用邀请链接登录一次。",
    en="You are known to the identity provider, and have no account here. Ask an administrator for an invitation.",
)
_BOUND = Bilingual(
    zh="这个统一身份已绑定另一账号，或您的账号已绑定另一统一身份。请由管理员核对。",
    en="This identity opens another account, or your account another identity: an administrator must look at it.",
)
_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@router.get("/sign-in/provider")
async def show_provider(request: Request) -> Response:
    """Go to the provider."""
    return await to_provider(request, wanted_page(request.query_params.get("next")), None)


class _Refused(Exception):  # noqa: N818 - a refusal is an answer
    """Nobody is signed in: what is said, and with which status."""

    def __init__(self, said: Bilingual, status: int) -> None:
        super().__init__(said.en)
        self.said = said
        self.status = status


@router.get(BACK)
async def come_back(request: Request) -> Response:
    """Come back from the provider with a code: once, in the browser that was sent there."""
    try:
        attempt, known = await _known(request)
        account = await _account(request, known, attempt.invitation)
        entering = Entering(
            person=account.person,
            account_id=account.account_id,
            method="oidc",
            chosen=await _going_on(request, attempt, known, account) if attempt.anew else None,
            oidc_sid=known.sid,
            id_token=known.id_token,
            verified_at=known.shown_at or _NEVER,
        )
        answer = await enter(request, entering, attempt.wanted)
    except _Refused as refused:
        return await _refused(request, refused.said, refused.status)
    except BoundAlready:
        return await _refused(request, _BOUND, 409)
    except NoPosition:
        return await _refused(request, NO_POSITION, 403)
    answer.delete_cookie(_cookie(request), path="/", secure=context_of(request).over_tls, httponly=True)
    return answer


async def _going_on(request: Request, attempt: Attempt, known: Known, account: Account) -> Persona | None:
    """In which position somebody goes on who was to show anew who they are.

    Raises:
        _Refused: Somebody else came back, or the provider does not say that they have just shown it.
    """
    visit = await visit_of(request)
    shown = known.shown_at is not None and known.shown_at > attempt.made_at - _CLOCKS_DIFFER
    if visit is None or visit.person != account.person or not shown:
        raise _Refused(_NOT_ANEW, 403)
    await note(context_of(request).pool, "verified_again", account.person, method="oidc", address=address_of(request))
    return visit.persona


async def _known(request: Request) -> tuple[Attempt, Known]:
    """Who came back, and from which attempt.

    Raises:
        _Refused: Nobody who was sent, or the provider does not say who.
    """
    provider, context, query = _provider(request), context_of(request), request.query_params
    browser = request.cookies.get(_cookie(request), "")
    attempt = await oidc_attempts.take(context.pool, browser, query.get("state", "")) if browser else None
    if attempt is None or query.get("iss", provider.issuer) != provider.issuer:
        raise _Refused(_NOT_DONE, 403)
    if "code" not in query:
        raise _Refused(_DECLINED, 403)
    try:
        return attempt, await provider.known_by(query["code"], attempt.question, context.public_url + BACK)
    except NotBelieved as refused:
        _logger.warning("identity provider's answer refused", reason=refused.reason, address=address_of(request))
        await note(context.pool, "sign_in_failed", None, method="oidc", address=address_of(request))
        raise _Refused(_NOT_DONE, 403) from refused
    except ProviderAway as away:
        _logger.warning("identity provider away", error=str(away))
        raise _Refused(_AWAY, 503) from away


@channel.post("/sign-in/provider/logout")
async def logged_out(request: Request) -> Response:
    """End what has ended at the provider (OpenID Connect Back-Channel Logout 1.0): 200, or 400 for what is no such."""
    provider, context = _provider(request), context_of(request)
    token = (await fields_of(request)).get("logout_token", "")
    try:
        gone = await provider.logged_out(token)
    except NotBelieved as refused:
        _logger.warning("logout token refused", reason=refused.reason, address=address_of(request))
        return Response(status_code=400, headers=_NO_STORE)
    except ProviderAway as away:
        _logger.warning("identity provider away", error=str(away))
        return Response(status_code=503, headers=_NO_STORE)
    people = await sessions.end_at_provider(context.pool, provider.issuer, gone.subject, gone.sid, gone.at)
    for person in people:
        await note(context.pool, "ended_at_provider", person)
    return Response(status_code=200, headers=_NO_STORE)


async def to_provider(request: Request, wanted: str, invitation: bytes | None, *, anew: bool = False) -> Response:
    """Send somebody to the provider, and remember in their browser and here what they must come back with."""
    provider, context, question = _provider(request), context_of(request), Question.fresh()
    try:
        address = await provider.address(question, context.public_url + BACK, anew=anew)
    except ProviderAway as away:
        _logger.warning("identity provider away", error=str(away))
        return await _refused(request, _AWAY, 503)
    browser = await oidc_attempts.begin(context.pool, question, wanted, invitation, anew=anew)
    answer = RedirectResponse(address, 303, _NO_STORE)
    answer.set_cookie(
        _cookie(request),
        browser,
        max_age=_ATTEMPT_SECONDS,
        path="/",
        secure=context.over_tls,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _account(request: Request, known: Known, invitation: bytes | None) -> Account:
    """Whose account it is: bound before, by the invitation they came with, or by the claim that names the person.

    Raises:
        _Refused: Nobody's that is open.
        BoundAlready: The account or the identity is bound otherwise.
    """
    accounts, subject = accounts_of(request), Subject(_provider(request).issuer, known.subject)
    account = await accounts.by_subject(subject)
    invited = await accounts.use_invitation(invitation) if invitation is not None else None
    if invited and invited.person:
        if account and account.person != invited.person:
            raise BoundAlready
        return await _bind(request, invited.person, subject)
    if account is None and known.person is not None:
        account = await _claimed(request, known.person, subject)
    if account is None or account.disabled:
        raise _Refused(_NOBODY, 403)
    return account


async def _claimed(request: Request, person: str, subject: Subject) -> Account | None:
    """The account of the person whom a claim names; bound to this subject, if to none yet.

    Raises:
        BoundAlready: It is bound to another.
    """
    offices = await credentials_of(request).offices_now(today_of(request))
    before = await accounts_of(request).of(person)
    if before is not None and before.at_provider:
        raise BoundAlready
    if person not in offices.names or (before and before.disabled):
        return None
    return await _bind(request, person, subject)


async def _bind(request: Request, person: str, subject: Subject) -> Account:
    accounts = accounts_of(request)
    await accounts.at_provider(person, subject)
    await note(context_of(request).pool, "account_made", person, method="oidc", address=address_of(request))
    bound = await accounts.of(person)
    if bound is None:
        raise _Refused(_NOBODY, 403)
    return bound


def _provider(request: Request) -> Provider:
    provider = context_of(request).provider
    if provider is None:
        raise ProblemRaised(NOT_FOUND)
    return provider


def _cookie(request: Request) -> str:
    return "__Host-rongcuo-attempt" if context_of(request).over_tls else "rongcuo-attempt"


async def _refused(request: Request, said: Bilingual, status: int) -> Response:
    shown = {"wanted": "/", "said": said, "name": "", "by_password": False, "provider": True, "visit": None}
    answer = await page(request, "sign_in.html", status, **shown)
    answer.delete_cookie(_cookie(request), path="/", secure=context_of(request).over_tls)
    return answer
