"""GET and POST /deadlines/urging: several overdue duties are urged at once (批量督促), once it is said who is told.

Each is an act of its own on its case, by the same door as any other: one that is refused keeps none of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from activities.commands import Foreseen
from api.auth import denials
from api.auth.callers import Hidden, require
from api.auth.context import context_of, today_of
from api.auth.policy import CommandName
from api.auth.scope import listed, scope_of
from api.commands.gateway import Done, Pending
from api.commands.registry import Sent
from api.forms.streams import PreparedAct, forms_of
from api.http.language import say, told
from api.http.problems import MALFORMED, NOT_FOUND, UNAVAILABLE, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.due_words import DueLabel, due_label_of
from api.labels.naming import Names
from api.web.forms import Form, form_of, read_form, with_problem
from api.web.frame import PageRoute, Reader, page
from domain.acts.deadlines.urging import UrgeDuty
from domain.messages import Event, kind_of
from domain.refusals import Refusal
from domain.terms.events import DutyUrged
from domain.values import Bilingual
from projections.deadlines.deadline_board import UNSHOWN, Deadline

router = APIRouter(route_class=PageRoute, include_in_schema=False)

AT_ONCE = 50
"""So many are urged at once: a page of the board."""
_URGE = CommandName(kind_of(UrgeDuty))
_DUTY = "duty:"
_LABELS: Mapping[str, str] = {"/level": "层级", "/reasons": "督促的内容"}


@dataclass(frozen=True, slots=True)
class Line:
    """A duty that was chosen.

    Attributes:
        told: Who is told, and at which rung; None: nobody, because of `problem`, or it is not asked for yet.
        recorded: The version of the event that says so.
    """

    row: Deadline
    label: DueLabel | None
    told: str | None = None
    problem: ProblemRaised | None = None
    recorded: int | None = None


@router.get("/deadlines/urging")
async def choose_rung(request: Request, who: Reader) -> Response:
    """The duties that were ticked, and what they are to be urged with."""
    require(request, who, _URGE)
    lines = await _chosen(request, who, request.query_params.getlist("duty"))
    return await _page(request, Form(uuid4()), lines)


@router.post("/deadlines/urging")
async def urge_all(request: Request, who: Reader) -> Response:
    """Look over who would be told what, or tell them."""
    require(request, who, _URGE)
    form = await form_of(request, _LABELS, AT_ONCE + 10)
    lines = await _chosen(request, who, [name.removeprefix(_DUTY) for name in form.filled if name.startswith(_DUTY)])
    do = form.filled.get("do")
    if do not in {"check", "record"}:
        return await _page(request, form, lines)
    given = form.filled.get("level", "")
    try:
        bodies = [
            read_form(
                UrgeDuty,
                {
                    "duty": str(line.row.duty_id),
                    "level": int(given) if given.isascii() and given.isdigit() and len(given) <= len("100") else given,
                    "reasons": form.filled.get("reasons", ""),
                },
            )
            for line in lines
        ]
    except ProblemRaised as raised:
        return await _page(request, with_problem(form, raised), lines)
    if do == "check":
        form = replace(form, key=uuid4())  # what is changed after a look is another act
    record = do == "record" and "know" in form.filled
    lines = [
        await _urged(request, who, form.key, line, body, record=record)
        for line, body in zip(lines, bodies, strict=True)
    ]
    return await _page(request, form, lines, done=record, unsaid=do == "record" and not record)


async def _chosen(request: Request, who: Persona, given: Sequence[str]) -> list[Line]:
    """The open duties of these ids that the reader sees on the board, the oldest due date first.

    Raises:
        ProblemRaised: 422, there are too many.
    """
    if len(given) > AT_ONCE:
        raise ProblemRaised(MALFORMED, Particulars(detail=told(f"一次最多{AT_ONCE}项", f"at most {AT_ONCE} at once")))
    scope, today = await scope_of(request, who, "read_deadlines"), today_of(request)
    rows = await listed(context_of(request).pool, scope, "deadlines_named", Deadline, list(_ids(given)), UNSHOWN)
    calendars = {each: await installed_of(request).calendar(each) for each in {row.duty.locality for row in rows}}
    return [Line(row, due_label_of(row.duty, today, calendars[row.duty.locality])) for row in rows]


def _ids(given: Iterable[str]) -> Iterable[UUID]:
    for each in given:
        try:
            yield UUID(each)
        except ValueError:
            raise ProblemRaised(NOT_FOUND) from None


async def _urged(  # noqa: PLR0913 - who urges whom, under which key, with what
    request: Request, who: Persona, key: UUID, line: Line, body: UrgeDuty, *, record: bool
) -> Line:
    """One of them as it would be, or is, told."""
    door, case_id = forms_of(request, "cases").door, line.row.case_id
    route = next(each for each in door.routes if each.kind == _URGE)
    try:
        rules = await door.admitted(request, who, route, case_id)
        sent = Sent(uuid5(key, str(line.row.duty_id)), None, body)
        act = await door.prepared(request, who, rules, route, case_id, sent)
        return await (_recorded(request, line, act) if record else _looked_at(request, line, act))
    except Hidden as hidden:
        denials.hidden(request, hidden)
        return replace(line, problem=hidden)
    except ProblemRaised as raised:
        return replace(line, problem=raised)


async def _looked_at(request: Request, line: Line, act: PreparedAct) -> Line:
    found = await act.foreseen()
    match found:
        case Foreseen():
            return replace(line, told=_who(await _names(request), found.events))
        case Done():
            return replace(line, recorded=found.version)
        case Refusal():
            return replace(line, problem=act.refused(found))
        case _:
            assert_never(found)


async def _recorded(request: Request, line: Line, act: PreparedAct) -> Line:
    looked = await _looked_at(request, line, act)
    if looked.told is None:
        return looked
    outcome = await act.handed_in()
    match outcome:
        case Done():
            return replace(looked, recorded=outcome.version)
        case Pending():
            return replace(line, problem=ProblemRaised(UNAVAILABLE))
        case Refusal():
            return replace(line, problem=act.refused(outcome))
        case _:
            assert_never(outcome)


def _who(names: Names, events: Sequence[Event]) -> str:
    """Who is told by what would be recorded, and as what."""
    urged = next(each for each in events if isinstance(each, DutyUrged))
    to = urged.to
    post = names.post(to.position) if to.position else names.organ(to.organ)
    person = f" {names.person(to.person)}" if to.person else ""
    return told(f"{urged.name.zh}：告知 ", f"{urged.name.en}: tell ") + post + person


async def _names(request: Request) -> Names:
    return Names(await installed_of(request).organs())


async def _rungs(request: Request) -> list[tuple[int, str]]:
    """The rungs of the ladders of the procedures in force; what two call otherwise has both names."""
    found: dict[int, dict[str, Bilingual]] = {}
    for pack in (await installed_of(request).newest_packs()).values():
        for rung in pack.ladder.rungs:
            found.setdefault(rung.level, {})[rung.name.zh] = rung.name
    return [(level, "／".join(say(name) for name in names.values())) for level, names in sorted(found.items())]


async def _page(
    request: Request, form: Form, lines: Sequence[Line], *, done: bool = False, unsaid: bool = False
) -> Response:
    checked = not form.problem and form.filled.get("do") in {"check", "record"}
    return await page(
        request,
        "urging.html",
        422 if unsaid else form.status,
        form=form,
        lines=lines,
        names=await _names(request),
        rungs=await _rungs(request),
        checked=checked,
        done=done,
        unsaid=unsaid,
        to_tell=sum(line.told is not None for line in lines),
        recorded=sum(line.recorded is not None for line in lines),
    )
