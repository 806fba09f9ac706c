"""The board of deadlines (期限督办): open duties by due date, for the JSON route and the page."""

from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.auth.scope import Scope, listed, scope_within
from api.http import pagination
from api.http.pagination import Place
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.due_words import SOON_WORKING_DAYS
from api.reports.owed import ReportLine, owed_in
from domain.terms.deadlines import add_working_days
from domain.values import WrittenDate
from projections.deadlines.deadline_board import UNSHOWN, Deadline

State = Literal["overdue", "today", "soon", "paused", "provisional", "all"]


class ByDueDate(Place):
    """By due date, then by duty."""

    due_on: WrittenDate
    duty_id: UUID


async def days_of(request: Request) -> tuple[date, date]:
    """Today, and the last day that is soon."""
    today = today_of(request)
    return today, add_working_days(today, SOON_WORKING_DAYS, await installed_of(request).calendar())


async def deadlines_in(  # noqa: PLR0913 - each is one filter of the board
    request: Request,
    scope: Scope,
    *,
    state: State,
    organ: str | None,
    day: date | None,
    after: str | None,
    limit: int,
) -> tuple[Deadline, ...]:
    """A page of the board, as far as a scope reaches; `after` says where the page before ended."""
    place = pagination.place_of(after, ByDueDate)
    due_on, duty_id = (place.due_on, place.duty_id) if place else (None, None)
    days = await days_of(request)
    filters = organ, state, *days, day, due_on, duty_id, limit, UNSHOWN
    return await listed(context_of(request).pool, scope, "deadlines", Deadline, *filters)


def place_of(last: Deadline) -> ByDueDate:
    """Where a page ends."""
    return ByDueDate(due_on=last.due_on, duty_id=last.duty_id)


async def reports_in(request: Request, who: Persona, state: State, organ: str | None) -> tuple[ReportLine, ...]:
    """The periodic reports that are owed by the organs whose reports somebody reads; asked for, the overdue alone."""
    if not allowed(who, "read_reports").allow:
        return ()
    scope = scope_within(await installed_of(request).organs(), who, "read_reports")
    lines = await owed_in(request, scope)
    return tuple(
        line for line in lines if organ in {None, line.organ} and (state != "overdue" or line.report_state == "overdue")
    )
