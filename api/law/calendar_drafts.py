"""Versions of the working-day calendar on their way in: a notice applied, drafted, published by a second person."""

import asyncio
from dataclasses import dataclass
from typing import Literal

import structlog
from fastapi import Request
from temporalio.service import RPCError

from api.auth.callers import require
from api.auth.context import AppContext, context_of
from api.auth.law import of_localities, require_keeps
from api.auth.policy import PublishName
from api.http.problems import (
    BUSY_HEADERS,
    CALENDAR_UNCHANGED,
    NOT_FOUND,
    NOTICE_FAULTY,
    UNAVAILABLE,
    Particulars,
    ProblemRaised,
)
from api.http.requests import read_body
from api.identity.personas import Persona
from api.installed import CALENDAR, NotInstalled, installed_of
from api.labels.naming import Names
from api.law.calendar_versions import CalendarLine, ChangedDays, Version, numbered, versions
from api.law.drafts import file_faults, require_done, require_proposed
from domain.terms.calendar import Calendar
from domain.values import Frozen
from eventlog import reference
from policies.calendars.notices import Notice, apply_notice, parse_notice
from policies.calendars.seed import national_calendar
from policies.packs.located import FaultyFile
from workflows.roll_out import start_roll_out

_BUNDLED_NOTE = "软件自带的日历 / the calendar of this software"

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


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


class BundledCalendar(Frozen):
    """改用软件自带的日历: take the calendar that comes with the software; local days stay."""

    bundled: Literal[True]


@dataclass(frozen=True, slots=True)
class CheckedChange:
    """What a notice makes of the calendar that holds."""

    note: str
    base_version: int
    before: Calendar
    after: Calendar


async def checked(request: Request, who: Persona, content: bytes) -> CheckedChange:
    """A notice applied to the newest published version, with nothing against drafting what comes of it.

    Raises:
        ProblemRaised: 403; 422 with every fault and its line; 409 it changes nothing.
    """
    require(request, who, "propose_calendar")
    change = await _change_of(content)
    organs = await installed_of(request).organs()
    await require_keeps(request, who, "propose_calendar", of_localities(organs, [change.locality]))
    base = await reference.get(context_of(request).pool, "calendar", CALENDAR)
    if base is None:
        raise NotInstalled(CALENDAR)
    before = numbered(base.content, 0)
    after = await asyncio.to_thread(change.applied, before)
    if after == before:
        raise ProblemRaised(CALENDAR_UNCHANGED, Particulars(detail=_called(base.version)))
    return CheckedChange(change.note, base.version, before, after)


async def propose_draft(request: Request, who: Persona, change: CheckedChange) -> tuple[CalendarDraft, bool]:
    """Draft a version, and whether the same draft was open already; nothing counts by it until it is published.

    Raises:
        ProblemRaised: 409, another version was published meanwhile.
    """
    content = change.after.model_copy(update={"version": 0}).model_dump_json().encode()
    answer = await reference.propose(
        context_of(request).pool,
        "calendar",
        CALENDAR,
        content,
        base_version=change.base_version,
        note=change.note,
        by=who.person,
    )
    made = require_proposed(answer, _called)
    draft = await version_of(request, made.version)
    return CalendarDraft(draft=draft.line, changes=draft.changes), made.repeated


async def publish_draft(request: Request, who: Persona, version: int) -> CalendarLine:
    """Publish as a second person, and roll it out to the open cases; again by the same person, only the latter.

    Raises:
        ProblemRaised: 403; 404 no such draft; 409 it ended before, is outdated, or is the caller's own; 503.
    """
    await _require_keeps(request, who, "approve_calendar", version)
    context = context_of(request)
    require_done(await reference.publish(context.pool, "calendar", CALENDAR, version, who.person), _called)
    await _roll_out(context, version)
    return (await version_of(request, version)).line


async def withdraw_draft(request: Request, who: Persona, version: int) -> CalendarLine:
    """Take back one's own draft or somebody else's; its number is not given again.

    Raises:
        ProblemRaised: 403; 404 no such draft; 409 it ended before.
    """
    await _require_keeps(request, who, "propose_calendar", version)
    require_done(await reference.withdraw(context_of(request).pool, "calendar", CALENDAR, version, who.person), _called)
    return (await version_of(request, version)).line


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


async def _change_of(content: bytes) -> _Change:
    """A notice as its file has it, or the wish for the bundled calendar.

    Raises:
        ProblemRaised: 422 with every fault, those of a notice with its line.
    """
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
