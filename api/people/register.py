"""Acts on the register of people: whether the caller may, what it makes of the newest version, and its publication.

An act is done once for each key. Whoever holds a post may delegate it, and take leave, themselves; all else is for the
administrators, whose three duties are kept apart (三员分立).
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fastapi import Request
from pydantic import Field, TypeAdapter

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.policy import RegisterName, Resource
from api.http.problems import CONFLICT, NamedPerson, Particulars, ProblemRaised, of_refusal
from api.identity.personas import Persona
from api.installed import installed_of
from domain import refusals
from domain.organs import Organs
from domain.people.acts import (
    AnyRegisterAct,
    EndAppointment,
    EndLeave,
    EnterDepartment,
    EnterOrgan,
    EnterPerson,
    EnterPosition,
    MoveOrgan,
    TakeLeave,
)
from domain.people.changing import OPEN_WORK, after, namesakes
from domain.people.soundness import NAMESAKE
from domain.refusals import Refused
from domain.values import Actor, Bilingual, Frozen
from eventlog import register_acts
from eventlog.register_acts import Change, RegisterActRow
from policies.packs.loader import organs_bytes
from projections.inbox.by_name import open_work_of

_TRIES = 5
_ACT: TypeAdapter[AnyRegisterAct] = TypeAdapter(AnyRegisterAct)
Entering = EnterPerson | EnterOrgan | MoveOrgan | EnterDepartment | EnterPosition
"""What the system administrator does; who holds what is for the security administrator."""


class RegisterActDone(Frozen):
    """An act that was done: what, by whom, when, and the version of the register that holds since."""

    version: int
    command_id: UUID
    act: AnyRegisterAct
    called: Bilingual = Field(description="what the act is called")
    by: Actor
    at: datetime


async def act_on_register(request: Request, who: Persona, key: UUID, act: AnyRegisterAct) -> RegisterActDone:
    """Do an act, once for each key and act.

    Raises:
        ProblemRaised: 403; 409 or 422 what the rules of the register refuse, or the key was used for another act; 409
            others change the register again and again.
    """
    pool, installed = context_of(request).pool, installed_of(request)
    for _ in range(_TRIES):
        done = await register_acts.get(pool, key)
        if done is not None:
            return _repeated(done, who, act)
        version, organs = await installed.organs_now()
        require_may_act(request, who, act, organs)
        changed = _after(organs, act)
        await _require_handed_over(request, organs, act)
        change = Change(
            command_id=key,
            base_version=version,
            content=organs_bytes(changed),
            act=act.model_dump_json().encode(),
            actor=who.actor.model_dump_json().encode(),
            by=who.person,
        )
        if await register_acts.publish(pool, change) and (done := await register_acts.get(pool, key)):
            installed.forget()
            return done_of(done)
    raise ProblemRaised(CONFLICT)


def done_of(row: RegisterActRow) -> RegisterActDone:
    """An act as it was done."""
    act = _ACT.validate_json(row.act)
    by = Actor.model_validate_json(row.actor)
    return RegisterActDone(
        version=row.version, command_id=row.command_id, act=act, called=act.called, by=by, at=row.acted_at
    )


def require_may_act(request: Request, who: Persona, act: AnyRegisterAct, organs: Organs) -> None:
    """Stop whoever may not do this.

    Raises:
        ProblemRaised: 403.
    """
    if act.own is not None and getattr(act, act.own) == who.person:
        return
    action: RegisterName = "enter_people" if isinstance(act, Entering) else "appoint_people"
    require(request, who, action)
    for place in _places(organs, act):
        require(request, who, action, Resource(place), organs)


def _places(organs: Organs, act: AnyRegisterAct) -> Iterable[str]:
    """Where what an act is about lies: its organs and posts; of somebody's leave, all their posts."""
    found = list[str]()
    for field, kind in act.uses.items():
        id_: str | None = getattr(act, field)
        if id_ is None:
            continue
        if kind == "jurisdiction":
            found.append(id_)
        elif kind == "organ":
            found += _place_of(organs, id_)
        elif kind == "position":
            found += _place_of_post(organs, id_)
        elif kind == "person" and isinstance(act, TakeLeave | EndLeave):
            held = (each.position for each in (*organs.holdings, *organs.seats) if each.person == id_)
            found += (place for position in held for place in _place_of_post(organs, position))
    return dict.fromkeys(found)


def _place_of(organs: Organs, organ_id: str) -> Iterable[str]:
    organ = organs.organ(organ_id)
    return (organ.jurisdiction,) if organ else ()


def _place_of_post(organs: Organs, position_id: str) -> Iterable[str]:
    post = organs.position(position_id)
    return _place_of(organs, post.organ) if post else ()


def _after(organs: Organs, act: AnyRegisterAct) -> Organs:
    try:
        return after(organs, act)
    except Refused as refused:
        people: tuple[NamedPerson, ...] = ()
        if refused.refusal.code == NAMESAKE.code and isinstance(act, EnterPerson):
            people = tuple(named_person(organs, each.id) for each in namesakes(organs, act.name))
        particulars = Particulars(detail=refused.refusal.detail, people=people)
        raise ProblemRaised(of_refusal(refused.refusal), particulars) from None


def named_person(organs: Organs, person_id: str) -> NamedPerson:
    """Somebody with the posts by which people know who is meant."""
    person = organs.person(person_id)
    held = dict.fromkeys(each.position for each in (*organs.holdings, *organs.seats) if each.person == person_id)
    posts = (organs.position(each) for each in held)
    told = ((organs.organ(post.organ), post) for post in posts if post)
    return NamedPerson(
        person=person_id,
        name=person.name if person else person_id,
        posts=tuple(f"{organ.name.zh} {post.title.zh}" for organ, post in told if organ),
    )


async def _require_handed_over(request: Request, organs: Organs, act: AnyRegisterAct) -> None:
    """Stop an end of office that would leave work with nobody, unless that is said outright.

    What was claimed within the organ is the organ's: it goes to whoever follows in the post, or waits to be claimed.

    Raises:
        ProblemRaised: 409, naming the cases.
    """
    if not isinstance(act, EndAppointment) or act.successor is not None or act.leave_open:
        return
    post = organs.position(act.position)
    left = await open_work_of(context_of(request).pool, act.person, act.position, post.organ if post else "")
    left = tuple(each for each in left if each.what != "claimed")
    if left:
        numbers = "、".join(dict.fromkeys(each.case_number or str(each.case_id) for each in left))
        raise ProblemRaised(of_refusal(OPEN_WORK), Particulars(detail=f"{len(left)}: {numbers}"))


def _repeated(done: RegisterActRow, who: Persona, act: AnyRegisterAct) -> RegisterActDone:
    """What the key stands for already, to whoever sent it, for the same act."""
    found = done_of(done)
    if (found.by, found.act) != (who.actor, act):
        raise ProblemRaised(of_refusal(refusals.KEY_REUSED))
    return found
