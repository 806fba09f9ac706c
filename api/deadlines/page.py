"""GET /deadlines: what is overdue, due, near or standing still, as far as the reader may see, the oldest date first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of, today_of
from api.auth.policy import CommandName, allowed
from api.auth.scope import scope_of
from api.deadlines.views import State, days_of, deadlines_in, place_of, reports_in
from api.http import pagination
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.calendar_coverage import coverage
from api.labels.due_words import SOON_WORKING_DAYS, DueLabel, Standstill, due_label_of, standstill
from api.labels.naming import Names
from api.reports.telling import Told, told_lines
from api.saved_views.lists import listing_of
from api.web.figures import figures
from api.web.frame import PageRoute, Reader, page
from domain.acts.deadlines.urging import UrgeDuty
from domain.messages import kind_of
from domain.values import Bilingual, Day
from eventlog.queries import load_queries
from projections.deadlines import deadline_load
from projections.deadlines.deadline_board import Deadline

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SQL = load_queries(Path(__file__).parents[1] / "web" / "pages.sql")
_LINES = 50
_DAY: TypeAdapter[date] = TypeAdapter(Day)


_STATES: dict[State, tuple[Bilingual, str]] = {
    "overdue": (Bilingual(zh="逾期", en="Overdue"), "late"),
    "today": (Bilingual(zh="今日到期", en="Due today"), "soon"),
    "soon": (Bilingual(zh=f"{SOON_WORKING_DAYS}个工作日内", en=f"Within {SOON_WORKING_DAYS} working days"), "soon"),
    "paused": (Bilingual(zh="计时中止", en="Paused"), "soon"),
    "provisional": (Bilingual(zh="暂定", en="Provisional"), "plain"),
    "all": (Bilingual(zh="全部未完成", en="All open"), "plain"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list was asked for; the names are those of GET /v1/deadlines."""

    state: State
    organ: str | None
    day: date | None

    @property
    def any(self) -> bool:
        """Whether anything is filtered at all."""
        return self.state != "all" or self.organ is not None or self.day is not None


@router.get("/deadlines")
async def show_deadlines(request: Request, who: Reader) -> Response:
    """The figures, and one of the lists."""
    scope = await scope_of(request, who, "read_deadlines")
    listing = await listing_of(request, who, "deadlines")
    if listing.usual is not None:
        return RedirectResponse(listing.usual, 303)
    pool = context_of(request).pool
    organs = await deadline_load.organs(pool, scope.counted_by)
    own = who.organ if who.organ in organs and not allowed(who, "read_reads").allow else None
    filters, given = _filters(request, own), request.query_params.get("next") or None
    calendar, today = await installed_of(request).calendar(), today_of(request)
    rows = await deadlines_in(
        request, scope, state=filters.state, organ=filters.organ, day=filters.day, after=given, limit=_LINES
    )
    names = Names(await installed_of(request).organs())
    counts = await deadline_load.figures(pool, scope.counted_by, *await days_of(request), filters.organ, filters.day)
    return await page(
        request,
        "deadline_board.html",
        listing=listing.filtered(_words(filters, names)),
        figures=figures(_STATES, counts),
        filters=filters,
        coverage=coverage(calendar, today),
        organ_choices=[(organ, names.organ(organ)) for organ in organs],
        own=own,
        lines=await _lines(request, rows, today),
        reports=await _reports(request, who, filters, given),
        names=names,
        may_read_cases=allowed(who, "read_case").allow,
        may_urge=allowed(who, CommandName(kind_of(UrgeDuty))).allow,
        reader_organ=who.organ,
        before=given,
        more=pagination.following(rows, _LINES, place_of),
    )


def _words(filters: Filters, names: Names) -> dict[str, str | Bilingual | None]:
    """What the filters in force are called."""
    return {
        "state": _STATES[filters.state][0] if filters.state != "all" else None,
        "organ": names.organ(filters.organ) if filters.organ else None,
        "day": filters.day.isoformat() if filters.day else None,
    }


async def _reports(request: Request, who: Persona, filters: Filters, given: str | None) -> list[Told]:
    """The periodic reports that are owed, on the first page, where no day is asked for."""
    if given is not None or filters.day is not None or filters.state not in {"all", "overdue"}:
        return []
    return await told_lines(request, await reports_in(request, who, filters.state, filters.organ))


def _filters(request: Request, own: str | None) -> Filters:
    """The filters of the address; what is empty or unknown filters nothing.

    Who names neither an organ nor a day means their own organ; a day that the map leads to is one of all organs.
    """
    asked = request.query_params
    try:
        day = _DAY.validate_python(asked.get("day"))
    except ValidationError:
        day = None
    state: State = next((state for state in _STATES if state == asked.get("state")), "all")
    return Filters(state, asked.get("organ", None if "day" in asked else own) or None, day)


async def _lines(
    request: Request, rows: Sequence[Deadline], today: date
) -> list[tuple[Deadline, DueLabel | None, Standstill | None]]:
    """Each duty with how far it is; one whose clock stands still is due on no day."""
    ids = list({row.case_id for row in rows})
    found = await context_of(request).pool.fetch(_SQL["history_open"], ids)
    clockless = {row["case_id"] for row in found}
    localities = {row.duty.locality for row in rows}
    calendars = {each: await installed_of(request).calendar(each) for each in localities}
    lines: list[tuple[Deadline, DueLabel | None, Standstill | None]] = []
    for row in rows:
        calendar = calendars[row.duty.locality]
        stopped = standstill(row.duty, calendar)
        running = row.case_id not in clockless and stopped is None
        lines.append((row, due_label_of(row.duty, today, calendar) if running else None, stopped))
    return lines
