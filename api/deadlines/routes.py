"""Deadlines as JSON: the board, how duties spread and age, and the certificate of a due date."""

from datetime import date
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import Field

from api.auth.callers import Caller
from api.auth.context import Context, today_of
from api.auth.scope import scope_of
from api.deadlines.certificates import certified
from api.deadlines.load import Ageing, Load, ageing_of, load_of
from api.deadlines.views import State, days_of, deadlines_in, place_of, reports_in
from api.http import pagination
from api.http.pagination import Limit, Next
from api.http.replies import file_reply, json_reply, list_reply
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.reports.owed import ReportLine
from domain.terms.certificate import Certificate
from domain.values import Code, Day, Frozen
from projections.deadlines.deadline_board import Deadline

router = JsonRouter(prefix="/v1")


class Deadlines(Frozen):
    """A page of the deadline board."""

    today: date
    soon_until: date
    items: tuple[Deadline, ...]
    reports: tuple[ReportLine, ...] = Field(
        default=(), description="on the first page, with no filter but the organ: the reports that are owed"
    )
    next: str | None = None


@router.read("/deadlines", "deadlines.list", "List deadlines", Deadlines, tags=["work"])
async def list_deadlines(  # noqa: PLR0913 - each is one filter of the board
    request: Request,
    *,
    who: Caller,
    state: State = "all",
    organ: Code | None = None,
    day: Annotated[Day | None, Query(description="due on this day, by a clock that runs")] = None,
    limit: Limit = 100,
    begin: Next = None,
) -> Response:
    """Open duties that the caller may see, the oldest due date first; soon is within three working days.

    A duty that is paused is due on no day: its date is the one planned before its clock was stopped.
    """
    scope = await scope_of(request, who, "read_deadlines")
    items = await deadlines_in(request, scope, state=state, organ=organ, day=day, after=begin, limit=limit)
    today, soon_until = await days_of(request)
    following = pagination.following(items, limit, place_of)
    whole = begin is None and day is None and state in {"all", "overdue"}
    reports = await reports_in(request, who, state, organ) if whole else ()
    board = Deadlines(today=today, soon_until=soon_until, items=items, reports=reports, next=following)
    return list_reply(request, board, following)


@router.read("/deadlines/load", "deadlines.load", "Count duties by organ and day", Load, tags=["work"])
async def get_load(request: Request, who: Caller, context: Context) -> Response:
    """What each organ has overdue and due within twenty working days, as far as the caller may see."""
    scope = await scope_of(request, who, "read_deadlines")
    return json_reply(await load_of(context.pool, scope, await installed_of(request).calendar(), today_of(request)))


@router.read("/deadlines/ageing", "deadlines.ageing", "Compare open terms with their limits", Ageing, tags=["work"])
async def get_ageing(request: Request, who: Caller, context: Context) -> Response:
    """How old the open terms of each step are, as far as the caller may see."""
    scope = await scope_of(request, who, "read_deadlines")
    return json_reply(await ageing_of(context.pool, scope, await installed_of(request).calendar(), today_of(request)))


@router.read(
    "/cases/{case_id}/deadlines/{duty_id}/certificate",
    "deadlines.certificate",
    "Get the certificate of a due date",
    Certificate,
    tags=["deadlines"],
    responses={304: {"description": "The certificate in If-None-Match is still the one"}},
)
async def get_certificate(
    request: Request, who: Caller, case_id: UUID, duty_id: Annotated[UUID, Path(description="id of the duty")]
) -> Response:
    """How a due date came about; met and cancelled duties have one too. Link leads to the calendar it was counted by.

    A duty that shares another's due date has that one's certificate, as Content-Location says.
    """
    found = await certified(request, who, case_id, duty_id)
    content = found.certificate.model_dump_json().encode()
    headers = {
        "Link": f'<{found.calendar_path}>; rel="describedby"; type="application/json"',
        "Content-Location": f"/v1/cases/{case_id}/deadlines/{found.counted.duty.duty_id}/certificate",
    }
    return file_reply(request, sha256(content).hexdigest(), content, headers)
