"""Who may act in which position on a day, by one version of the organs."""

from collections.abc import Iterator, Mapping
from datetime import date

from domain.organs import Holding, Organ, Organs, Position
from domain.pack.playing import NO_PARTS, Part, access_role
from domain.people.acting import posts_of
from domain.values import Actor, Bilingual, Code, Frozen


class Persona(Frozen):
    """A person in a position; `duty` is what the position is for, `role` whose access its organ has.

    `for_person` is who holds the position, where another acts in it (授权、替补).
    """

    person: Code
    position: Code
    organ: Code
    name_zh: str
    title_zh: str
    duty: Code
    role: Code
    jurisdiction: Code
    for_person: Code | None = None
    title_en: str = ""

    @property
    def title(self) -> Bilingual:
        """What the position is called."""
        return Bilingual(zh=self.title_zh, en=self.title_en or self.title_zh)

    @property
    def actor(self) -> Actor:
        """The actor that events name."""
        return Actor(person=self.person, position=self.position, organ=self.organ, for_person=self.for_person)


class Offices:
    """Who acts in which positions on a day; what was looked up once is kept as long as the law stays the same.

    `parts` are what roles do in the procedures that hold: an organ of a role that only they know has access so.
    """

    def __init__(self, organs: Organs, on: date, parts: Mapping[str, Part] = NO_PARTS) -> None:
        self.organs = organs
        self.parts = parts
        self.on = on
        self.names = {person.id: person.name for person in organs.people}
        self._known: dict[str, tuple[Persona, ...]] = {}

    def of(self, person: str) -> tuple[Persona, ...]:
        """A person in each position in which they may act that day."""
        known = self._known.get(person)
        if known is None and person in self.names:
            known = self._known[person] = _personas(self, person)
        return known or ()

    def persona(self, person: str, position: str | None, for_person: str | None = None) -> Persona | None:
        """A person in a position, in their own right or for whoever holds it; None: not that day."""
        same = (each for each in self.of(person) if (each.position, each.for_person) == (position, for_person))
        return next(same, None)

    def everyone(self) -> Iterator[Persona]:
        """Each person in each position."""
        for person in self.names:
            yield from self.of(person)


def persona_of(organs: Organs, holding: Holding, parts: Mapping[str, Part] = NO_PARTS) -> Persona:
    """Who holds a position or a seat, in it, whatever day it is."""
    position = organs.position(holding.position)
    organ = organs.organ(position.organ) if position else None
    person = organs.person(holding.person)
    if position is None or organ is None or person is None:
        raise TypeError(f"{holding.position}: organs were checked when they were read")
    return _persona(person.id, person.name, position, organ, access_role(organ, parts))


def _personas(offices: Offices, person: str) -> tuple[Persona, ...]:
    return tuple(
        _persona(
            person,
            offices.names[person],
            post.position,
            post.organ,
            access_role(post.organ, offices.parts),
            post.for_person,
        )
        for post in posts_of(offices.organs, person, offices.on)
    )


def _persona(  # noqa: PLR0913, PLR0917 - what a persona is made of
    person: str, name: str, position: Position, organ: Organ, role: str, for_person: str | None = None
) -> Persona:
    return Persona(
        person=person,
        position=position.id,
        organ=organ.id,
        name_zh=name,
        title_zh=position.title.zh,
        title_en=position.title.en,
        duty=position.duty,
        role=role,
        jurisdiction=organ.jurisdiction,
        for_person=for_person,
    )
