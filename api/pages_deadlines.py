"""GET /deadlines: what is overdue, due and near within the reader's sight, the oldest due date first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api import paging
from api.access import allowed
from api.due_words import SOON_WORKING_DAYS, DueLabel, due_label
from api.incoming import here_of
from api.naming import Names
from api.pages_frame import PageRoute, page, reader, today_of
from api.reads_work import ByDueDate
from api.scope import SCOPED, Scope, scope_of
from api.sight import installed_of
from api.tokens import Persona
from api.words import RUNG_LEVELS, STANDINGS, word
from domain.calendar import Calendar
from domain.deadlines import add_working_days
from domain.pack import Force
from domain.values import Bilingual
from eventlog.queries import load_queries
from projections.deadline_board import Deadline

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SQL = load_queries(Path(__file__).with_name("pages.sql"))
_LINES = 50
_WARNED_FROM = (11, 1)
"""Month and day from which a missing calendar of the next year is warned of: notices come out about then."""

Reader = Annotated[Persona, Depends(reader)]
State = Literal["overdue", "today", "soon", "provisional", "all"]

_STATES: dict[State, tuple[Bilingual, str]] = {
    "overdue": (Bilingual(zh="逾期", en="Overdue"), "late"),
    "today": (Bilingual(zh="今日到期", en="Due today"), "soon"),
    "soon": (Bilingual(zh=f"{SOON_WORKING_DAYS}个工作日内", en=f"Within {SOON_WORKING_DAYS} working days"), "soon"),
    "provisional": (Bilingual(zh="暂定", en="Provisional"), "plain"),
    "all": (Bilingual(zh="全部未完成", en="All open"), "plain"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A big number that leads to its list."""

    state: State
    name: Bilingual
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the working-day calendar is announced."""

    text: str
    warn: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A duty in words."""

    case_id: UUID
    case_number: str
    due_on: date
    provisional: bool
    label: DueLabel | None
    organ: str
    name: Bilingual
    advisory: bool
    cite: tuple[str, ...]
    standing: Bilingual
    escalated: bool
    rung: str | None


@router.get("/deadlines")
async def show_deadlines(request: Request, who: Reader) -> Response:
    """The figures, and one of the lists."""
    scope = await scope_of(request, who, "read_deadlines")
    state: State = next((state for state in _STATES if state == request.query_params.get("state")), "all")
    organ, given = request.query_params.get("organ") or None, request.query_params.get("next") or None
    after = paging.place_of(given, ByDueDate)
    calendar, today = await installed_of(request).calendar(), today_of(request)
    soon_until = add_working_days(today, SOON_WORKING_DAYS, calendar)
    rows = await _rows(request, scope, state, organ, after, (today, soon_until))
    names = Names(await installed_of(request).organs())
    pool = here_of(request).pool
    counts = await pool.fetchrow(_SQL["deadline_counts"], scope.places, today, soon_until)
    last = rows[-1] if len(rows) == _LINES else None
    return await page(
        request,
        "deadline_board.html",
        figures=_figures(counts),
        chosen=state,
        coverage=coverage(calendar, today),
        organ=organ,
        organ_choices=[
            (row["organ"], names.organ(row["organ"])) for row in await pool.fetch(_SQL["deadline_organs"], scope.places)
        ],
        lines=await _lines(request, rows, names, calendar, today),
        may_read_cases=allowed(who, "read_case").allow,
        before=given,
        more=paging.cursor(ByDueDate(due_on=last.due_on, duty_id=last.duty_id)) if last else None,
    )


def coverage(calendar: Calendar, today: date) -> Coverage:
    """Which years are announced; from November on, whoever plans for the next year is told that it is missing."""
    last = max(calendar.years)
    text = f"日历数据覆盖至 {date(last, 12, 31).isoformat()}"
    warn = today >= date(last, *_WARNED_FROM)
    missing = f"，缺 {last + 1}：跨入该年的期限均为暂定，放假安排公布并导入后重新计算。" if warn else "。"
    return Coverage(text + missing, warn)


async def _rows(  # noqa: PLR0913, PLR0917 - what a list of the board depends on
    request: Request,
    scope: Scope,
    state: State,
    organ: str | None,
    after: ByDueDate | None,
    days: tuple[date, date],
) -> list[Deadline]:
    pool = here_of(request).pool
    place = (after.due_on, after.duty_id) if after else (None, None)
    if state == "provisional":
        rows = await pool.fetch(_SQL["provisional"], scope.places, organ, *place, _LINES)
    else:
        rows = await pool.fetch(SCOPED["deadlines"], scope.places, organ, state, *days, *place, _LINES)
    return [Deadline.model_validate_json(row[0]) for row in rows]


def _figures(counts: asyncpg.Record | None) -> tuple[Figure, ...]:
    if counts is None:
        raise RuntimeError("an aggregate gives one row")
    return tuple(Figure(state, name, tone, counts[state]) for state, (name, tone) in _STATES.items())


async def _lines(
    request: Request, rows: Sequence[Deadline], names: Names, calendar: Calendar, today: date
) -> tuple[Line, ...]:
    ids = list({row.case_id for row in rows})
    found = await here_of(request).pool.fetch(_SQL["history_open"], ids)
    clockless = {row["case_id"] for row in found}
    return tuple(_line(row, names, calendar, today, running=row.case_id not in clockless) for row in rows)


def _line(row: Deadline, names: Names, calendar: Calendar, today: date, *, running: bool) -> Line:
    advisory = row.duty.force is Force.ADVISORY
    label = due_label(row.due_on, today, calendar, provisional=row.provisional, advisory=advisory)
    return Line(
        case_id=row.case_id,
        case_number=row.case_number or "",
        due_on=row.due_on,
        provisional=row.provisional,
        label=label if running else None,
        organ=names.organ(row.organ),
        name=row.duty.name,
        advisory=advisory,
        cite=row.duty.cite,
        standing=word(STANDINGS, row.duty.standing),
        escalated=bool(row.level),
        rung=_rung(row),
    )


def _rung(row: Deadline) -> str | None:
    """The highest rung of the ladder reached, or that a reminder went out."""
    if row.level:
        reached = max(row.duty.escalations, key=lambda rung: rung.level, default=None)
        return reached.name.zh if reached else RUNG_LEVELS.get(row.level, str(row.level))
    return "已提醒" if row.duty.reminded else None
