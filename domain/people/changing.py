"""What an act makes of the register of people: a pure function from one version to the next.

What is refused is refused with what `soundness` says of the version that would come of it, or with a sentence of its
own here. Faults that the register had before are not laid to an act.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import TypeVar, assert_never

from domain.identity import canonical_name
from domain.organs import Delegation, Department, Holding, Leave, Organ, Organs, Person, Position, Seat, Term
from domain.people.acts import (
    AnyRegisterAct,
    Appoint,
    Delegate,
    EndAppointment,
    EndLeave,
    EnterDepartment,
    EnterOrgan,
    EnterPerson,
    EnterPosition,
    MoveOrgan,
    Revoke,
    TakeLeave,
)
from domain.people.duties import MEMBER
from domain.people.soundness import faults_of
from domain.refusals import Refused, refusal
from domain.values import Bilingual

UNKNOWN_PART = refusal("unknown_in_register", 422).says("""
    名录中没有这一项。
    The register has no such entry.
    请核对机关、职务或人员的编号，或先登记。
    Check the id of the organ, post or person, or enter it first.
""")
KNOWN_PART = refusal("known_in_register", 409).says("""
    名录中已有这个编号。
    The register has that id already.
    请另取编号，或使用已有的一项。
    Take another id, or use the entry there is.
""")
NOT_HELD = refusal("appointment_not_found", 409).says("""
    此人在该日没有这项任职、授权或离岗。
    The person has no such appointment, delegation or leave on that day.
    请核对人员、职务和日期。
    Check the person, the post and the day.
""")
OPEN_WORK = refusal("post_left_with_open_work", 409, "A-44").says("""
    此人名下还有未办完的事项，离任后无人接办。
    Work that is open in the person's name would be left with nobody.
    请写明接任人（successor），或写明交由本机关另行指定（leave_open: true）。
    Name who takes it over (`successor`), or say that the organ will assign it (`leave_open: true`).
""")


NO_SEAT = refusal("alternate_without_seat", 422).says("""
    只有委员的职务才有席位，才能替补委员。
    Only a member's post has a seat, by which somebody stands in for a member.
    请去掉 alternate_for，或改为委员职务。
    Leave `alternate_for` out, or name a member's post.
""")


def after(organs: Organs, act: AnyRegisterAct) -> Organs:
    """The next version of the register.

    Raises:
        Refused: the act names what there is not, or what would come of it is not sound.
    """
    _require_known(organs, act)
    changed = _changed(organs, act)
    before = {(fault.refusal.code, fault.detail) for fault in faults_of(organs)}
    for fault in faults_of(changed):
        if (fault.refusal.code, fault.detail) not in before:
            raise Refused(fault.refusal, detail=fault.detail)
    return changed


def namesakes(organs: Organs, name: str) -> tuple[Person, ...]:
    """The people who are known by a name, however it is written: among them whoever is meant, if anybody is."""
    wanted = canonical_name(name)
    return tuple(person for person in organs.people if canonical_name(person.name) == wanted)


def _changed(organs: Organs, act: AnyRegisterAct) -> Organs:  # noqa: C901, PLR0911 - the table: one arm an act
    match act:
        case EnterPerson():
            return _with(organs, people=(*organs.people, _person(organs, act)))
        case EnterOrgan():
            organ = Organ(
                id=act.organ,
                role=act.role,
                name=Bilingual(zh=act.zh, en=act.en),
                jurisdiction=act.jurisdiction,
                superior=act.superior,
            )
            return _with(organs, organs=(*organs.organs, organ))
        case MoveOrgan():
            moved = (
                each.model_copy(update={"superior": act.superior}) if each.id == act.organ else each
                for each in organs.organs
            )
            return _with(organs, organs=tuple(moved))
        case EnterDepartment():
            department = Department(
                id=act.department, organ=act.organ, name=Bilingual(zh=act.zh, en=act.en), superior=act.superior
            )
            return _with(organs, departments=(*organs.departments, department))
        case EnterPosition():
            position = Position(
                id=act.position,
                organ=act.organ,
                title=Bilingual(zh=act.zh, en=act.en),
                duty=act.duty,
                department=act.department,
                several=act.several,
            )
            return _with(organs, positions=(*organs.positions, position))
        case Appoint():
            return _appointed(organs, act)
        case EndAppointment():
            return _ended(organs, act)
        case Delegate():
            given = Delegation(**act.model_dump(exclude={"kind"}))
            return _with(organs, delegations=(*organs.delegations, given))
        case Revoke():
            return _revoked(organs, act)
        case TakeLeave():
            leave = Leave(person=act.person, since=act.since, until=act.until)
            return _with(organs, leaves=(*organs.leaves, leave))
        case EndLeave():
            leaves = tuple(_cut(organs.leaves, lambda each: each.person == act.person, act.last_day))
            return _with(organs, leaves=leaves)
        case _:
            assert_never(act)


def _with(register: Organs, /, **parts: object) -> Organs:
    return Organs.model_validate({**{key: getattr(register, key) for key in Organs.model_fields}, **parts})


def _person(organs: Organs, act: EnterPerson) -> Person:
    """Somebody new, with the id that was given or the next number that nobody has."""
    numbers = [int(each.id[1:]) for each in organs.people if each.id[:1] == "p" and each.id[1:].isdecimal()]
    id_ = act.person or f"p{max(numbers, default=0) + 1:03}"
    return Person(id=id_, name=act.name, namesake=act.namesake)


def _appointed(organs: Organs, act: Appoint) -> Organs:
    post = organs.position(act.position)
    if post is not None and post.duty == MEMBER:
        seat = Seat(committee=post.organ, **act.model_dump(exclude={"kind"}))
        return _with(organs, seats=(*organs.seats, seat))
    if act.alternate_for:
        raise Refused(NO_SEAT, detail=act.position)
    held = Holding(**act.model_dump(exclude={"kind", "alternate_for"}))
    return _with(organs, holdings=(*organs.holdings, held))


def _ended(organs: Organs, act: EndAppointment) -> Organs:
    """Without that appointment after its last day, nor what was delegated by it; a successor follows on the next."""

    def ends(held: Holding) -> bool:
        return (held.person, held.position) == (act.person, act.position)

    holdings, seats = (
        [*_shortened(organs.holdings, ends, act.last_day)],
        [*_shortened(organs.seats, ends, act.last_day)],
    )
    ended = [each for each in (*organs.holdings, *organs.seats) if ends(each) and _lasts_to(each, act.last_day)]
    if not ended:
        raise Refused(NOT_HELD, detail=f"{act.person}, {act.position}, {act.last_day}")
    if act.successor is not None:
        follows = {
            "person": act.successor,
            "since": act.last_day + timedelta(days=1),
            "until": None,
            "basis": act.basis,
        }
        next_one = ended[-1].model_copy(update=follows)
        if isinstance(next_one, Seat):
            seats.append(next_one)
        else:
            holdings.append(next_one)
    givers = _givers(organs, act.position, act.person)
    delegations = _shortened(
        organs.delegations, lambda each: each.position == act.position and each.delegator in givers, act.last_day
    )
    return _with(organs, holdings=tuple(holdings), seats=tuple(seats), delegations=tuple(delegations))


def _givers(organs: Organs, position: str, person: str) -> frozenset[str]:
    """Whoever may have delegated a post on account of a person: themselves, and those they gave it to."""
    givers = [person]
    for giver in givers:  # grows while it is walked
        given = (each for each in organs.delegations if (each.position, each.delegator) == (position, giver))
        givers += [each.delegate for each in given if each.delegate not in givers]
    return frozenset(givers)


def _revoked(organs: Organs, act: Revoke) -> Organs:
    """Without that delegation after its last day, nor what was delegated on by it."""

    def ends(given: Delegation) -> bool:
        return (given.position, given.delegator, given.delegate) == (act.position, act.delegator, act.delegate)

    onward = _givers(organs, act.position, act.delegate)
    delegations = tuple(_cut(organs.delegations, ends, act.last_day))
    delegations = tuple(
        _shortened(delegations, lambda each: each.position == act.position and each.delegator in onward, act.last_day)
    )
    return _with(organs, delegations=delegations)


T = TypeVar("T", bound=Term)


def _cut(terms: Iterable[T], which: Callable[[T], bool], last_day: date) -> tuple[T, ...]:
    """Terms of which some end with a day.

    Raises:
        Refused: none of them lasts to that day.
    """
    terms = tuple(terms)
    if not any(which(term) and _lasts_to(term, last_day) for term in terms):
        raise Refused(NOT_HELD, detail=str(last_day))
    return tuple(_shortened(terms, which, last_day))


def _shortened(terms: Iterable[T], which: Callable[[T], bool], last_day: date) -> Iterator[T]:
    """Terms of which some end with a day; those that would begin after it never were."""
    for term in terms:
        if not which(term) or not _lasts_to(term, last_day):
            yield term
        elif term.since <= last_day:
            yield term.model_copy(update={"until": last_day})


def _lasts_to(term: Term, last_day: date) -> bool:
    return term.until is None or term.until >= last_day


def _require_known(organs: Organs, act: AnyRegisterAct) -> None:
    """Refuse an id that the register does not have, and a new one that it has."""
    ids = {
        "person": {each.id for each in organs.people},
        "position": {each.id for each in organs.positions},
        "organ": {each.id for each in organs.organs},
        "department": {each.id for each in organs.departments},
        "jurisdiction": {each.id for each in organs.jurisdictions},
    }
    for field, kind in act.gives.items():
        if twice := [each for each in _named(act, field) if each in ids[kind]]:
            raise Refused(KNOWN_PART, detail=twice[0])
    for field, kind in act.uses.items():
        if unknown := [each for each in _named(act, field) if each not in ids[kind]]:
            raise Refused(UNKNOWN_PART, detail=unknown[0])


def _named(act: AnyRegisterAct, field: str) -> tuple[str, ...]:
    """The id in a field of an act, of which it may have none."""
    value: str | None = getattr(act, field)
    return () if value is None else (value,)
