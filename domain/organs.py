"""The register of organs and people (机关与人员): positions with their dated holders, seats, delegations, leaves.

One immutable version after another; every question here is asked as of a day. What changes a version is in
`domain.people`; what a version must hold beyond its names, `domain.people.soundness` says, for new versions alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from domain.classification import Level
from domain.faults import Fault, refuse_faults
from domain.values import Bilingual, Code, Flag, Frozen, Name, WrittenDate, is_absent

UNITS = frozenset({"unit", "own_committee"})
"""The roles that act for subjects: their unit, and its party committee."""


class Jurisdiction(Frozen):
    """A place with its own cadre-management authority (管理权限), and the one above it."""

    id: Code
    name: Bilingual
    superior: Code | None = None
    overlay: Code | None = None


NumberMark = Annotated[str, StringConstraints(pattern=r"^[\u4e00-\u9fffA-Za-z]{1,10}$")]
"""What the numbers of an organ begin with (机关代字): letters alone, so that no number runs into it."""


class Organ(Frozen):
    """An organ or unit (机关、单位). `role` is what packs call it; `superior` supervises it.

    `like` is the role whose access it has (权限比照), instead of what its part in the packs gives it.
    """

    id: Code
    role: Code
    name: Bilingual
    jurisdiction: Code
    superior: Code | None = None
    like: Code | None = None
    mark: NumberMark | None = Field(default=None, exclude_if=is_absent, description="机关代字: begins its numbers")


class Department(Frozen):
    """A part of an organ (内设机构); `superior` is the department it belongs to, if not to the organ at once."""

    id: Code
    organ: Code
    name: Bilingual
    superior: Code | None = None


class Position(Frozen):
    """A post in an organ (职务), in one of its departments if so, and what it is for (`duty`, domain/people/duties.py).

    `several` lets it be held by more than one person at a time; else each has one holder on a day.
    """

    id: Code
    organ: Code
    title: Bilingual
    duty: Code
    department: Code | None = Field(default=None, exclude_if=is_absent)
    several: Flag = False


class Term(Frozen):
    """A time from a day to a day, both included; an open end means still."""

    since: WrittenDate
    until: WrittenDate | None = None

    def covers(self, on: date) -> bool:
        """Whether a day lies in it."""
        return self.since <= on and (self.until is None or on <= self.until)

    def meets(self, other: "Term") -> bool:
        """Whether the two have a day in common."""
        return (self.until is None or other.since <= self.until) and (other.until is None or self.since <= other.until)


class Holding(Term):
    """Who holds a position; `basis` is the paper that says so (任免文号)."""

    person: Code
    position: Code
    basis: Name | None = Field(default=None, exclude_if=is_absent)


class Seat(Holding):
    """A voting seat of a committee (委员); `position` is the member's post on the committee.

    An alternate (候补、替补) has a seat of their own: `alternate_for` is the post of the member they stand in for while
    that one is on leave, or does not come to a meeting. It is no vote beside the member's.
    """

    committee: Code
    alternate_for: Code | None = Field(default=None, exclude_if=is_absent)


class Delegation(Term):
    """授权: whoever holds a position lets another act in it, within a time that has an end.

    `onward` lets the delegate delegate it on; else nobody delegates what was delegated to them.
    """

    position: Code
    delegator: Code
    delegate: Code
    until: WrittenDate
    onward: Flag = False
    basis: Name | None = Field(default=None, exclude_if=is_absent)


class Leave(Term):
    """离岗 (休假、学习、停职): while it lasts a person acts in no post."""

    person: Code


class Person(Frozen):
    """An official; not a subject of a case. `namesake`: another person than those known by that name."""

    id: Code
    name: str = Field(min_length=1, max_length=100)
    namesake: Flag = False


class Organs(Frozen):
    """One immutable version of the register of an installation."""

    name: Code
    jurisdictions: tuple[Jurisdiction, ...]
    organs: tuple[Organ, ...]
    departments: tuple[Department, ...] = ()
    positions: tuple[Position, ...]
    people: tuple[Person, ...]
    holdings: tuple[Holding, ...]
    seats: tuple[Seat, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    leaves: tuple[Leave, ...] = ()
    ceiling: Level = Field(
        default="internal", exclude_if=lambda level: level == "internal", description="密级上限: what may be held whole"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse_faults("Organs", self._faults())
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with other parts if so; what was looked up in this one is not taken along."""
        copied = super().model_copy(update=update, deep=deep)
        for looked_up in ("_organ_of", "_position_of", "_terms_of"):
            copied.__dict__.pop(looked_up, None)
        return copied

    @cached_property
    def _organ_of(self) -> Mapping[str, Organ]:
        return {organ.id: organ for organ in self.organs}

    @cached_property
    def _position_of(self) -> Mapping[str, Position]:
        return {position.id: position for position in self.positions}

    @cached_property
    def _terms_of(self) -> Mapping[str, list[Holding]]:
        """The holdings and seats of each position, in their order."""
        found = defaultdict[str, list[Holding]](list)
        for held in (*self.holdings, *self.seats):
            found[held.position].append(held)
        return found

    def _faults(self) -> Iterator[Fault]:
        named: dict[str, set[str]] = {}
        for key, parts in self._named().items():
            known = named.setdefault(key, set())
            for index, part in enumerate(parts):
                if part.id in known:
                    yield Fault((key, index, "id"), f"{part.id} is listed twice")
                known.add(part.id)
        used = [
            *(
                (("jurisdictions", n, "superior"), p.superior, "jurisdictions")
                for n, p in enumerate(self.jurisdictions)
            ),
            *((("organs", n, "jurisdiction"), o.jurisdiction, "jurisdictions") for n, o in enumerate(self.organs)),
            *((("organs", n, "superior"), o.superior, "organs") for n, o in enumerate(self.organs)),
            *((("departments", n, "organ"), d.organ, "organs") for n, d in enumerate(self.departments)),
            *((("departments", n, "superior"), d.superior, "departments") for n, d in enumerate(self.departments)),
            *((("positions", n, "department"), p.department, "departments") for n, p in enumerate(self.positions)),
            *((("positions", n, "organ"), p.organ, "organs") for n, p in enumerate(self.positions)),
            *((("holdings", n, "position"), h.position, "positions") for n, h in enumerate(self.holdings)),
            *((("holdings", n, "person"), h.person, "people") for n, h in enumerate(self.holdings)),
            *((("seats", n, "position"), s.position, "positions") for n, s in enumerate(self.seats)),
            *((("seats", n, "person"), s.person, "people") for n, s in enumerate(self.seats)),
            *((("seats", n, "committee"), s.committee, "organs") for n, s in enumerate(self.seats)),
            *((("seats", n, "alternate_for"), s.alternate_for, "positions") for n, s in enumerate(self.seats)),
            *((("delegations", n, "position"), d.position, "positions") for n, d in enumerate(self.delegations)),
            *((("delegations", n, "delegator"), d.delegator, "people") for n, d in enumerate(self.delegations)),
            *((("delegations", n, "delegate"), d.delegate, "people") for n, d in enumerate(self.delegations)),
            *((("leaves", n, "person"), leave.person, "people") for n, leave in enumerate(self.leaves)),
        ]
        marked = set[str]()
        for index, organ in enumerate(self.organs):
            mark = (organ.mark or "").casefold()
            if mark and mark in marked:
                yield Fault(("organs", index, "mark"), f"{organ.mark} is the mark of another organ")
            marked.add(mark)
        for at, name, key in used:
            if name is not None and name not in named[key]:
                yield Fault(at, f"unknown name {name} in {key}")

    def _named(self) -> dict[str, tuple[Jurisdiction | Organ | Department | Position | Person, ...]]:
        return {
            "jurisdictions": self.jurisdictions,
            "organs": self.organs,
            "departments": self.departments,
            "positions": self.positions,
            "people": self.people,
        }

    def organ(self, organ_id: str) -> Organ | None:
        """The organ of that id, if there is one."""
        return self._organ_of.get(organ_id)

    def above(self, organ_id: str) -> Iterator[Organ]:
        """An organ and those above it, nearest first; a ring of superiors ends where it closes."""
        seen: set[str] = set()
        organ = self.organ(organ_id)
        while organ and organ.id not in seen:
            seen.add(organ.id)
            yield organ
            organ = self.organ(organ.superior) if organ.superior else None

    def within(self, place: str, jurisdiction: str) -> bool:
        """Whether a place is a jurisdiction or lies below it."""
        superiors = {each.id: each.superior for each in self.jurisdictions}
        seen: set[str] = set()
        at: str | None = place
        while at is not None and at not in seen:
            if at == jurisdiction:
                return True
            seen.add(at)
            at = superiors.get(at)
        return False

    def locality(self, jurisdiction: str | None) -> str | None:
        """Whose local days off count in a jurisdiction: its own, else those of the nearest place above with some."""
        places = {each.id: each for each in self.jurisdictions}
        seen: set[str] = set()
        while jurisdiction in places and jurisdiction not in seen:
            seen.add(jurisdiction)
            place = places[jurisdiction]
            if place.overlay:
                return place.overlay
            jurisdiction = place.superior
        return None

    def position(self, position_id: str) -> Position | None:
        """The position of that id, if there is one."""
        return self._position_of.get(position_id)

    def person(self, person_id: str) -> Person | None:
        """The person of that id, if there is one."""
        return next((person for person in self.people if person.id == person_id), None)

    def is_unit(self, organ_id: str, jurisdiction: str) -> bool:
        """Whether an organ is a unit, or its committee, in a jurisdiction or below it (干部管理权限, NJ-09)."""
        organ = self.organ(organ_id)
        return organ is not None and organ.role in UNITS and self.within(organ.jurisdiction, jurisdiction)

    def same_unit(self, one: str, other: str) -> bool:
        """Whether two organs are a unit and its own party committee, or the same: they speak for the same unit."""
        first, second = self.organ(one), self.organ(other)
        if one == other or first is None or second is None:
            return one == other
        units = first.role in UNITS and second.role in UNITS
        return units and (first.superior == other or second.superior == one)

    def in_role(self, role: str, jurisdiction: str) -> Organ | None:
        """The organ that plays a pack's role in a jurisdiction."""
        return next((o for o in self.organs if o.role == role and o.jurisdiction == jurisdiction), None)

    def holds(self, person: str, position: str, on: date) -> bool:
        """Whether a person held a position on a day."""
        return any(held.person == person and held.covers(on) for held in self._terms_of.get(position, ()))

    def ever_held(self, person: str, position: str) -> bool:
        """Whether a person holds a position or ever did."""
        return any(held.person == person for held in self._terms_of.get(position, ()))

    def held_by(self, position: str, on: date) -> str | None:
        """Who held a position on a day."""
        return next((held.person for held in self._terms_of.get(position, ()) if held.covers(on)), None)

    def terms_of(self, position: str) -> tuple[Holding, ...]:
        """Everyone who holds, held or will hold a position, or a seat by it."""
        return tuple(self._terms_of.get(position, ()))

    def on_leave(self, person: str, on: date) -> bool:
        """Whether a person acts in no post on a day."""
        return any(leave.person == person and leave.covers(on) for leave in self.leaves)

    def holder(self, organ_id: str, duty: str, on: date) -> Holding | None:
        """Who holds the post with that duty in an organ on a day."""
        posts = {p.id for p in self.positions if p.organ == organ_id and p.duty == duty}
        return next((h for h in self.holdings if h.position in posts and h.covers(on)), None)

    def seats_of(self, committee: str, on: date) -> tuple[Seat, ...]:
        """The voting seats of a committee as of a day."""
        return tuple(s for s in self._seated(committee, on) if s.alternate_for is None)

    def alternates_of(self, committee: str, on: date) -> tuple[Seat, ...]:
        """Who may stand in for a member of a committee as of a day."""
        return tuple(s for s in self._seated(committee, on) if s.alternate_for is not None)

    def _seated(self, committee: str, on: date) -> Iterator[Seat]:
        return (s for s in self.seats if s.committee == committee and s.covers(on))
