"""What a person may act as on a day: their own posts and seats, and those of others by delegation.

Ours, for no text says it: a seat is not delegated, an alternate sits for its member; who is on leave acts in no post;
what was delegated is delegated on only where the delegation says so (docs/organs.md).
"""

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum

from domain.organs import Delegation, Holding, Organ, Organs, Position, Seat
from domain.values import Actor, Frozen


class Basis(StrEnum):
    """By what somebody acts in a position."""

    HOLDING = "holding"
    SEAT = "seat"
    ALTERNATE = "alternate"
    DELEGATION = "delegation"


class Post(Frozen):
    """A position in which a person may act on a day.

    Attributes:
        for_person: Who holds it, where another does.
        until: The last day, as far as it is known.
    """

    person: str
    position: Position
    organ: Organ
    basis: Basis
    for_person: str | None = None
    until: date | None = None

    @property
    def actor(self) -> Actor:
        """Who acts, as events name them."""
        return Actor(person=self.person, position=self.position.id, organ=self.organ.id, for_person=self.for_person)


def posts_of(organs: Organs, person: str, on: date) -> tuple[Post, ...]:
    """Everything a person may act as on a day: posts held first, then those of others; nothing while on leave."""
    if organs.on_leave(person, on):
        return ()
    named = {held.position for held in (*organs.holdings, *organs.seats) if held.person == person}
    named |= {given.position for given in organs.delegations if given.delegate == person}
    found = [post for position in named for post in _posts(organs, person, position, on)]
    order = [*Basis]
    return tuple(sorted(found, key=lambda post: (order.index(post.basis), post.position.id, post.for_person or "")))


def post_of(organs: Organs, person: str, position: str, on: date, for_person: str | None = None) -> Post | None:
    """In what capacity a person may act in one position on a day; None: not at all.

    In their own right where they hold it; else for whoever holds it. `for_person` asks for one whom they act for.
    """
    if organs.on_leave(person, on):
        return None
    posts = _posts(organs, person, position, on)
    return next((post for post in posts if for_person is None or post.for_person == for_person), None)


def may_act(organs: Organs, actor: Actor, on: date) -> bool:
    """Whether somebody may act so on a day: in a post of their own, or in that of the person they name."""
    if actor.for_person is None:
        return organs.holds(actor.person, actor.position, on) and not organs.on_leave(actor.person, on)
    return post_of(organs, actor.person, actor.position, on, actor.for_person) is not None


def sitting(organs: Organs, committee: str, on: date, absent: Collection[str] = ()) -> tuple[Seat, ...]:
    """The seats by which a committee has its voices on a day, in their order.

    For a member who is on leave, or `absent`, the seat of their first alternate who is neither; without one it is the
    member's own, and empty. Nobody stands in for two.
    """

    def away(person: str) -> bool:
        return person in absent or organs.on_leave(person, on)

    alternates, found = [each for each in organs.alternates_of(committee, on) if not away(each.person)], list[Seat]()
    for seat in organs.seats_of(committee, on):
        stands_in = next((each for each in alternates if each.alternate_for == seat.position), None)
        if away(seat.person) and stands_in is not None:
            alternates = [each for each in alternates if each.person != stands_in.person]
            found.append(stands_in)
        else:
            found.append(seat)
    return tuple(found)


def hands(organs: Organs, actor: Actor, on: date) -> tuple[str, ...]:
    """Whoever acts, and everyone through whose hands the post came: an interest of any stands against the act."""
    for given in organs.delegations if actor.for_person else ():
        if (given.position, given.delegate) == (actor.position, actor.person) and given.covers(on):
            line = line_of(organs, given, on)
            if line and line[-1] == actor.for_person:
                return (actor.person, *line)
    return actor.persons


def line_of(organs: Organs, given: Delegation, on: date, seen: Collection[str] = ()) -> tuple[str, ...]:
    """Who delegated on a day: the delegator first, whoever holds the post last.

    Empty where somebody in between gave what was not theirs to give.
    """
    if organs.holds(given.delegator, given.position, on):
        return (given.delegator,)
    for before in organs.delegations:
        goes_on = (before.position, before.delegate) == (given.position, given.delegator) and before.onward
        if goes_on and before.covers(on) and before.delegator not in seen:
            line = line_of(organs, before, on, (*seen, given.delegator))
            if line:
                return (given.delegator, *line)
    return ()


def _posts(organs: Organs, person: str, position_id: str, on: date) -> Iterator[Post]:
    """The ways in which a person may act in a position on a day, leave or not: in their own right first."""
    position = organs.position(position_id)
    organ = organs.organ(position.organ) if position else None
    if position is None or organ is None:
        return
    for held in organs.terms_of(position_id):
        if held.covers(on) and held.person == person:
            yield Post(person=person, position=position, organ=organ, basis=_basis(held), until=held.until)
    for given in organs.delegations:
        if (given.position, given.delegate) == (position_id, person) and given.covers(on):
            line = line_of(organs, given, on)
            if line:
                yield Post(
                    person=person,
                    position=position,
                    organ=organ,
                    basis=Basis.DELEGATION,
                    for_person=line[-1],
                    until=given.until,
                )


def _basis(held: Holding) -> Basis:
    if not isinstance(held, Seat):
        return Basis.HOLDING
    return Basis.SEAT if held.alternate_for is None else Basis.ALTERNATE
