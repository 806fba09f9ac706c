"""What differs between two versions of the register: who gains and who loses what, for whoever agrees to it."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Literal

from domain.organs import Delegation, Department, Holding, Jurisdiction, Leave, Organ, Organs, Person, Position
from domain.values import Code, Frozen

_Named = Jurisdiction | Organ | Department | Position | Person
_Dated = Holding | Delegation | Leave

Part = Literal["jurisdiction", "organ", "department", "position", "person", "holding", "seat", "delegation", "leave"]


class Becomes(StrEnum):
    """What became of a part of the register."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Difference(Frozen):
    """One thing that is there, is not there any more, or is otherwise.

    Attributes:
        part: What it is of.
        id: Its id; of a term, the position or, of a leave, the person.
        person: Whom it concerns: who holds the post, has the seat, or was delegated to.
        was, now: How it is written, in the two versions.
    """

    part: Part
    change: Becomes
    id: Code
    person: Code | None = None
    was: str | None = None
    now: str | None = None


def differences(old: Organs, new: Organs) -> Iterator[Difference]:
    """What differs, part by part: organs and posts first, then people, then who gains and loses which post."""
    named: tuple[tuple[Part, Sequence[_Named], Sequence[_Named]], ...] = (
        ("jurisdiction", old.jurisdictions, new.jurisdictions),
        ("organ", old.organs, new.organs),
        ("department", old.departments, new.departments),
        ("position", old.positions, new.positions),
        ("person", old.people, new.people),
    )
    for part, before, now in named:
        yield from _of_named(part, {each.id: each for each in before}, {each.id: each for each in now})
    terms: tuple[tuple[Part, Sequence[_Dated], Sequence[_Dated]], ...] = (
        ("holding", old.holdings, new.holdings),
        ("seat", old.seats, new.seats),
        ("delegation", old.delegations, new.delegations),
        ("leave", old.leaves, new.leaves),
    )
    for part, held, holds in terms:
        yield from _of_terms(part, held, holds)


def _of_named(part: Part, before: Mapping[str, _Named], now: Mapping[str, _Named]) -> Iterator[Difference]:
    for id_, each in now.items():
        if id_ not in before:
            yield Difference(part=part, change=Becomes.ADDED, id=id_, now=_written(each))
        elif each != before[id_]:
            yield Difference(part=part, change=Becomes.CHANGED, id=id_, was=_written(before[id_]), now=_written(each))
    for id_, each in before.items():
        if id_ not in now:
            yield Difference(part=part, change=Becomes.REMOVED, id=id_, was=_written(each))


def _of_terms(part: Part, before: Sequence[_Dated], now: Sequence[_Dated]) -> Iterator[Difference]:
    """Terms have no id: one of the same person in the same post from the same day on is the same."""
    old, new = {_key(each): each for each in before}, {_key(each): each for each in now}
    for key, each in new.items():
        if key not in old:
            yield _of_term(part, Becomes.ADDED, None, each)
        elif each != old[key]:
            yield _of_term(part, Becomes.CHANGED, old[key], each)
    for key, each in old.items():
        if key not in new:
            yield _of_term(part, Becomes.REMOVED, each, None)


def _of_term(part: Part, change: Becomes, was: _Dated | None, now: _Dated | None) -> Difference:
    position, person, *_ = _key(now or was)
    return Difference(
        part=part,
        change=change,
        id=position or person,
        person=person,
        was=_dated(was),
        now=_dated(now),
    )


def _key(term: _Dated | None) -> tuple[str, ...]:
    match term:
        case Holding():
            return term.position, term.person, str(term.since)
        case Delegation():
            return term.position, term.delegate, str(term.since), term.delegator
        case Leave():
            return "", term.person, str(term.since)
        case None:
            raise TypeError("neither of two versions has it")


def _dated(term: _Dated | None) -> str | None:
    return f"{term.since}/{term.until or ''}" if term else None


def _written(each: _Named) -> str:
    return each.name if isinstance(each, Person) else each.model_dump_json(exclude={"id"}, exclude_defaults=True)
