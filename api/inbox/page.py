"""GET /inbox: what the reader has to do, decide and read (我的待办), and the form by which organs divide their work."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import NamedTuple, get_args
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of
from api.auth.disclosure import disclose_listed
from api.auth.policy import allowed
from api.auth.visits import visit_of
from api.forms.paths import form_path
from api.http.language import say
from api.http.problems import ProblemRaised
from api.identity.personas import Persona
from api.inbox.desk import Desk, colleagues, desk, desk_of
from api.inbox.dividing import TASKS_MAX, Divided, TasksDivided, divide
from api.inbox.task_acts import TaskKey, reasons_of
from api.inbox.tasks import Due, Filters, Sort, Tab, Task, at_least, counts, next_due, page_of
from api.inbox.words import EMPTY, PARTS, TABS, handler, taken, to_do
from api.installed import installed_of
from api.labels.due_words import DueLabel, due_label
from api.labels.naming import Names
from api.labels.step_order import steps_in_order
from api.labels.words import STAGES, word
from api.reports.owed import owed_by, raised_to
from api.reports.telling import Told, hands_in, told_lines
from api.saved_views.lists import Listing, listing_of
from api.web.forms import Form, form_of, read_form, with_problem
from api.web.frame import INBOX_SCRIPT, PageRoute, Reader, page
from domain.pack.pack import Pack
from domain.pack.terms import Force
from domain.terms.deadlines import SHANGHAI
from domain.values import Bilingual
from projections.inbox.inbox import WITH_DOCUMENTS, What

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = TASKS_MAX
_FIELDS_MAX = TASKS_MAX + 10
_POSTS_COUNTED = 5
_FIRST = (Tab.MINE, Tab.VOTES, Tab.UNCLAIMED, Tab.NOTICES)
"""Where somebody lands who names no tab: the first of these in which there is something."""
_TOLD: Mapping[str, str] = {
    "claim": "已认领",
    "assign": "已分派",
    "forward": "已转办",
    "release": "已退回待领",
    "snooze": "已设稍后提醒",
    "wake": "已取消提醒",
    "read": "已标为已阅",
}
_LABELS = {"/to": "转给", "/reason": "转办理由", "/until": "提醒日期", "/tasks": "所选事项"}
_REF = re.compile(r"task:([a-z_]+):(\d{1,9}):([a-z0-9_\-]+):([0-9a-f\-]{36})")
_CALLED_OUT = ("late", "soon")


@dataclass(frozen=True, slots=True)
class Line:
    """A task as a row shows it."""

    task: Task
    names: Names
    to_do: str
    label: DueLabel | None
    handler: str
    reason: str | None
    origin: str
    ref: str
    taken: str = ""

    @property
    def href(self) -> str:
        """Where it is done: the form of a vote, a signature or an endorsement, a document, or the file of the case."""
        task = self.task
        if task.done_on is None and task.what is What.VOTE:
            return form_path("case", task.case_id, "cast_ballot", {"round": task.about})
        if task.done_on is None and task.what is What.SIGN:
            asked = task.position is not None
            return form_path(
                "case",
                task.case_id,
                "endorse_application" if asked else "sign_off",
                {} if asked else {"proposal": task.about},
            )
        if task.done_on is None and task.what in WITH_DOCUMENTS:  # read first: the act stands on its page
            return form_path("case", task.case_id, task.what.value, {"draft": task.about})
        if task.done_on is None and task.what is What.RECEIPT:
            return form_path("case", task.case_id, task.what.value, {"subject": task.subject_id})
        if task.what is What.CONFIRM:
            return f"/cases/{task.case_id}?part=votes#rounds"
        return f"/cases/{task.case_id}#duties"

    @property
    def tone(self) -> str:
        """The bar on the left."""
        if self.task.paused:
            return "soon"
        return self.label.tone if self.label and self.label.tone in _CALLED_OUT else ""


class Part(NamedTuple):
    """A group of a tab."""

    name: Bilingual | None
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class OtherPost:
    """Another post in which the reader has something to do."""

    title: str
    for_person: str
    count: str
    overdue: str


@router.get("/inbox")
async def show_tasks(request: Request, who: Reader) -> Response:
    """One tab of the tasks."""
    mine, listing = await desk_of(request, who), await listing_of(request, who, "inbox")
    if listing.usual is not None:
        return RedirectResponse(listing.usual, 303)
    return await _page(request, mine, Form(uuid4()), None, listing)


@router.post("/inbox")
async def divide_tasks(request: Request, who: Reader) -> Response:
    """Do something with the tasks that were ticked, and show the tab again."""
    mine = await desk_of(request, who)
    form = await form_of(request, _LABELS, _FIELDS_MAX)
    act, filled = _filled(form.filled)
    try:
        divided = await divide(request, who, form.key, read_form(TasksDivided, filled))
    except ProblemRaised as raised:
        return await _page(request, mine, with_problem(form, raised), None)
    if divided.taken or divided.gone:
        return await _page(request, mine, Form(uuid4()), divided)
    asked = _asked(request)
    kept = {"due": asked.due, "stage": asked.stage, "sort": asked.sort if asked.sort != "due" else None}
    query = {"view": asked.tab.value, **{name: value for name, value in kept.items() if value}}
    return RedirectResponse(f"/inbox?{urlencode({**query, 'told': act, 'n': len(divided.done)})}", 303)


def _filled(filled: Mapping[str, str]) -> tuple[str, dict[str, JsonValue]]:
    """A form as a body: a button says what to do with the ticked rows, or with its own."""
    act, _, own = filled.get("do", "").partition(" ")
    ticked = dict([own.rsplit("@", 1)]) if "@" in own else filled
    tasks: list[JsonValue] = []
    for ref, seen in ticked.items():
        if (found := _REF.fullmatch(ref)) is not None:
            what, level, organ, about = found.groups()
            plain = seen.isascii() and seen.isdigit() and len(seen) < len("9999999999")
            number: JsonValue = int(seen) if plain else seen
            tasks.append({"what": what, "level": int(level), "organ": organ, "about": about, "seen": number})
    body: dict[str, JsonValue] = {"act": act, "tasks": tasks}
    if act in {"assign", "forward"}:
        person, _, position = filled.get("to", "").partition("/")
        body |= {"to": {"person": person, "position": position}} if person else {}
        body |= {"reason": filled["reason"]} if "reason" in filled else {}
    if act == "snooze" and "until" in filled:
        body["until"] = filled["until"]
    return act, body


async def _reports(request: Request, who: Persona) -> tuple[list[Told], list[Told]]:
    """The periodic reports that one's organ has to hand in, for whoever does; those it was told are late."""
    organ = (await installed_of(request).organs()).organ(who.organ)
    if organ is None or not allowed(who, "read_reports").allow:
        return [], []
    owed = await owed_by(request, organ) if hands_in(who) else ()
    return await told_lines(request, owed), await told_lines(request, await raised_to(request, organ))


def _asked(request: Request) -> Filters:
    """The filters of the address; what is empty or unknown filters nothing."""
    given = request.query_params
    due: Due | None = next((due for due in get_args(Due) if due == given.get("due")), None)
    sort: Sort = "came" if given.get("sort") == "came" else "due"
    tab = next((tab for tab in Tab if tab.value == given.get("view")), Tab.MINE)
    return Filters(tab, due, given.get("stage") or None, sort)


async def _page(
    request: Request, mine: Desk, form: Form, divided: Divided | None, listing: Listing | None = None
) -> Response:
    context, asked = context_of(request), _asked(request)
    found = await counts(context, mine)
    if "view" not in request.query_params:
        asked = replace(asked, tab=next((tab for tab in _FIRST if tab in found), Tab.MINE))
    after = request.query_params.get("next") or None if request.method == "GET" else None
    listed = await page_of(context, mine, asked, after, _LINES)
    lost = divided.taken if divided else ()
    disclose_listed(request, mine.who, "read_inbox", [task.case_id for task in (*listed.tasks, *lost)])
    lines = await _lines(request, mine, (*lost, *listed.tasks))
    organs, packs = await installed_of(request).organs(), await installed_of(request).newest_packs()
    names, stages = Names(organs), _stages(packs)
    told = request.query_params.get("told", "") if request.method == "GET" and divided is None else ""
    status = form.status if form.problem else 409 if lost else 200
    reports, late_reports = await _reports(request, mine.who)
    return await page(
        request,
        "inbox.html",
        status,
        listing=(listing or await listing_of(request, mine.who, "inbox")).filtered(_words(asked, stages)),
        form=form,
        tabs=[(tab, TABS[tab.value], found.get(tab)) for tab in Tab],
        asked=asked,
        taken=lines[: len(lost)],
        gone=len(divided.gone) if divided else 0,
        parts=_parts(lines[len(lost) :], asked, mine),
        due_names=PARTS,
        stages=stages,
        colleagues=[
            (f"{each.person}/{each.position}", f"{each.name_zh}（{say(each.title)}）")
            for each in colleagues(organs, mine)
        ],
        names=names,
        mine=mine,
        acting_for=names.person(mine.holder) if mine.who.for_person else "",
        others=await _other_posts(request, mine, names),
        nearest=await _nearest(request, mine) if not listed.tasks and after is None else None,
        empty=EMPTY[asked.tab],
        told=f"{_TOLD[told]}{_number(request)}项。" if told in _TOLD else "",
        newest=max((each.newest for each in found.values()), default=0),
        before=after,
        more=listed.following,
        may_read_cases=allowed(mine.who, "read_case").allow,
        reports=reports,
        late_reports=late_reports,
        script=INBOX_SCRIPT,
    )


def _words(asked: Filters, stages: Mapping[str, str]) -> dict[str, str | Bilingual | None]:
    """What the filters in force are called."""
    return {
        "stage": stages.get(asked.stage, asked.stage) if asked.stage else None,
        "due": PARTS[asked.due] if asked.due else None,
    }


def _stages(packs: Mapping[str, Pack]) -> dict[str, str]:
    """Every stage a case can be in while there is something to do in it, in the order of its procedure."""
    steps = {step: say(pack.step(step).name) for pack in packs.values() for step in steps_in_order(pack.tolerance)}
    return steps | {stage: say(STAGES[stage]) for stage in ("reappraisal", "clarification", "contrary_use")}


def _number(request: Request) -> str:
    given = request.query_params.get("n", "")
    return given if given.isascii() and given.isdigit() and len(given) < len("999") else ""


def _parts(lines: Sequence[Line], asked: Filters, mine: Desk) -> list[Part]:
    """The rows in their groups; in any other order than by due date there is one."""
    if asked.tab is Tab.DONE or asked.sort != "due":
        return [Part(None, list(lines))] if lines else []
    grouped = groupby(lines, lambda line: line.task.due(mine.days))
    return [Part(word(PARTS, due), list(each)) for due, each in grouped]


async def _lines(request: Request, mine: Desk, tasks: Sequence[Task]) -> list[Line]:
    context, installed = context_of(request), installed_of(request)
    organs, packs = await installed.organs(), await installed.newest_packs()
    passed = [(task.key_of, task.changes) for task in tasks if task.act in {"forward", "assign"}]
    reasons = await reasons_of(context.pool, context.seals, passed) if passed else dict[TaskKey, str]()
    names, lines = Names(organs), list[Line]()
    for task in tasks:
        own = replace(names, pack=packs.get(task.pack))
        calendar = await installed.calendar(organs.locality(task.jurisdiction))
        label = None
        if task.due_on is not None and not task.paused and not task.history_open:
            advisory = task.force not in {None, Force.STATUTORY}
            label = due_label(task.due_on, mine.days.today, calendar, provisional=task.provisional, advisory=advisory)
        what, about, level = task.what.value, task.about, task.level
        lines.append(
            Line(
                task=task,
                names=own,
                to_do=to_do(task, own),
                label=label,
                handler=handler(task, own),
                reason=reasons.get(task.key_of),
                origin=own.organ(task.from_organ) if task.from_organ and task.from_organ != "clock" else "系统时钟",
                ref=f"task:{what}:{level}:{task.organ}:{about}",
                taken=taken(task, own, _time(task.task_changed_at)),
            )
        )
    return lines


def _time(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") if at else ""


async def _nearest(request: Request, mine: Desk) -> Line | None:
    """What is due first of all that is the reader's, for a tab in which there is nothing."""
    found = await next_due(context_of(request), mine)
    return (await _lines(request, mine, [found]))[0] if found else None


async def _other_posts(request: Request, mine: Desk, names: Names) -> list[OtherPost]:
    """Other posts in which the reader may act, their own or by delegation, with what waits there."""
    visit = await visit_of(request)
    found = list[OtherPost]()
    for each in _others(visit.choices if visit else (), mine.who)[:_POSTS_COUNTED]:
        count = await counts(context_of(request), desk(names.organs, each, mine.days))
        waiting = [count[tab] for tab in (Tab.MINE, Tab.VOTES, Tab.NOTICES) if tab in count]
        if waiting:
            holder = names.person(each.for_person) if each.for_person else ""
            more, late = any(tab.more for tab in waiting), sum(tab.overdue for tab in waiting)
            told = at_least(sum(tab.count for tab in waiting), more=more)
            overdue = at_least(late, more=more) if late else ""
            found.append(OtherPost(f"{names.organ(each.organ)} {say(each.title)}", holder, told, overdue))
    return found


def _others(choices: Sequence[Persona], who: Persona) -> list[Persona]:
    return [each for each in choices if each != who and allowed(each, "read_inbox").allow]
