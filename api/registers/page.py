"""GET and POST /subjects: look a subject up, register one beside its namesakes, merge a duplicate."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args
from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.policy import allowed, places_under
from api.auth.purposes import purpose_of
from api.http.language import say
from api.http.problems import ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.labels.subject_changes import CHANGES, MEANS, NOTHING_BY_ITSELF
from api.registers import changes
from api.registers.changes import MoveFunctions, RecordState, RecordSuccession, RenameSubject, TakeBackChange
from api.registers.history_words import lines_of
from api.registers.subjects import (
    MergeSubjects,
    RegisterSubject,
    SeparateSubject,
    SubjectDetail,
    SubjectPerson,
    detail_of,
    disclose_subject,
    found_by_name,
    link,
    merge,
    namesakes,
    register,
    require_reached,
    separate,
)
from api.web.forms import Form, form_of, read_form, with_problem
from api.web.frame import PageRoute, Reader, id_of, page
from api.web.sent import require_own_page
from domain.identity import canonical_name
from domain.organs import Organs
from domain.subjects.history import PersonState, State, UnitState

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ANY_SECTOR = [("unit", "单位")]
"""What is offered where no procedure tells kinds of units apart."""

_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "/name": "姓名或名称",
        "/unit_name": "所在单位",
        "/identifier": "证件号码",
        "/sector": "类别",
        "/jurisdiction": "地区",
        "/into": "并入的登记",
        "/reasons": "理由",
        "/person": "任职人员",
        "/on": "日期",
        "/state": "变动",
        "/document": "依据",
        "/predecessors": "原单位",
        "/successors": "承继单位",
        "/to": "接收职能的单位",
        "/functions": "划转的职能",
        "/cases": "随职能划转的案件",
    }
)

_STATES: Mapping[str, tuple[State, ...]] = MappingProxyType(
    {"person": get_args(PersonState), "unit": get_args(UnitState)}
)


@router.get("/subjects")
async def show_subjects(request: Request, who: Reader) -> Response:
    """Look-up by name, and the form to register somebody."""
    return await _list(request, who, Form(uuid4(), labels=_FIELDS))


@router.post("/subjects")
async def register_subject(request: Request, who: Reader) -> Response:
    """Register a subject; where others bear the name, they are shown, and that this is another can be said."""
    require_own_page(request)
    require(request, who, "register_subject")
    form = await form_of(request, _FIELDS)
    filled = {name: text for name, text in form.filled.items() if name != "another_person"}
    asked: dict[str, JsonValue] = {**filled, "another_person": form.filled.get("another_person") == "yes"}
    try:
        entry = await register(request, who, form.key, read_form(RegisterSubject, asked))
    except ProblemRaised as raised:
        return await _list(request, who, with_problem(form, raised))
    return RedirectResponse(f"/subjects/{entry.subject_id}", 303, {"Cache-Control": "no-store"})


@router.get("/subjects/{subject_id}")
async def show_subject(request: Request, who: Reader, subject_id: str) -> Response:
    """One subject: its entry, its duplicates, and those of its cases that may be of one matter."""
    return await _one(request, who, id_of(subject_id), Form(uuid4(), labels=_FIELDS))


@router.post("/subjects/{subject_id}/merge")
async def merge_subject(request: Request, who: Reader, subject_id: str) -> Response:
    """Merge a duplicate into the subject named."""
    id_, form = await _form_about(request, who, "merge_subjects", subject_id)
    try:
        merged = await merge(request, who, form.key, id_, read_form(MergeSubjects, dict(form.filled)))
    except ProblemRaised as raised:
        return await _one(request, who, id_, with_problem(form, raised))
    return RedirectResponse(f"/subjects/{merged.subject_id}", 303, {"Cache-Control": "no-store"})


@router.post("/subjects/{subject_id}/separation")
async def separate_subject(request: Request, who: Reader, subject_id: str) -> Response:
    """Undo the merge of an entry."""
    id_, form = await _form_about(request, who, "merge_subjects", subject_id)
    try:
        await separate(request, who, form.key, id_, read_form(SeparateSubject, dict(form.filled)))
    except ProblemRaised as raised:
        return await _one(request, who, id_, with_problem(form, raised))
    return RedirectResponse(f"/subjects/{id_}", 303, {"Cache-Control": "no-store"})


@router.post("/subjects/{subject_id}/person")
async def link_subject(request: Request, who: Reader, subject_id: str) -> Response:
    """Say which official a subject is, or that it is none; who may not have a part in its cases follows from that."""
    id_, form = await _form_about(request, who, "link_subject", subject_id)
    try:
        await link(request, who, id_, read_form(SubjectPerson, {"person": form.filled.get("person")}).person)
    except ProblemRaised as raised:
        return await _one(request, who, id_, with_problem(form, raised), filled_in="person")
    return RedirectResponse(f"/subjects/{id_}", 303, {"Cache-Control": "no-store"})


@router.post("/subjects/{subject_id}/names")
async def rename_subject(request: Request, who: Reader, subject_id: str) -> Response:
    """Give a subject another name since a day."""

    async def act(id_: UUID, form: Form) -> object:
        filled = {name: text for name, text in form.filled.items() if name != "another_person"}
        asked: dict[str, JsonValue] = {**filled, "another_person": form.filled.get("another_person") == "yes"}
        return await changes.rename(request, who, form.key, id_, read_form(RenameSubject, asked))

    return await _changed(request, who, subject_id, "names", act)


@router.post("/subjects/{subject_id}/states")
async def record_state(request: Request, who: Reader, subject_id: str) -> Response:
    """Say what a subject is since a day."""

    async def act(id_: UUID, form: Form) -> object:
        return await changes.record_state(request, who, form.key, id_, read_form(RecordState, dict(form.filled)))

    return await _changed(request, who, subject_id, "states", act)


@router.post("/subjects/{subject_id}/successions")
async def record_succession(request: Request, who: Reader, subject_id: str) -> Response:
    """Say which units took the place of this one, or which it took."""

    async def act(id_: UUID, form: Form) -> object:
        rest = {name: text for name, text in form.filled.items() if name in {"on", "document", "reasons"}}
        others = [name.removeprefix("with-") for name in form.filled if name.startswith("with-")]
        old, new = ([str(id_)], others) if form.filled.get("side") == "succeeded" else (others, [str(id_)])
        sides: dict[str, JsonValue] = {"predecessors": [*old], "successors": [*new]}
        asked: dict[str, JsonValue] = {**rest, **sides, "founded": form.filled.get("founded") == "yes"}
        return await changes.record_succession(request, who, form.key, read_form(RecordSuccession, asked))

    return await _changed(request, who, subject_id, "successions", act)


@router.post("/subjects/{subject_id}/function-transfers")
async def move_functions(request: Request, who: Reader, subject_id: str) -> Response:
    """Say which functions of this unit are another's now, and which of its open cases went with them."""

    async def act(id_: UUID, form: Form) -> object:
        rest = {name: text for name, text in form.filled.items() if not name.startswith("case-")}
        cases: list[JsonValue] = [name.removeprefix("case-") for name in form.filled if name.startswith("case-")]
        return await changes.move_functions(
            request, who, form.key, id_, read_form(MoveFunctions, {**rest, "cases": cases})
        )

    return await _changed(request, who, subject_id, "function-transfers", act)


@router.post("/subjects/{subject_id}/changes/{change_id}/taking-back")
async def take_back(request: Request, who: Reader, subject_id: str, change_id: str) -> Response:
    """Take back what was recorded in error."""

    async def act(id_: UUID, form: Form) -> object:
        body = read_form(TakeBackChange, dict(form.filled))
        return await changes.take_back(request, who, form.key, id_, id_of(change_id), body)

    return await _changed(request, who, subject_id, "taking-back", act)


async def _changed(
    request: Request, who: Persona, subject_id: str, filled_in: str, act: Callable[[UUID, Form], Awaitable[object]]
) -> Response:
    """Do what a form asks; the page comes back with what cannot be taken of it."""
    id_, form = await _form_about(request, who, "change_subject", subject_id)
    try:
        await act(id_, form)
    except ProblemRaised as raised:
        return await _one(request, who, id_, with_problem(form, raised), filled_in=filled_in)
    return RedirectResponse(f"/subjects/{id_}#history", 303, {"Cache-Control": "no-store"})


async def _form_about(
    request: Request,
    who: Persona,
    action: Literal["merge_subjects", "link_subject", "change_subject"],
    subject_id: str,
) -> tuple[UUID, Form]:
    """The subject that a form is about, which the reader may do this with, and the form.

    Raises:
        ProblemRaised: 403 another site sent it, or not with this post; 404 there is none such for the reader.
    """
    require_own_page(request)
    id_ = id_of(subject_id)
    await require_reached(request, who, action, id_)
    return id_, await form_of(request, _FIELDS)


async def _list(request: Request, who: Persona, form: Form) -> Response:
    require(request, who, "read_subjects")
    organs = await installed_of(request).organs()
    places = places_under(organs, who.jurisdiction)
    sought, purpose = request.query_params.get("name", "").strip(), await purpose_of(request, who, "register")
    packs = (await installed_of(request).newest_packs()).values()
    return await page(
        request,
        "subjects.html",
        form.status,
        sought=sought,
        found=await found_by_name(request, who, sought) if sought and not purpose.missing else (),
        purpose=purpose,
        form=form,
        names=Names(organs),
        places=[(place.id, say(place.name)) for place in organs.jurisdictions if place.id in places],
        sectors=sorted({item.id: say(item.name) for pack in packs for item in pack.scope}.items()) or _ANY_SECTOR,
        may_register=allowed(who, "register_subject").allow,
    )


async def _one(request: Request, who: Persona, subject_id: UUID, form: Form, *, filled_in: str = "merge") -> Response:
    shown = await detail_of(request, who, subject_id)
    disclose_subject(request, who, shown)
    sought, purpose = request.query_params.get("name", "").strip(), await purpose_of(request, who, "register")
    entries = await context_of(request).subjects.get(shown.duplicates)
    asked = bool(sought) and not purpose.missing
    others = await (found_by_name(request, who, sought) if asked else namesakes(request, who, shown.name))
    history = await changes.history_of(request, who, shown)
    organs = await installed_of(request).organs()
    return await page(
        request,
        "subject.html",
        form.status,
        shown=shown,
        form=form,
        filled_in=filled_in,
        history=history,
        lines=await lines_of(request, who, history),
        states=[(each, CHANGES[each]) for each in _STATES[shown.kind]],
        state_words=CHANGES[history.state] if history.state else None,
        means=MEANS.get(history.state) if history.state else None,
        nothing_by_itself=NOTHING_BY_ITSELF,
        may_change=allowed(who, "change_subject").allow,
        names=Names(organs),
        officials=[_official(organs, each) for each in _of_the_same_name(organs, shown)],
        official=_official(organs, shown.person) if shown.person else None,
        may_link=shown.kind == "person" and allowed(who, "link_subject").allow,
        sought=sought or shown.name,
        purpose=purpose,
        others=[each for each in others if each.subject_id not in {subject_id, *shown.duplicates}],
        duplicates=[(id_, entry.subject.name) for id_, entry in entries.items()],
        may_merge=allowed(who, "merge_subjects").allow,
        may_read_cases=allowed(who, "read_case").allow,
    )


@dataclass(frozen=True, slots=True)
class Official:
    """A person who holds positions, with what the posts are called."""

    person: str
    name: str
    posts: tuple[str, ...]


def _of_the_same_name(organs: Organs, shown: SubjectDetail) -> tuple[str, ...]:
    """The persons of the organs who bear one of a subject's names: perhaps the same, which people must say."""
    names = {canonical_name(name) for name in (shown.name, *shown.aliases)}
    return tuple(each.id for each in organs.people if canonical_name(each.name) in names)


def _official(organs: Organs, person: str) -> Official:
    names = Names(organs)
    held = dict.fromkeys(each.position for each in (*organs.holdings, *organs.seats) if each.person == person)
    posts = (position for position in map(organs.position, held) if position)
    return Official(person, names.person(person), tuple(f"{names.organ(p.organ)} {say(p.title)}" for p in posts))
