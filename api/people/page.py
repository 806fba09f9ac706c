"""Pages of the register of people: the tree of organs, an organ on a day, a person's history, acts, and drafts.

Every act is a form of one of these pages; it comes back to the page it was filled in on, with what must be mended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import uuid4

from fastapi import APIRouter
from pydantic import JsonValue, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from activities.law import ORGANS
from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.http.language import say, told
from api.http.problems import MALFORMED, NOT_FOUND, FieldFault, Particulars, ProblemRaised, of_refusal
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.labels.words import VERSION_STATES
from api.people import words
from api.people.drafts import previewed, publish_draft, withdraw_draft
from api.people.register import act_on_register, done_of, named_person
from api.web.filled import Form, form_of, read_filled, with_problem
from api.web.frame import PageRoute, Reader, page
from api.web.sent import require_own_page
from domain.organs import Delegation, Department, Holding, Organ, Organs, Position, Seat
from domain.people.acting import posts_of
from domain.people.acts import AnyRegisterAct
from domain.people.changing import UNKNOWN_PART, namesakes
from domain.people.duties import DUTIES, MEMBER
from domain.people.soundness import DELEGATION_DAYS_MAX
from domain.values import INT4_MAX, Day
from eventlog import reference, register_acts
from projections.inbox.by_name import OpenWork, open_work_of

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ACT: TypeAdapter[AnyRegisterAct] = TypeAdapter(AnyRegisterAct)
_DAY: TypeAdapter[date] = TypeAdapter(Day)
_ACTS_SHOWN = 100
_PERSONS = ("person", "successor", "delegator", "delegate")
"""The fields in which somebody is named: by name, or by id where several bear it."""
_FLAGS = ("namesake", "several", "onward", "leave_open")
_CALLED: Mapping[str, str] = MappingProxyType(
    {
        "/name": "姓名",
        "/person": "人员",
        "/position": "职务",
        "/organ": "机关",
        "/department": "内设机构",
        "/superior": "上级",
        "/zh": "名称",
        "/en": "英文名称",
        "/duty": "职责",
        "/since": "开始日期",
        "/until": "结束日期",
        "/last_day": "最后一日",
        "/delegate": "受托人",
        "/successor": "接任人",
        "/alternate_for": "替补的委员",
        "/basis": "文号",
    }
)


@dataclass(frozen=True, slots=True)
class Branch:
    """An organ in the tree, with how deep it lies and how many hold posts in it on the day."""

    organ: Organ
    depth: int
    holders: int


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post on a day: who holds it or sits by it, who acts in it for them, and who is on leave."""

    position: Position
    department: Department | None
    held: tuple[Holding, ...]
    delegated: tuple[Delegation, ...]
    away: frozenset[str]


@dataclass(frozen=True, slots=True)
class HeldShown:
    """A post that a person holds, held or will hold; whether it is held today, and what is open in their name in it."""

    held: Holding
    now: bool
    open_work: tuple[OpenWork, ...]

    @property
    def is_seat(self) -> bool:
        """Whether it is a seat of a committee."""
        return isinstance(self.held, Seat)


@router.get("/organs")
async def show_tree(request: Request, who: Reader) -> Response:
    """All organs, those under another below it; with the forms for somebody or something new."""
    return await _tree(request, who, _empty())


@router.get("/organs/acts")
async def show_acts(request: Request, who: Reader) -> Response:
    """What was done to the register, by whom and when."""
    require(request, who, "read_people")
    found = await register_acts.listed(context_of(request).pool, limit=_ACTS_SHOWN)
    names = Names(await installed_of(request).organs())
    lines = [(done, words.act_words(done.act, names)) for done in map(done_of, found)]
    return await page(request, "register_acts.html", lines=lines, names=names)


@router.get("/organs/versions/{version}")
async def show_preview(request: Request, who: Reader, version: str) -> Response:
    """What a draft of the register changes, with the ways to publish it or take it back."""
    require(request, who, "read_people")
    found = await previewed(request, _number(version))
    return await page(
        request,
        "register_preview.html",
        found=found,
        names=Names(await installed_of(request).organs()),
        state=VERSION_STATES[found.state],
        words=words,
        may_approve=found.state == "draft" and allowed(who, "approve_organs").allow,
        may_withdraw=found.state in {"draft", "outdated"} and allowed(who, "propose_organs").allow,
    )


@router.post("/organs/versions/{version}/approval")
async def approve(request: Request, who: Reader, version: str) -> Response:
    """Publish a draft as a second person."""
    require_own_page(request)
    await publish_draft(request, who, _number(version))
    return _go_to(f"/organs/versions/{_number(version)}")


@router.post("/organs/versions/{version}/withdrawal")
async def withdraw(request: Request, who: Reader, version: str) -> Response:
    """Take a draft back."""
    require_own_page(request)
    await withdraw_draft(request, who, _number(version))
    return _go_to(f"/organs/versions/{_number(version)}")


@router.get("/organs/{organ}")
async def show_organ(request: Request, who: Reader, organ: str) -> Response:
    """An organ with its posts and who holds them on a day."""
    return await _organ(request, who, organ, _empty())


@router.get("/people/{person}")
async def show_person(request: Request, who: Reader, person: str) -> Response:
    """A person's posts, delegations and leaves of all days, and what is open in their name."""
    return await _person(request, who, person, _empty())


@router.post("/organs/acts")
async def act(request: Request, who: Reader) -> Response:
    """Do an act, and show the page it was filled in on again."""
    form = await form_of(request, _CALLED)
    organs = await installed_of(request).organs()
    place, _, id_ = form.filled.get("at", "").partition(":")
    try:
        filled = {name: text for name, text in form.filled.items() if name != "at"}
        done = await act_on_register(request, who, form.key, read_filled(_ACT, _resolved(organs, filled)))
    except ProblemRaised as raised:
        form = with_problem(form, raised)
        if place == "organ":
            return await _organ(request, who, id_, form)
        return await (_person(request, who, id_, form) if place == "person" else _tree(request, who, form))
    if done.act.kind == "enter_person":
        entered = (await installed_of(request).organs()).people[-1]
        return _go_to(f"/people/{entered.id}")
    return _go_to({"organ": f"/organs/{id_}", "person": f"/people/{id_}"}.get(place, "/organs"))


def _resolved(organs: Organs, filled: Mapping[str, str]) -> Mapping[str, JsonValue]:
    """A form as the body of an act: whoever is named by name has their id, what was ticked is true.

    Raises:
        ProblemRaised: 422, nobody bears a name, or several do, who are told.
    """
    body: dict[str, JsonValue] = {name: text == "yes" if name in _FLAGS else text for name, text in filled.items()}
    for field in _PERSONS:
        text = filled.get(field)
        if text is None or organs.person(text) is not None:
            continue
        found = namesakes(organs, text)
        if len(found) != 1:
            fault = FieldFault(pointer=f"/{field}", code="unknown", message="several bear this name, or nobody")
            people = tuple(named_person(organs, each.id) for each in found)
            raise ProblemRaised(of_refusal(UNKNOWN_PART), Particulars(detail=text, errors=(fault,), people=people))
        body[field] = found[0].id
    return body


async def _tree(request: Request, who: Persona, form: Form) -> Response:
    require(request, who, "read_people")
    organs, today = await installed_of(request).organs(), today_of(request)
    return await page(
        request,
        "register_tree.html",
        _status(form),
        form=form,
        branches=[*_branches(organs, today)],
        names=Names(organs),
        roles=await _roles(request),
        places=[(each.id, say(each.name)) for each in organs.jurisdictions],
        organ_choices=_organ_choices(organs),
        may_enter=allowed(who, "enter_people").allow,
        may_propose=allowed(who, "propose_organs").allow,
        drafts=await _open_drafts(request),
    )


async def _organ(request: Request, who: Persona, organ_id: str, form: Form) -> Response:
    require(request, who, "read_people")
    organs, day = await installed_of(request).organs(), _day(request)
    organ = organs.organ(organ_id)
    if organ is None:
        raise ProblemRaised(NOT_FOUND)
    posts = [each for each in organs.positions if each.organ == organ_id]
    departments = [each for each in organs.departments if each.organ == organ_id]
    return await page(
        request,
        "register_organ.html",
        _status(form),
        form=form,
        organ=organ,
        above=[*organs.above(organ_id)][1:],
        below=[each for each in organs.organs if each.superior == organ_id],
        on=day,
        today=today_of(request),
        posts=[_post(organs, each, day) for each in posts],
        post_choices=[(each.id, say(each.title)) for each in posts],
        member_choices=[(each.id, say(each.title)) for each in posts if each.duty == MEMBER],
        departments=departments,
        department_choices=[(each.id, say(each.name)) for each in departments],
        duty_choices=[(id_, say(duty.name)) for id_, duty in DUTIES.items()],
        organ_choices=_organ_choices(organs),
        names=Names(organs),
        duties=DUTIES,
        roles=await _roles(request),
        may_enter=allowed(who, "enter_people").allow,
        may_appoint=allowed(who, "appoint_people").allow,
    )


async def _person(request: Request, who: Persona, person_id: str, form: Form) -> Response:
    if person_id != who.person:
        require(request, who, "read_people")
    organs, day = await installed_of(request).organs(), _day(request)
    person = organs.person(person_id)
    if person is None:
        raise ProblemRaised(NOT_FOUND)
    held = [each for each in (*organs.holdings, *organs.seats) if each.person == person_id]
    own, appoints = person_id == who.person, allowed(who, "appoint_people").allow
    return await page(
        request,
        "register_person.html",
        _status(form),
        form=form,
        person=person,
        on=day,
        today=today_of(request),
        longest=DELEGATION_DAYS_MAX,
        post_choices=_post_choices(organs, [each for each in held if not isinstance(each, Seat)], day),
        seat_choices=_post_choices(organs, [each for each in held if isinstance(each, Seat)], day),
        may_read_cases=allowed(who, "read_case").allow,
        acts_as=posts_of(organs, person_id, day),
        held=[await _held(request, organs, each, day) for each in held],
        delegated=_of(organs.delegations, "delegator", person_id),
        delegated_to=_of(organs.delegations, "delegate", person_id),
        leaves=[each for each in organs.leaves if each.person == person_id],
        names=Names(organs),
        words=words,
        reads_people=allowed(who, "read_people").allow,
        may_appoint=appoints,
        may_delegate=appoints or own,
    )


def _post_choices(organs: Organs, held: Sequence[Holding], day: date) -> list[tuple[str, str]]:
    """The posts that are held on a day or will be, with their names."""
    names, lasting = Names(organs), (each for each in held if each.until is None or each.until >= day)
    return [*dict.fromkeys((each.position, names.post(each.position)) for each in lasting)]


def _organ_choices(organs: Organs) -> list[tuple[str, str]]:
    return [(each.id, say(each.name)) for each in organs.organs]


async def _roles(request: Request) -> Mapping[str, str]:
    """What the newest procedures call the roles of organs."""
    packs = (await installed_of(request).newest_packs()).values()
    return {"operations": told("运维机关", "organ of operations")} | {
        id_: say(role) for pack in packs for id_, role in pack.roles.items()
    }


def _of(given: Sequence[Delegation], part: str, person_id: str) -> list[Delegation]:
    return [each for each in given if getattr(each, part) == person_id]


async def _held(request: Request, organs: Organs, held: Holding, day: date) -> HeldShown:
    post, now = organs.position(held.position), held.covers(day)
    pool = context_of(request).pool
    work = await open_work_of(pool, held.person, held.position, post.organ) if post else ()
    return HeldShown(held, now, work)


def _post(organs: Organs, position: Position, day: date) -> PostShown:
    held = tuple(each for each in organs.terms_of(position.id) if each.covers(day))
    return PostShown(
        position=position,
        department=next((each for each in organs.departments if each.id == position.department), None),
        held=held,
        delegated=tuple(each for each in organs.delegations if each.position == position.id and each.covers(day)),
        away=frozenset(each.person for each in held if organs.on_leave(each.person, day)),
    )


def _branches(organs: Organs, day: date) -> Iterator[Branch]:
    """The organs in the order of the tree; each is under its superior, the highest in the order of the register."""
    post_of = {post.id: post.organ for post in organs.positions}
    holders: dict[str, set[str]] = {}
    for held in (*organs.holdings, *organs.seats):
        if held.covers(day):
            holders.setdefault(post_of[held.position], set()).add(held.person)
    below: dict[str | None, list[Organ]] = {}
    for organ in organs.organs:
        below.setdefault(organ.superior, []).append(organ)

    def walk(superior: str | None, depth: int, seen: frozenset[str]) -> Iterator[Branch]:
        for organ in below.get(superior, ()):
            if organ.id not in seen:
                yield Branch(organ, depth, len(holders.get(organ.id, ())))
                yield from walk(organ.id, depth + 1, seen | {organ.id})

    yield from walk(None, 0, frozenset())


async def _open_drafts(request: Request) -> list[int]:
    found = await reference.drafts(context_of(request).pool, "organs", ORGANS)
    return [each.version for each in found if each.end is None]


def _empty() -> Form:
    return Form(uuid4())


def _status(form: Form) -> int:
    return form.problem.kind.status if form.problem else 200


def _number(version: str) -> int:
    """The number of a version in an address.

    Raises:
        ProblemRaised: 404, it is none.
    """
    if not (version.isascii() and version.isdigit() and 1 <= int(version[:11]) <= INT4_MAX):
        raise ProblemRaised(NOT_FOUND)
    return int(version)


def _day(request: Request) -> date:
    """The day that is asked for, else today.

    Raises:
        ProblemRaised: 422, it is no day.
    """
    given = request.query_params.get("on", "").strip()
    if not given:
        return today_of(request)
    try:
        return _DAY.validate_python(given)
    except ValidationError:
        fault = FieldFault(pointer="query:on", code="date_written", message="must be a date, written like 2027-01-01")
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,))) from None


def _go_to(address: str) -> Response:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})
