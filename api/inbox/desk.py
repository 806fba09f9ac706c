"""Whose tasks are asked for: a post, who holds it and who acts in it, and what such posts do of what an organ owes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from api.auth.callers import require
from api.auth.context import today_of
from api.auth.policy import CommandName, allowed, applicant_group, persons_of, speakers
from api.identity.personas import Persona, persona_of
from api.installed import installed_of
from api.labels.due_words import SOON_WORKING_DAYS
from domain.organs import UNITS, Organs, Position
from domain.terms.deadlines import add_working_days
from projections.inbox.inbox import WITH_DOCUMENTS, InboxItem, What

_DISCHARGING = tuple(
    map(CommandName, ("complete_duty", "close_round", "settle_disagreement", "decide_contrary_use", "confirm_receipt"))
)
"""Acts that end what an organ owes: a post that may do none of them does not work on duties (members, approvers)."""
_BY_ACTS: Mapping[What, tuple[CommandName, ...]] = {
    What.DUTY: _DISCHARGING,
    What.CONFIRM: _DISCHARGING,
    What.SIGN: (CommandName("sign_off"),),
    **{each: (CommandName(each.value),) for each in (*sorted(WITH_DOCUMENTS), What.RECEIPT)},
}
"""By which acts what an organ is asked is done: whoever may do one of them is asked."""
_DIVIDING = frozenset({"head", "chair", "secretary"})
"""The duties of the posts that divide the work of their organ (ours: no text says it)."""
_SUNDAY = 7


@dataclass(frozen=True, slots=True)
class Days:
    """Today, the last day that is soon, and the last of this week."""

    today: date
    soon: date
    week: date


@dataclass(frozen=True, slots=True)
class Desk:
    """A reader as the statements of tasks.sql know them.

    Attributes:
        organs: Their organ; for a unit with all that speak for the same applicant.
        holder: Who holds the post; somebody else may act in it.
        doing: What such posts do of what their organ is asked.
        divides: Whether they say who of it does what.
        held: Who holds which post of these organs now, as post/person.
        occupied: Their posts that one person alone holds, and does now.
    """

    who: Persona
    organs: tuple[str, ...]
    speakers: tuple[str, ...]
    holder: str
    doing: tuple[What, ...]
    held: tuple[str, ...]
    occupied: tuple[str, ...]
    own_posts: tuple[tuple[str, date, date], ...]
    days: Days

    @property
    def unit(self) -> bool:
        """Whether they act for subjects."""
        return self.who.role in UNITS

    @property
    def divides(self) -> bool:
        """Whether they say who of their organ does what."""
        return self.who.duty in _DIVIDING

    @property
    def arguments(self) -> tuple[object, ...]:
        """What the statements are asked with first."""
        persons = persons_of(self.who)
        posts, since, until = zip(*self.own_posts, strict=True) if self.own_posts else ((), (), ())
        return (
            self.organs,
            self.speakers,
            self.holder,
            self.who.position,
            persons,
            () if self.unit else persons,
            posts,
            since,
            until,
            self.doing,
            self.who.duty,
            self.held,
            self.occupied,
            self.days.today,
        )

    def does(self, item: InboxItem) -> bool:
        """Whether something is for such posts to do, whoever has it."""
        if item.what not in _BY_ACTS:
            return False
        if item.position is not None:
            return item.position == self.who.position
        return item.what in self.doing and item.signed_by in {None, self.who.duty}


async def desk_of(request: Request, who: Persona) -> Desk:
    """The desk of a caller.

    Raises:
        ProblemRaised: 403, such posts have no inbox.
    """
    require(request, who, "read_inbox")
    return desk(await installed_of(request).organs(), who, await days_of(request))


async def days_of(request: Request) -> Days:
    """The days by which tasks are grouped."""
    today = today_of(request)
    soon = add_working_days(today, SOON_WORKING_DAYS, await installed_of(request).calendar())
    return Days(today, soon, date.fromordinal(today.toordinal() + _SUNDAY - today.isoweekday()))


def works(who: Persona) -> bool:
    """Whether somebody is asked to do, decide or vote anything, so that their day begins with their tasks."""
    acts = (CommandName("cast_ballot"), CommandName("endorse_application"))
    return allowed(who, "read_inbox").allow and (any(allowed(who, act).allow for act in acts) or bool(_doing(who)))


def desk(organs: Organs, who: Persona, days: Days) -> Desk:
    """The desk of somebody on a day."""
    unit = who.role in UNITS
    group = applicant_group(organs, who.organ) if unit else (who.organ,)
    posts = [post for post in organs.positions if post.organ in group]
    held = [(post, person) for post in posts for person in _holders(organs, post, days.today)]
    return Desk(
        who=who,
        organs=tuple(group),
        speakers=speakers(organs, who.organ) if unit else (),
        holder=who.for_person or who.person,
        doing=_doing(who),
        held=tuple(f"{post.id}/{person}" for post, person in held),
        occupied=tuple(post.id for post, _ in held if not post.several),
        own_posts=() if unit else tuple(_ever_held(organs, persons_of(who))),
        days=days,
    )


def colleagues(organs: Organs, mine: Desk) -> tuple[Persona, ...]:
    """Whoever holds a post of the same organ that does or signs what it owes, in the order of the posts."""
    found = (
        persona_of(organs, held)
        for post in organs.positions
        if post.organ in mine.organs
        for held in organs.terms_of(post.id)
        if held.covers(mine.days.today) and not organs.on_leave(held.person, mine.days.today)
    )
    others = (each for each in found if (each.person, each.position) != (mine.holder, mine.who.position))
    return tuple(each for each in others if works(each))


def _doing(who: Persona) -> tuple[What, ...]:
    return tuple(what for what, acts in _BY_ACTS.items() if any(allowed(who, act).allow for act in acts))


def _holders(organs: Organs, post: Position, today: date) -> Iterator[str]:
    return (held.person for held in organs.terms_of(post.id) if held.covers(today))


def _ever_held(organs: Organs, persons: Sequence[str]) -> Iterator[tuple[str, date, date]]:
    for held in (*organs.holdings, *organs.seats):
        if held.person in persons:
            yield held.position, held.since, held.until or date.max
