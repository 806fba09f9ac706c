"""The working-day calendar: versions proposed, published and taken back, and each as a file.

A draft is what a notice makes of the newest published version; a second person publishes it. Both acts are safe to
repeat without an Idempotency-Key: the same notice is the same draft while it is open, and a draft ends once.
"""

from typing import Annotated

import structlog
from fastapi import Query, Request, Response

from api.auth.callers import Caller, caller, require
from api.auth.context import Context, context_of
from api.auth.policy import allowed
from api.auth.scope import scope_of
from api.http.problems import (
    NOT_FOUND,
    Particulars,
    ProblemRaised,
)
from api.http.replies import file_reply, json_reply
from api.http.requests import json_of
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.labels.naming import Names
from api.law.calendar_drafts import CalendarDraft, checked, propose_draft, publish_draft, version_of, withdraw_draft
from api.law.calendar_preview import CalendarPreview, preview
from api.law.calendar_versions import CalendarLine, versions
from api.law.version_states import Number
from domain.terms.calendar import Calendar, UnknownLocality
from domain.terms.deadlines import SHANGHAI
from domain.values import Code, Frozen

router = JsonRouter(prefix="/v1/calendars", tags=["calendar"])

_BUNDLED_NOTE = "软件自带的日历 / the calendar of this software"

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Calendars(Frozen):
    """Every version, the newest first."""

    items: tuple[CalendarLine, ...]


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
    change = await checked(request, who, await json_of(request))
    made, repeated = await propose_draft(request, who, change)
    headers = {"Location": f"{context_of(request).public_url}/v1/calendars/{made.draft.version}"}
    return json_reply(made, 200 if repeated else 201, headers)


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
async def approve_calendar(request: Request, who: Caller, version: Number) -> Response:
    """Publish as a second person, and roll it out to the open cases; again by the same person, only the latter."""
    return json_reply(await publish_draft(request, who, version))


@router.post(
    "/{version}/withdrawal", operation_id="calendars.withdraw", summary="Take a draft back", response_model=CalendarLine
)
async def withdraw_calendar(request: Request, who: Caller, version: Number) -> Response:
    """Take back one's own draft or somebody else's; its number is not given again."""
    return json_reply(await withdraw_draft(request, who, version))
