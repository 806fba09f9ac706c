"""Organs, positions with their dated holders, and committee seats (机关、职务、委员席位).

Installed as immutable versions from `organs.yaml`; every question here is asked as of a date.
"""

from collections.abc import Iterator
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from domain.faults import Fault, refuse_faults
from domain.values import Bilingual, Code, Frozen, WrittenDate

UNITS = frozenset({"unit", "own_committee"})
"""The roles that act for subjects: their unit, and its party committee."""


class Jurisdiction(Frozen):
    """A place with its own cadre-management authority (管理权限), and the one above it."""

    id: Code
    name: Bilingual
    superior: Code | None = None
    overlay: Code | None = None


class Organ(Frozen):
    """An organ or unit (机关、单位). `role` is what packs call it; `superior` supervises it.

    `like` is the role whose access it has, where its own is one that only a pack knows (权限比照).
    """

    id: Code
    role: Code
    name: Bilingual
    jurisdiction: Code
    superior: Code | None = None
    like: Code | None = None


class Position(Frozen):
    """A post in an organ (职务), and what it is for: officer, head, contact, secretary, hr, supervisor, operator."""

    id: Code
    organ: Code
    title: Bilingual
    duty: Code


class Holding(Frozen):
    """Who holds a position, from a day to a day, both included; an open end means still."""

    person: Code
    position: Code
    since: WrittenDate
    until: WrittenDate | None = None

    def covers(self, on: date) -> bool:
        """Whether the position was held on that day."""
        return self.since <= on and (self.until is None or on <= self.until)


class Seat(Holding):
    """A voting seat of a committee (委员); `position` is the member's post on the committee."""

    committee: Code


class Person(Frozen):
    """An official as the organs name them; not a subject of a case."""

    id: Code
    name: str = Field(min_length=1, max_length=100)


class Organs(Frozen):
    """One immutable version of the organs of an installation."""

    name: Code
    jurisdictions: tuple[Jurisdiction, ...]
    organs: tuple[Organ, ...]
    positions: tuple[Position, ...]
    people: tuple[Person, ...]
    holdings: tuple[Holding, ...]
    seats: tuple[Seat, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse_faults("Organs", self._faults())
        return self

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
            *((("positions", n, "organ"), p.organ, "organs") for n, p in enumerate(self.positions)),
            *((("holdings", n, "position"), h.position, "positions") for n, h in enumerate(self.holdings)),
            *((("holdings", n, "person"), h.person, "people") for n, h in enumerate(self.holdings)),
            *((("seats", n, "position"), s.position, "positions") for n, s in enumerate(self.seats)),
            *((("seats", n, "person"), s.person, "people") for n, s in enumerate(self.seats)),
            *((("seats", n, "committee"), s.committee, "organs") for n, s in enumerate(self.seats)),
        ]
        for at, name, key in used:
            if name is not None and name not in named[key]:
                yield Fault(at, f"unknown name {name} in {key}")

    def _named(self) -> dict[str, tuple[Jurisdiction | Organ | Position | Person, ...]]:
        return {
            "jurisdictions": self.jurisdictions,
            "organs": self.organs,
            "positions": self.positions,
            "people": self.people,
        }

    def _terms(self) -> tuple[Holding, ...]:
        return (*self.holdings, *self.seats)

    def organ(self, organ_id: str) -> Organ | None:
        """The organ of that id, if there is one."""
        return next((organ for organ in self.organs if organ.id == organ_id), None)

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
        return next((position for position in self.positions if position.id == position_id), None)

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
        return any(h.person == person and h.position == position and h.covers(on) for h in self._terms())

    def ever_held(self, person: str, position: str) -> bool:
        """Whether a person holds a position or ever did."""
        return any(h.person == person and h.position == position for h in self._terms())

    def held_by(self, position: str, on: date) -> str | None:
        """Who held a position on a day."""
        return next((h.person for h in self._terms() if h.position == position and h.covers(on)), None)

    def holder(self, organ_id: str, duty: str, on: date) -> Holding | None:
        """Who holds the post with that duty in an organ on a day."""
        posts = {p.id for p in self.positions if p.organ == organ_id and p.duty == duty}
        return next((h for h in self.holdings if h.position in posts and h.covers(on)), None)

    def seats_of(self, committee: str, on: date) -> tuple[Seat, ...]:
        """The voting seats of a committee as of a day: the roster that a round snapshots."""
        return tuple(s for s in self.seats if s.committee == committee and s.covers(on))
