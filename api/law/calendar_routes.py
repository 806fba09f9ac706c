"""The working-day calendar: versions proposed, published and taken back, and each as a file.

A draft is what a notice makes of the newest published version; a second person publishes it. Both acts are safe to
repeat without an Idempotency-Key: the same notice is the same draft while it is open, and a draft ends once.
"""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Literal

import structlog
from fastapi import Query, Request, Response
from temporalio.service import RPCError

from api.auth.callers import Caller, caller, require
from api.auth.context import AppContext, Context, context_of
from api.auth.law import of_localities, require_keeps
from api.auth.policy import PublishName, allowed
from api.auth.scope import scope_of
from api.http.problems import (
    BUSY_HEADERS,
    CALENDAR_UNCHANGED,
    NOT_FOUND,
    NOTICE_FAULTY,
    UNAVAILABLE,
    Particulars,
    ProblemRaised,
)
from api.http.replies import file_reply, json_reply
from api.http.requests import json_of, read_body
from api.http.routing import JsonRouter
from api.identity.personas import Persona
from api.installed import CALENDAR, NotInstalled, installed_of
from api.labels.naming import Names
from api.law.calendar_preview import CalendarPreview, preview
from api.law.calendar_versions import CalendarLine, ChangedDays, Version, numbered, versions
from api.law.drafts import file_faults, require_done, require_proposed
from api.law.version_states import Number
from domain.terms.calendar import Calendar, UnknownLocality
from domain.terms.deadlines import SHANGHAI
from domain.values import Code, Frozen
from eventlog import reference
from policies.calendars.notices import Notice, apply_notice, parse_notice
from policies.calendars.seed import national_calendar
from policies.packs.located import FaultyFile
from workflows.roll_out import start_roll_out

router = JsonRouter(prefix="/v1/calendars", tags=["calendar"])

_BUNDLED_NOTE = "软件自带的日历 / the calendar of this software"

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class BundledCalendar(Frozen):
    """改用软件自带的日历: take the calendar that comes with the software; local days stay."""

    bundled: Literal[True]


class Calendars(Frozen):
    """Every version, the newest first."""

    items: tuple[CalendarLine, ...]


class CalendarDraft(Frozen):
    """A draft, and the days it changes."""

    draft: CalendarLine
    changes: tuple[ChangedDays, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """What was asked for: the notice to apply, or None for the bundled calendar."""

    notice: Notice | None

    @property
    def locality(self) -> str | None:
        """Whose days off it changes; None: those of the whole country."""
        return self.notice.locality if self.notice else None

    @property
    def note(self) -> str:
        if self.notice is None:
            return _BUNDLED_NOTE
        return f"{self.notice.locality}: {self.notice.source}" if self.notice.locality else self.notice.source

    def applied(self, calendar: Calendar) -> Calendar:
        if self.notice is None:
            return national_calendar().model_copy(update={"overlays": calendar.overlays})
        return apply_notice(self.notice, calendar)


@router.read("", "calendars.list", "List calendar versions", Calendars)
async def list_calendars(request: Request, who: Caller, context: Context) -> Response:
    """Published versions and drafts: state, who proposed and who published, how far announced."""
    require(request, who, "read_law")
    found = await versions(context.pool, Names(await installed_of(request).organs()))
    return json_reply(Calendars(items=tuple(each.line for each in found)))


@router.post(
    "",
    operation_id="calendars.propose",
    summary="Propose a calendar version",
    status_code=201,
    response_model=CalendarDraft,
    responses={200: {"model": CalendarDraft, "description": "The same draft is open already"}},
)
async def propose_calendar(request: Request) -> Response:
    """Draft the newest version with a notice applied; nothing counts by it until somebody else approves it."""
    who = await caller(request)
    require(request, who, "propose_calendar")
    change, context = await _change_of(request), context_of(request)
    organs = await installed_of(request).organs()
    await require_keeps(request, who, "propose_calendar", of_localities(organs, [change.locality]))
    base = await reference.get(context.pool, "calendar", CALENDAR)
    if base is None:
        raise NotInstalled(CALENDAR)
    before = numbered(base.content, 0)
    after = await asyncio.to_thread(change.applied, before)
    if after == before:
        raise ProblemRaised(CALENDAR_UNCHANGED, Particulars(detail=_called(base.version)))
    content = after.model_copy(update={"version": 0}).model_dump_json().encode()
    answer = await reference.propose(
        context.pool, "calendar", CALENDAR, content, base_version=base.version, note=change.note, by=who.person
    )
    made = require_proposed(answer, _called)
    draft = await version_of(request, made.version)
    headers = {"Location": f"{context.public_url}/v1/calendars/{made.version}"}
    return json_reply(CalendarDraft(draft=draft.line, changes=draft.changes), 200 if made.repeated else 201, headers)


@router.read(
    "/{version}",
    "calendars.get",
    "Get a calendar as a file",
    Calendar,
    responses={304: {"description": "The version in If-None-Match is this one"}},
)
async def get_calendar(
    request: Request, who: Caller, version: Number, locality: Annotated[Code | None, Query()] = None
) -> Response:
    """The file that certificates are verified with; its ETag is the SHA-256 they name."""
    require(request, who, "read_law")
    calendar = (await version_of(request, version)).calendar
    if locality is not None:
        try:
            calendar = calendar.local(locality)
        except UnknownLocality as unknown:
            raise ProblemRaised(NOT_FOUND, Particulars(detail=str(unknown))) from None
    return file_reply(request, calendar.sha256(), calendar.canonical_bytes())


@router.read("/{version}/preview", "calendars.preview", "Preview publishing a version", CalendarPreview)
async def preview_calendar(request: Request, who: Caller, context: Context, version: Number) -> Response:
    """What the version would do to running terms today: counts of all, lines of those the caller may see."""
    require(request, who, "read_law")
    scope = await scope_of(request, who, "read_deadlines") if allowed(who, "read_deadlines").allow else None
    today = context.clock().astimezone(SHANGHAI).date()
    return json_reply(await preview(context.pool, await version_of(request, version), scope, today))


@router.post(
    "/{version}/approval", operation_id="calendars.approve", summary="Publish a draft", response_model=CalendarLine
)
async def approve_calendar(request: Request, who: Caller, context: Context, version: Number) -> Response:
    """Publish as a second person, and roll it out to the open cases; again by the same person, only the latter."""
    await _require_keeps(request, who, "approve_calendar", version)
    answer = await reference.publish(context.pool, "calendar", CALENDAR, version, who.person)
    require_done(answer, _called)
    await _roll_out(context, version)
    return json_reply((await version_of(request, version)).line)


@router.post(
    "/{version}/withdrawal", operation_id="calendars.withdraw", summary="Take a draft back", response_model=CalendarLine
)
async def withdraw_calendar(request: Request, who: Caller, context: Context, version: Number) -> Response:
    """Take back one's own draft or somebody else's; its number is not given again."""
    await _require_keeps(request, who, "propose_calendar", version)
    answer = await reference.withdraw(context.pool, "calendar", CALENDAR, version, who.person)
    require_done(answer, _called)
    return json_reply((await version_of(request, version)).line)


async def _require_keeps(request: Request, who: Persona, action: PublishName, version: int) -> None:
    """Stop whoever may not do this with what a version changes.

    Raises:
        ProblemRaised: 403; 404, there is no such version.
    """
    require(request, who, action)
    changed = (await version_of(request, version)).changes
    organs = await installed_of(request).organs()
    localities = [each.locality for each in changed] or [None]
    await require_keeps(request, who, action, of_localities(organs, localities))


async def version_of(request: Request, version: int) -> Version:
    """One version, published or drafted.

    Raises:
        ProblemRaised: 404.
    """
    found = await versions(context_of(request).pool, Names(await installed_of(request).organs()))
    wanted = next((each for each in found if each.line.version == version), None)
    if wanted is None:
        raise ProblemRaised(NOT_FOUND)
    return wanted


def _called(version: int) -> str:
    return f"版本 {version} / version {version}"


async def _change_of(request: Request) -> _Change:
    """The body: a notice as its file has it, or the wish for the bundled calendar.

    Raises:
        ProblemRaised: 415 no JSON; 422 with every fault, those of a notice with its line.
    """
    content = await json_of(request)
    if b'"bundled"' in content:
        read_body(content, BundledCalendar)
        return _Change(None)
    try:
        return _Change(await asyncio.to_thread(parse_notice, content, "notice"))
    except FaultyFile as faulty:
        raise ProblemRaised(NOTICE_FAULTY, Particulars(errors=file_faults(faulty))) from None


async def _roll_out(context: AppContext, version: int) -> None:
    """Start the roll-out unless it runs. What was published stays so; the same approval again starts it again.

    Raises:
        ProblemRaised: 503, the engine does not answer.
    """
    try:
        async with asyncio.timeout(context.patience.total_seconds()):
            await start_roll_out(context.temporal, CALENDAR, version)
    except (RPCError, TimeoutError) as error:
        _logger.warning("roll-out not started", version=version, error=type(error).__name__)
        raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS)) from None
