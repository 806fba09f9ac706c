"""GET /cases: the cases that the reader may see, the overdue first, then the newest; filters stand in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.auth.scope import HandedOverLine, Scope, handed_over, listed, scope_of
from api.auth.visibility import OPENINGS
from api.cases.case_file.file import in_brief
from api.forms.offered import beginnings
from api.http import pagination
from api.http.pagination import ByIndex
from api.installed import installed_of
from api.labels.due_words import DueLabel, due_label
from api.labels.naming import Names
from api.labels.step_order import steps_in_order
from api.labels.words import LEVELS, OUTCOMES, STAGES, word
from api.saved_views.lists import listing_of
from api.web.frame import PageRoute, Reader, home_of, number_asked, page
from domain.pack.pack import Pack
from domain.pack.terms import Force
from domain.terms.calendar import Calendar
from domain.values import Bilingual, Frozen
from eventlog.queries import load_queries
from projections.cases.case_page import bearing
from projections.cases.duties import DutyView
from projections.cases.view import CaseLine, SubjectView

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SQL = load_queries(Path(__file__).parents[1] / "web" / "pages.sql")
_LINES = 25
_STATES = {"open": Bilingual(zh="办理中", en="open"), "closed": Bilingual(zh="已办结", en="closed")}
_NOT_ACCEPTED = Bilingual(zh="不予受理", en="not accepted")
_BARRED = Bilingual(zh="不予二次容错", en="second tolerance barred")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list was asked for; the names are those of GET /v1/cases."""

    jurisdiction: str | None
    stage: str | None
    state: str | None
    history: bool
    number: str | None

    @property
    def any(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.jurisdiction or self.stage or self.state or self.history or self.number)


class LineDetails(Frozen):
    """What a line says beyond `CaseLine`; `next_duty` is what `next_due` is about."""

    case_id: UUID
    subjects: tuple[SubjectView, ...]
    accepted: bool | None
    barred: bool
    next_duty: DutyView | None
    paused: bool


class Line(NamedTuple):
    """A line of the list; `names` are those of its own procedure."""

    row: CaseLine
    title: str | None
    names: Names
    subjects: str
    details: LineDetails
    label: DueLabel | None
    outcomes: tuple[Bilingual, ...]


@router.get("/")
async def home(who: Reader) -> Response:
    """Home is where one's day begins: what one is to do, or whatever else is one's own."""
    return RedirectResponse(f"/{home_of(who)}", 303)


@router.get("/cases")
async def show_cases(request: Request, who: Reader) -> Response:
    """A page of the list."""
    filters = _filters(request)
    given = request.query_params.get("next") or None
    scope = await scope_of(request, who, "read_case")
    listing = await listing_of(request, who, "cases")
    if listing.usual is not None:
        return RedirectResponse(listing.usual, 303)
    before = pagination.index_of(given)
    rows = await _rows(request, scope.within(filters.jurisdiction), filters, before)
    overdue = await _overdue(request, scope.within(filters.jurisdiction), filters) if before is None else ()
    first = {row.case_id for row in overdue}
    shown = [*overdue, *(row for row in rows if row.case_id not in first)]
    packs = await installed_of(request).newest_packs()
    names, stages = Names(await installed_of(request).organs()), _stages(packs)
    return await page(
        request,
        "case_list.html",
        listing=listing.filtered(_words(filters, names, stages)),
        levels=LEVELS,
        filters=filters,
        lines=await _lines(request, shown, packs, names, scope.subjects),
        names=names,
        places=[(place, names.place(place)) for place in scope.places],
        stages=list(stages.items()),
        before=given,
        more=pagination.following(rows, _LINES, lambda last: ByIndex(index=last.opened_index)),
        beginnings=beginnings(request, who, "cases"),
        may_import=allowed(who, "prepare_import").allow,
        handed_over=await _handed_over(request, scope) if not filters.any and given is None else (),
    )


async def _handed_over(request: Request, scope: Scope) -> list[tuple[HandedOverLine, str | None]]:
    """What has gone to other organs last, with its title."""
    context = context_of(request)
    lines = await handed_over(context.pool, scope, _LINES)
    titles = await OPENINGS.titles(context.event_log, [line.case_id for line in lines])
    return [(line, titles.get(line.case_id)) for line in lines]


def _words(filters: Filters, names: Names, stages: Mapping[str, Bilingual]) -> Mapping[str, str | Bilingual | None]:
    """What the filters in force are called."""
    return {
        "jurisdiction": names.place(filters.jurisdiction) if filters.jurisdiction else None,
        "stage": word(stages, filters.stage) if filters.stage else None,
        "state": _STATES.get(filters.state or ""),
        "number": filters.number,
        "history": Bilingual(zh="只看补录", en="entered from paper only") if filters.history else None,
    }


def _filters(request: Request) -> Filters:
    """The filters of the address; what is empty or unknown filters nothing."""
    asked = request.query_params
    state = asked.get("state")
    return Filters(
        jurisdiction=asked.get("jurisdiction") or None,
        stage=asked.get("stage") or None,
        state=state if state in {"open", "closed"} else None,
        history=asked.get("history") == "true",
        number=number_asked(request),
    )


async def _rows(request: Request, scope: Scope, filters: Filters, before: int | None) -> Sequence[CaseLine]:
    closed = None if filters.state is None else filters.state == "closed"
    pool = context_of(request).pool
    asked = filters.stage, closed, filters.history or None, before, _LINES, await bearing(pool, filters.number)
    return await listed(pool, scope, "cases", CaseLine, *asked)


async def _overdue(request: Request, scope: Scope, filters: Filters) -> Sequence[CaseLine]:
    """What is overdue, where such may be among what was asked for; who asks for a number has found the case."""
    if filters.state == "closed" or filters.number:
        return ()
    asked = today_of(request), filters.stage, filters.history or None, _LINES
    return await listed(context_of(request).pool, scope, "overdue", CaseLine, *asked)


def _stages(packs: Mapping[str, Pack]) -> dict[str, Bilingual]:
    """Every stage a case can be in, in the order of its procedure."""
    steps = {step: pack.step(step).name for pack in packs.values() for step in steps_in_order(pack.tolerance)}
    return steps | {stage: STAGES[stage] for stage in ("reappraisal", "clarification", "contrary_use", "closed")}


async def _lines(
    request: Request,
    rows: Sequence[CaseLine],
    packs: Mapping[str, Pack],
    names: Names,
    mine: frozenset[UUID] | None,
) -> list[Line]:
    context, ids = context_of(request), [row.case_id for row in rows]
    found = await context.pool.fetch(_SQL["line_details"], ids)
    read = (LineDetails.model_validate_json(row[0]) for row in found)
    details = {each.case_id: each if mine is None else _of_oneself(each, mine) for each in read}
    subjects = {view.facts.subject_id for each in details.values() for view in each.subjects}
    registered = await context.subjects.get(sorted(subjects))
    names = replace(names, subjects={id_: entry.subject for id_, entry in registered.items()})
    titles = await OPENINGS.titles(context.event_log, ids)
    today, calendar = today_of(request), await installed_of(request).calendar()
    lines: list[Line] = []
    for row in rows:
        own, detail = replace(names, pack=packs.get(row.pack)), details[row.case_id]
        brief = in_brief([own.subject(view.facts.subject_id) for view in detail.subjects])
        label = _due_label(None if row.history_open else detail.next_duty, today, calendar)
        lines.append(Line(row, titles.get(row.case_id), own, brief, detail, label, _outcomes(detail)))
    return lines


def _of_oneself(details: LineDetails, mine: frozenset[UUID]) -> LineDetails:
    """What a line tells of those alone whose own matter the reader sees."""
    subjects = tuple(view for view in details.subjects if view.facts.subject_id in mine)
    duty = details.next_duty if details.next_duty and details.next_duty.responsible == "subject" else None
    return details.model_copy(update={"subjects": subjects, "next_duty": duty, "barred": False})


def _due_label(duty: DutyView | None, today: date, calendar: Calendar) -> DueLabel | None:
    """How far the next due date is; a case still being entered from paper has no clock."""
    if duty is None:
        return None
    advisory = duty.force is Force.ADVISORY
    return due_label(duty.due_on, today, calendar, provisional=duty.provisional, advisory=advisory)


def _outcomes(details: LineDetails) -> tuple[Bilingual, ...]:
    """What was decided, each outcome once; several subjects may have several."""
    if details.barred:
        return (_BARRED,)
    if details.accepted is False:
        return (_NOT_ACCEPTED,)
    decided = [view.opinion.outcome for view in details.subjects if view.decided and view.opinion is not None]
    return tuple(word(OUTCOMES, outcome) for outcome in dict.fromkeys(decided))
