"""GET /calendar: versions and drafts, what a draft would change, how far a roll-out is; where a notice is put in."""

import asyncio
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from temporalio.exceptions import TemporalError

from api.auth.callers import require
from api.auth.context import AppContext, context_of, today_of
from api.auth.policy import allowed
from api.auth.scope import scope_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.installed import CALENDAR, installed_of
from api.labels.calendar_coverage import coverage
from api.labels.naming import Names
from api.labels.words import DAY_KINDS, VERSION_STATES
from api.law.calendar_drafts import checked, propose_draft, publish_draft, withdraw_draft
from api.law.calendar_preview import CalendarPreview, preview
from api.law.calendar_versions import CalendarLine, ChangedDays, Version, changes, versions
from api.law.version_states import VersionState
from api.law.year_picture import year_picture
from api.web.frame import PageRoute, Reader, page
from api.web.sent import fields_of, require_own_page
from domain.characters import shown_lines
from domain.terms.calendar import Calendar
from eventlog.queries import load_queries
from workflows.roll_out import CalendarRollOut, Progress, roll_out_handle

router = APIRouter(route_class=PageRoute, include_in_schema=False)


_SQL = load_queries(Path(__file__).with_name("calendars.sql"))
_ENGINE_SECONDS = 2.0
_LINES = 50
_YEARS = range(1949, 9999)
_MENDED_HERE = frozenset({409, 422})


@dataclass(frozen=True, slots=True)
class RollOutLine:
    """How many open terms were held against the current version; `progress` while or after the engine did it."""

    version: int
    terms: int
    behind: int
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice as it was sent, and what was found: its faults, or the days that it would change."""

    content: str = ""
    problem: ProblemRaised | None = None
    note: str = ""
    days: tuple[ChangedDays, ...] = ()


@router.get("/calendar")
async def show_calendar(request: Request, who: Reader) -> Response:
    """The list, one version of it, and one year of that."""
    return await _calendar(request, who, Sent())


@router.post("/calendar")
async def take_notice(request: Request, who: Reader) -> Response:
    """Check a notice, which records nothing, or draft what it makes; one with faults comes back with them."""
    require_own_page(request)
    require(request, who, "propose_calendar")
    sent = await fields_of(request)
    content = sent.get("content", "")
    try:
        change = await checked(request, who, content.encode())
        if sent.get("do") != "propose":
            days = tuple(changes(change.before, change.after))
            return await _calendar(request, who, Sent(shown_lines(content), note=change.note, days=days))
        made, _ = await propose_draft(request, who, change)
    except ProblemRaised as raised:
        if raised.kind.status not in _MENDED_HERE:
            raise
        return await _calendar(request, who, Sent(shown_lines(content), raised))
    return _go_to(made.draft.version)


@router.post("/calendar/versions/{version}/approval")
async def approve(request: Request, who: Reader, version: str) -> Response:
    """Publish a draft as a second person; open terms are then counted anew."""
    require_own_page(request)
    return _go_to((await publish_draft(request, who, _number(version))).version)


@router.post("/calendar/versions/{version}/withdrawal")
async def withdraw(request: Request, who: Reader, version: str) -> Response:
    """Take a draft back."""
    require_own_page(request)
    return _go_to((await withdraw_draft(request, who, _number(version))).version)


def _number(version: str) -> int:
    """The number in an address; 0, which no version has, where it is none."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < len(str(2**31)) else 0


def _go_to(version: int) -> Response:
    return RedirectResponse(f"/calendar?version={version}", 303, {"Cache-Control": "no-store"})


async def _calendar(request: Request, who: Persona, sent: Sent) -> Response:
    require(request, who, "read_law")
    context, today = context_of(request), today_of(request)
    names = Names(await installed_of(request).organs())
    found = await versions(context.pool, names)
    current = next(each for each in found if each.line.state is VersionState.CURRENT)
    chosen = _chosen(request, found, current)
    calendar, locality = _local(request, chosen.calendar)
    changed = frozenset(day.day for each in chosen.changes for day in each.days if each.locality in {None, locality})
    year = _year(request, min(changed, default=today))
    return await page(
        request,
        "calendar.html",
        sent.problem.kind.status if sent.problem else 200,
        coverage=coverage(current.calendar, today),
        lines=[each.line for each in found],
        drafts=[each.line for each in found if each.line.state is VersionState.DRAFT],
        current=current.line,
        chosen=chosen.line,
        changes=chosen.changes if _is_open(chosen.line) else (),
        preview=await _preview(request, who, chosen, today),
        roll_out=await _roll_out(context, current.line.version),
        picture=year_picture(calendar, year, changed if _is_open(chosen.line) else frozenset()),
        years=_years_around(chosen.calendar, year),
        locality=locality,
        localities=[overlay.name for overlay in chosen.calendar.overlays],
        states=VERSION_STATES,
        kinds=DAY_KINDS,
        names=names,
        lines_max=_LINES,
        may_read_cases=allowed(who, "read_case").allow,
        sent=sent,
        may_propose=allowed(who, "propose_calendar").allow,
        may_approve=chosen.line.state is VersionState.DRAFT
        and allowed(who, "approve_calendar").allow
        and not (chosen.line.proposed_by and chosen.line.proposed_by.person == who.person),
        may_withdraw=_is_open(chosen.line) and allowed(who, "propose_calendar").allow,
    )


def _chosen(request: Request, found: tuple[Version, ...], current: Version) -> Version:
    """The version the address names, or the one counted by.

    Raises:
        ProblemRaised: 404, there is no such version.
    """
    wanted = request.query_params.get("version")
    if not wanted:
        return current
    chosen = next((each for each in found if str(each.line.version) == wanted), None)
    if chosen is None:
        raise ProblemRaised(NOT_FOUND)
    return chosen


def _local(request: Request, calendar: Calendar) -> tuple[Calendar, str | None]:
    wanted = request.query_params.get("locality")
    if any(overlay.name == wanted for overlay in calendar.overlays) and wanted is not None:
        return calendar.local(wanted), wanted
    return calendar, None


def _year(request: Request, otherwise: date) -> int:
    wanted = request.query_params.get("year")
    return next((year for year in _YEARS if str(year) == wanted), otherwise.year)


def _years_around(calendar: Calendar, year: int) -> tuple[int | None, int | None]:
    """The years before and after that are of interest: announced ones, and those estimated day by day."""
    known = {*calendar.years, max(calendar.years) + 1, *(listed.day.year for listed in calendar.days)}
    before, after = max((each for each in known if each < year), default=None), None
    after = min((each for each in known if each > year), default=None)
    return before, after


def _is_open(line: CalendarLine) -> bool:
    return line.state in {VersionState.DRAFT, VersionState.OUTDATED}


async def _preview(request: Request, who: Persona, chosen: Version, today: date) -> CalendarPreview | None:
    if chosen.line.state is not VersionState.DRAFT:
        return None
    scope = await scope_of(request, who, "read_deadlines") if allowed(who, "read_deadlines").allow else None
    return await preview(context_of(request).pool, chosen, scope, today)


async def _roll_out(context: AppContext, version: int) -> RollOutLine:
    counts = await context.pool.fetchrow(_SQL["behind"], version)
    if counts is None:
        raise RuntimeError("an aggregate gives one row")
    progress = await _progress(context, version) if counts["behind"] else None
    return RollOutLine(version, counts["terms"], counts["behind"], progress)


async def _progress(context: AppContext, version: int) -> Progress | None:
    """What the engine says; None when it knows no such roll-out, or does not answer now: the page does without."""
    handle = roll_out_handle(context.temporal, CALENDAR, version)
    try:
        async with asyncio.timeout(_ENGINE_SECONDS):
            found: Progress = await handle.query(CalendarRollOut.progress)
    except (TemporalError, TimeoutError):
        return None
    return found
