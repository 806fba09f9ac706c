"""GET /notices: what the reader was told (通知), and how they want to be told (通知设置)."""

import secrets
from datetime import datetime, time, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from hmac import compare_digest
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of
from api.auth.meetings import sees
from api.forms.paths import PAPERWORK
from api.http import pagination
from api.identity.credentials import digest_of
from api.identity.personas import Persona
from api.labels.words import NOTICE_KINDS
from api.notices.calendar import SUFFIX
from api.notices.inbox import notices_of
from api.web.frame import PageRoute, Reader, page
from api.web.sent import fields_of, require_own_page
from domain.catalogue import COLLECTIONS
from domain.notices.kinds import OBLIGED, NoticeKind
from domain.notices.timing import Choice
from domain.values import Bilingual
from eventlog.notices import choices, feeds, outbox, reading
from eventlog.notices.choices import CODE_TRIES, Kept

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 50
_CODE = timedelta(hours=1)
_CODE_DIGITS = 6
_ADDRESS_MAX = 254
_SECRET_BYTES = 32
_MUTABLE = tuple(each for each in NoticeKind if each not in OBLIGED)
_SETTINGS_BESIDE = 4
"""How many fields the settings have beside a box for each kind that may be muted."""
_TIME: TypeAdapter[time] = TypeAdapter(time)
_SETTINGS = "/notices/settings"

_SAID = {
    "kept": Bilingual(zh="已保存。", en="Saved."),
    "code": Bilingual(
        zh="验证码已发到邮箱，一小时内有效。", en="A code was sent to the mailbox; it is good for an hour."
    ),
    "verified": Bilingual(
        zh="邮箱已验证，从现在起会收到邮件。", en="The address is verified: mail goes there from now on."
    ),
    "removed": Bilingual(zh="邮箱已删除，不再发送邮件。", en="The address is forgotten: no more mail."),
    "revoked": Bilingual(zh="日历地址已作废。", en="The address of the calendar is revoked."),
}
_WRONG_CODE = Bilingual(
    zh="验证码不对、已过期或者试得太多。请重新获取。",
    en="The code is wrong, too old, or was tried too often. Ask for another.",
)
_NO_ADDRESS = Bilingual(
    zh="这不是一个邮箱地址。请写成 name@example.gov.cn。", en="No mail address: write name@example.gov.cn."
)
_UNFIT = Bilingual(
    zh="没有保存：时间请写成 08:00，条数为 1 至 100。", en="Not saved: write hours as 08:00, and 1 to 100 messages."
)


@router.get("/notices")
async def show_notices(request: Request, who: Reader) -> Response:
    """What the reader was told, the newest first."""
    before = pagination.index_of(request.query_params.get("next"))
    found = await notices_of(request, who, before, _LINES, unread="unread" in request.query_params)
    meetings = {each.case_id for each in found.notices if each.stream == "meeting"}
    more = pagination.following(found.notices, _LINES, lambda last: pagination.ByIndex(index=last.log_index))
    return await page(
        request,
        "notices.html",
        notices=found.notices,
        unread=found.unread,
        newest=max((each.log_index for each in found.notices), default=None),
        only_unread="unread" in request.query_params,
        kinds=NOTICE_KINDS,
        with_documents=PAPERWORK,
        places=COLLECTIONS,
        gone={each for each in meetings if not await sees(request, who, each)},
        more=more,
        before=before,
    )


@router.post("/notices/read")
async def read_notices(request: Request, who: Reader) -> Response:
    """Say that one has read all up to the newest one shown."""
    require_own_page(request)
    until = (await fields_of(request)).get("until", "")
    context = context_of(request)
    if until.isascii() and until.isdigit() and len(until) < 19:  # noqa: PLR2004 - digits of a place in the log
        await reading.mark_read(context.pool, who.person, who.position, int(until), context.clock())
    return RedirectResponse("/notices", 303)


@router.get(_SETTINGS)
async def show_settings(request: Request, who: Reader) -> Response:
    """How the reader wants to be told."""
    return await _settings(request, who, said=_SAID.get(request.query_params.get("said", "")))


@router.post(_SETTINGS)
async def keep_settings(request: Request, who: Reader) -> Response:
    """Keep how the reader wants to be told."""
    require_own_page(request)
    filled = await fields_of(request, len(_MUTABLE) + _SETTINGS_BESIDE)
    try:
        after = int(filled.get("digest_after", ""))
        choice = Choice(
            quiet_from=_TIME.validate_python(filled.get("quiet_from", "")),
            quiet_until=_TIME.validate_python(filled.get("quiet_until", "")),
            working_days="working_days" in filled,
            muted=frozenset(each for each in _MUTABLE if f"send_{each}" not in filled),
            digest_after=after,
        )
    except (ValidationError, ValueError):
        return await _settings(request, who, fault=_UNFIT)
    if not 1 <= after <= 100 or choice.quiet_from.tzinfo or choice.quiet_until.tzinfo:  # noqa: PLR2004 - as the table has it
        return await _settings(request, who, fault=_UNFIT)
    context = context_of(request)
    await choices.choose(context.pool, who.person, choice, context.clock())
    return _back("kept")


@router.post("/notices/mail")
async def ask_for_code(request: Request, who: Reader) -> Response:
    """Send a code to an address that the reader gave; nothing else goes there before they show that they got it."""
    require_own_page(request)
    address = (await fields_of(request)).get("mail", "").strip()
    if not is_mail(address):
        return await _settings(request, who, fault=_NO_ADDRESS)
    context, person = context_of(request), who.person
    if await choices.of_person(context.pool, person) is None:
        await choices.choose(context.pool, person, Choice(), context.clock())
    code, place = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}", outbox.choice_id_of(person)
    sealed = context.seals.seal(address, place), context.seals.seal(code, place)
    await choices.ask_to_verify(context.pool, person, *sealed, context.clock() + _CODE)
    await outbox.queue_code(context.pool, uuid4(), person)
    return _back("code")


@router.post("/notices/mail/code")
async def verify_mail(request: Request, who: Reader) -> Response:
    """Take the code that came by mail."""
    require_own_page(request)
    given = (await fields_of(request)).get("code", "").strip()
    context, person = context_of(request), who.person
    tries = await choices.tried(context.pool, person)
    kept = await choices.of_person(context.pool, person)
    awaited = _awaited(request, person, kept, context.clock()) if tries <= CODE_TRIES else None
    if awaited is None or not compare_digest(given.encode(), awaited.encode()):
        return await _settings(request, who, fault=_WRONG_CODE)
    await choices.verified(context.pool, person, context.clock())
    return _back("verified")


@router.post("/notices/mail/removal")
async def remove_mail(request: Request, who: Reader) -> Response:
    """Forget the address."""
    require_own_page(request)
    await choices.forget_mail(context_of(request).pool, who.person)
    return _back("removed")


@router.post("/notices/calendar")
async def make_calendar(request: Request, who: Reader) -> Response:
    """Make an address for a calendar, shown this once; the one before is revoked."""
    require_own_page(request)
    context, secret = context_of(request), secrets.token_urlsafe(_SECRET_BYTES)
    await feeds.make(context.pool, digest_of(secret), who.person, who.position, context.clock())
    return await _settings(request, who, made=f"{context.public_url}/calendar-feeds/{secret}{SUFFIX}")


@router.post("/notices/calendar/revocation")
async def revoke_calendar(request: Request, who: Reader) -> Response:
    """Revoke the address of the calendar."""
    require_own_page(request)
    context = context_of(request)
    await feeds.revoke(context.pool, who.person, who.position, context.clock())
    return _back("revoked")


def is_mail(text: str) -> bool:
    """Whether a text is an address that mail can go to (RFC 5322, addr-spec, with a dot in its domain)."""
    if len(text) > _ADDRESS_MAX or not text.isascii() or not text.isprintable():
        return False
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return bool(address.username) and "." in address.domain.strip(".") and address.addr_spec == text


def _awaited(request: Request, person: str, kept: Kept | None, now: datetime) -> str | None:
    if kept is None or kept.code is None or kept.code_until is None or kept.code_until < now:
        return None
    return context_of(request).seals.unseal(kept.code, outbox.choice_id_of(person))


def _back(said: str) -> Response:
    return RedirectResponse(f"{_SETTINGS}?{urlencode({'said': said})}", 303, {"Cache-Control": "no-store"})


async def _settings(
    request: Request,
    who: Persona,
    *,
    said: Bilingual | None = None,
    fault: Bilingual | None = None,
    made: str | None = None,
) -> Response:
    context = context_of(request)
    kept = await choices.of_person(context.pool, who.person)
    mail = context.seals.unseal(kept.mail, outbox.choice_id_of(who.person)) if kept and kept.mail else None
    return await page(
        request,
        "notice_settings.html",
        422 if fault else 200,
        choice=kept.choice if kept else Choice(),
        mail=mail,
        reachable=kept.reachable if kept else False,
        waiting=kept is not None and kept.code is not None,
        kinds=NOTICE_KINDS,
        mutable=_MUTABLE,
        obliged=sorted(OBLIGED),
        feed=await feeds.of_owner(context.pool, who.person, who.position),
        said=said,
        fault=fault,
        made=made,
    )
