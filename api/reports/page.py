"""GET /reports and /reports/{organ}/{period}: which are owed, one with its figures and trends, and its handing in."""

from dataclasses import dataclass
from datetime import date
from typing import get_args
from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import JsonValue, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.auth.policy import CommandName
from api.auth.scope import scope_of
from api.commands.gateway import Done
from api.commands.registry import Sent
from api.forms.streams import forms_of
from api.http.problems import BUSY_HEADERS, NOT_FOUND, UNAVAILABLE, Particulars, ProblemRaised
from api.http.routing import wanted_format
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.reports.charts import charts_of
from api.reports.file import report_file
from api.reports.matrix import matrix_of
from api.reports.owed import duties_of, report_lines
from api.reports.telling import HAND_IN, hands_in, told_lines
from api.reports.views import ReportRead, organ_read, report_read
from api.web.forms import Form, form_of, read_form, with_problem
from api.web.frame import PageRoute, Reader, page
from api.web.sent import require_own_page
from domain.messages import kind_of
from domain.organs import Organ
from domain.pack.reporting import Frequency
from domain.refusals import Refusal
from domain.reports.owed import Duties, Obligation
from domain.reports.periods import Period, PeriodText
from domain.work_records.commands import CorrectReport, HandInReport
from domain.work_records.reports import report_id
from projections.work_records import model as work_records

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_PERIOD: TypeAdapter[str] = TypeAdapter(PeriodText)
_CAME_MAX = 50
_LABELS = {"/remarks": "说明", "/reasons": "更正理由"}


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods of a frequency that may be looked at from one on: the one that runs, and those before."""

    every: Frequency
    periods: tuple[Period, ...]


@router.get("/reports")
async def show_reports(request: Request, who: Reader) -> Response:
    """What is owed, the earliest first; what came in; and the way to any period of an organ."""
    scope = await scope_of(request, who, "read_reports")
    duties, today = await duties_of(request), today_of(request)
    there = [organ for organ in duties.organs.organs if scope.covers(organ.jurisdiction, organ.id)]
    reporting = [organ for organ in there if duties.of_organ(organ)]
    asked = request.query_params.get("organ")
    chosen = next((organ for organ in reporting if organ.id == asked), None)
    lines = await told_lines(request, await report_lines(request, [chosen] if chosen else reporting))
    shown = chosen or next((organ for organ in reporting if organ.id == who.organ), None) or next(iter(reporting), None)
    return await page(
        request,
        "report_list.html",
        owed=[each for each in lines if each.line.report_state != "handed_in"],
        came=[each for each in lines if each.line.report_state == "handed_in"][:_CAME_MAX],
        names=Names(duties.organs),
        organs=reporting,
        chosen=chosen,
        shown=shown,
        choices=_periods(today),
        own=who.organ,
        today=today,
        next_due=_next_due(duties, shown, today) if shown else (),
    )


@router.get("/reports/{organ}/{period}")
async def show_report(request: Request, who: Reader, organ: str, period: str) -> Response:
    """The report of an organ and a period; just handed in, once the list shows it."""
    await _awaited(request, organ, period)
    read = await report_read(request, await organ_read(request, who, organ), _period(period), _edition(request))
    return await _shown(request, who, read, Form(uuid4(), labels=_LABELS))


@router.get("/reports/{organ}/{period}/file")
async def download_report(request: Request, who: Reader, organ: str, period: str) -> Response:
    """The same as a file."""
    found = await organ_read(request, who, organ)
    kind = wanted_format(request)
    if kind is None:
        raise ProblemRaised(NOT_FOUND)
    return await report_file(request, await report_read(request, found, _period(period), _edition(request)), kind)


@router.post("/reports/{organ}/{period}")
async def send_report(request: Request, who: Reader, organ: str, period: str) -> Response:
    """Hand it in: with the figures that were on the page, or not at all."""
    require_own_page(request)
    require(request, who, HAND_IN)
    found, asked = await organ_read(request, who, organ), _period(period)
    form = await form_of(request, _LABELS)
    try:
        body = {"organ": found.id, "period": str(asked)} | _filled(form, "pack", "figures_sha256", "remarks")
        done = await _handed_in(request, who, Sent(form.key, None, read_form(HandInReport, body)))
    except ProblemRaised as raised:
        return await _shown(request, who, await report_read(request, found, asked), with_problem(form, raised))
    return RedirectResponse(f"/reports/{found.id}/{asked}?seen={done.version}", 303)


@router.post("/reports/{organ}/{period}/corrections")
async def correct_report(request: Request, who: Reader, organ: str, period: str) -> Response:
    """Correct what was handed in: with the figures that were on the page, or not at all."""
    require_own_page(request)
    require(request, who, CommandName(kind_of(CorrectReport)))
    found, asked = await organ_read(request, who, organ), _period(period)
    form, record = await form_of(request, _LABELS), report_id(found.id, asked)
    row = await work_records.get(context_of(request).pool, record)
    if row is None:
        raise ProblemRaised(NOT_FOUND)
    try:
        body = {"organ": found.id, "period": str(asked), "pack": row.pack} | _filled(form, "figures_sha256", "reasons")
        command = Sent(form.key, row.version, read_form(CorrectReport, body))
        done = await _handed_in(request, who, command, record)
    except ProblemRaised as raised:
        return await _shown(request, who, await report_read(request, found, asked), with_problem(form, raised))
    return RedirectResponse(f"/reports/{found.id}/{asked}?seen={done.version}", 303)


def _filled(form: Form, *names: str) -> dict[str, JsonValue]:
    return {name: form.filled[name] for name in names if name in form.filled}


async def _handed_in(request: Request, who: Persona, sent: Sent, record: UUID | None = None) -> Done:
    """Hand in a report or its correction, by the same door as over JSON.

    Raises:
        ProblemRaised: 403, not with this post; what the rules refuse; 503.
    """
    forms = forms_of(request, "records")
    route = forms.route(CommandName(kind_of(type(sent.body))))
    if route is None:
        raise ProblemRaised(NOT_FOUND)
    rules = await forms.door.admitted(request, who, route, record)
    act = await forms.door.prepared(request, who, rules, route, record, sent)
    outcome = await act.handed_in()
    match outcome:
        case Done():
            return outcome
        case Refusal():
            raise act.refused(outcome)
        case _:
            raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))


async def _shown(request: Request, who: Persona, read: ReportRead, form: Form) -> Response:
    packs = await installed_of(request).newest_packs()
    names = Names(await installed_of(request).organs())
    [told] = await told_lines(request, [read.line]) if read.line else [None]
    owes = told is not None and told.line.report_state != "handed_in" and read.handed_in is None
    return await page(
        request,
        "report.html",
        form.status,
        read=read,
        names=names,
        told=told,
        matrix=matrix_of(read.figures, names, packs),
        charts=charts_of(read.trend),
        previous=read.period.previous,
        following=read.period.following if read.period.ended(read.today) else None,
        form=form,
        owes=owes,
        may_hand_in=owes and who.organ == read.organ.id and hands_in(who),
        may_correct=read.changed_since and who.organ == read.organ.id and hands_in(who),
        whole=read.figures.whole,
    )


async def _awaited(request: Request, organ: str, period: str) -> None:
    """Wait until what was just handed in is in the list."""
    seen = request.query_params.get("seen")
    if seen is not None and seen.isascii() and seen.isdigit() and len(seen) == 1:
        record = report_id(organ, _period(period))
        await context_of(request).read_models.wait_for(record, int(seen), shown=work_records.shown_version)


def _edition(request: Request) -> int | None:
    """The edition of a report that was corrected, if one is asked for; what is no number asks for none."""
    asked = request.query_params.get("edition", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("999") else None


def _period(given: str) -> Period:
    """A period in the address of a page.

    Raises:
        ProblemRaised: 404, it is none.
    """
    try:
        return Period.parse(_PERIOD.validate_python(given))
    except ValidationError:
        raise ProblemRaised(NOT_FOUND) from None


def _periods(today: date) -> list[Periods]:
    """The periods to choose from: those that run now and some before, the latest first."""
    lengths = {"month": 13, "quarter": 5, "year": 4}
    return [
        Periods(every, tuple(reversed(Period.of(every, today).back(lengths[every])))) for every in get_args(Frequency)
    ]


def _next_due(duties: Duties, organ: Organ, today: date) -> list[tuple[Obligation, Period, date]]:
    """The reports of an organ whose periods run now, with the days by which they will be due."""
    running = [(each, Period.of(each.rule.every, today)) for each in duties.of_organ(organ).values()]
    return [(each, period, duties.due(each, period).due_on) for each, period in running]
