"""A small register for the tests of people: an office of two organs, with whoever the test names."""

from datetime import date

from domain.organs import (
    Delegation,
    Holding,
    Jurisdiction,
    Leave,
    Organ,
    Organs,
    Person,
    Position,
    Seat,
)
from domain.values import Bilingual

DAY = date(2026, 6, 1)
"""The day on which the tests look."""
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def named(text: str) -> Bilingual:
    """A name in two languages."""
    return Bilingual(zh=text, en=text)


def office(  # noqa: PLR0913 - the parts of a register
    *,
    people: str = "a b c d e",
    posts: str = "head:head officer:officer officer-2:officer",
    held: str = "",
    seats: tuple[Seat, ...] = (),
    delegations: tuple[Delegation, ...] = (),
    leaves: tuple[Leave, ...] = (),
) -> Organs:
    """An office: `posts` are id:duty, `held` person:post; who holds something does so since 2020, for good."""
    positions = (each.split(":") for each in posts.split())
    holdings = (each.split(":") for each in held.split())
    return Organs(
        name="office",
        jurisdictions=(Jurisdiction(id="county", name=named("县")),),
        organs=(
            Organ(id="office", role="organization", name=named("组织部"), jurisdiction="county"),
            Organ(id="council", role="committee", name=named("常委会"), jurisdiction="county"),
        ),
        positions=tuple(
            Position(id=id_, organ="council" if duty == "member" else "office", title=named(id_), duty=duty)
            for id_, duty in positions
        ),
        people=tuple(Person(id=each, name=f"人{each}") for each in people.split()),
        holdings=tuple(Holding(person=who, position=post, since=date(2020, 1, 1)) for who, post in holdings),
        seats=seats,
        delegations=delegations,
        leaves=leaves,
    )


def given(  # noqa: PLR0913 - the parts of a delegation
    position: str, delegator: str, delegate: str, since: str, until: str, *, onward: bool = False
) -> Delegation:
    """A delegation, with its days written as month-day of 2026."""
    return Delegation(
        position=position,
        delegator=delegator,
        delegate=delegate,
        since=date.fromisoformat(f"2026-{since}"),
        until=date.fromisoformat(f"2026-{until}"),
        onward=onward,
    )


def away(person: str, since: str, until: str | None = None) -> Leave:
    """A leave, with its days written as month-day of 2026."""
    ends = date.fromisoformat(f"2026-{until}") if until else None
    return Leave(person=person, since=date.fromisoformat(f"2026-{since}"), until=ends)


def seat(person: str, position: str, alternate_for: str | None = None) -> Seat:
    """A seat of the council, or that of an alternate of a member."""
    since = date(2020, 1, 1)
    return Seat(person=person, position=position, committee="council", since=since, alternate_for=alternate_for)
