"""One act while it is decided, on whatever stream: who, when, having seen and knowing what; what any rule may ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from domain import refusals
from domain.context import DecisionContext
from domain.localities import procedures_at
from domain.messages import Capacity, Command, Envelope, Event
from domain.organs import UNITS, Organ
from domain.people.acting import hands, may_act
from domain.people.duties import APPLICANT
from domain.refusals import Refused, refusal
from domain.terms.deadlines import SHANGHAI, working_days_between
from domain.values import CLOCK, Actor, FreeText, PaperOriginal, documents_in

IN_FUTURE = refusal("date_in_future", 422).says("""
    业务日期不能晚于今天。
    The business date cannot be later than today.
    请填写实际发生的日期。
    Give the date on which it happened.
""")
LATE_ENTRY = refusal("late_entry_reason_missing", 422).says("""
    补记以前日期的事项须说明理由。
    An act of an earlier date needs a reason for being entered late.
    请填写补记理由。
    Give late_entry_reason.
""")


@dataclass(frozen=True, slots=True)
class BaseAct:
    """An act on any stream; one that begins a stream is no more than this.

    Attributes:
        at: The instant the loop gave it.
        on: The business date, never after `at`.
        seen: The version the actor saw, if the command asks for one.
        context: Law, calendar, organs and registers.
    """

    actor: Actor
    at: datetime
    on: date
    seen: int | None
    context: DecisionContext

    @property
    def today(self) -> date:
        """The day of `at` in Shanghai."""
        return self.at.astimezone(SHANGHAI).date()

    @property
    def recorded_late_days(self) -> int:
        """Working days between the business date and the day of recording."""
        return max(0, working_days_between(self.on, self.today, self.context.calendar))

    @property
    def parties(self) -> frozenset[str]:
        """The persons whose own matter it is: they have no part in handling it (回避, A-39)."""
        return self.context.persons

    @property
    def for_oneself(self) -> bool:
        """Whether an applicant (申请人) acts in their own matter: in a post that is for this, and in nobody's place."""
        position = self.context.organs.position(self.actor.position)
        applies = position is not None and position.duty == APPLICANT and self.actor.for_person is None
        return applies and self.actor.person in self.context.persons

    def require_no_party(self, *persons: str) -> None:
        """Refuse what would let somebody handle, investigate, sign or vote on their own matter (A-39)."""
        if concerned := [person for person in persons if person in self.parties]:
            others = "、".join(person for person in concerned if person != self.actor.person)
            raise Refused(refusals.CONFLICT_OF_INTEREST, detail=others or None)

    def require_admitted(self, command: type[Command]) -> None:
        """Refuse what an act on such a stream may never be, whoever does it."""

    def require_disinterested(self, capacity: Capacity) -> None:
        """Refuse who acts in their own matter, unless for the applicant's side or to have no part any more (A-39)."""
        for_unit = self.organ is not None and self.organ.role in UNITS
        if capacity.bars_party(for_unit=for_unit or self.for_oneself):
            self.require_no_party(*hands(self.context.organs, self.actor, self.on))

    @property
    def organ(self) -> Organ | None:
        """The organ that acts."""
        return self.context.organs.organ(self.actor.organ)

    def require_seen(self, changed: int) -> None:
        """Refuse an act on what was changed at a version that the actor has not seen (docs/architecture.md#stale)."""
        if self.seen is not None and changed > self.seen:
            raise Refused(refusals.STALE)

    def require_organ(self, *organs: str) -> None:
        """Refuse whoever acts for none of these organs; the first is named as the one that may."""
        if self.actor.organ not in organs:
            raise Refused(refusals.NOT_COMPETENT, detail=self.name_of(organs[0]))

    def require_law_of(self, jurisdiction: str, sectors: Collection[str] = ()) -> None:
        """Refuse to begin something in a place where the procedure does not hold.

        For subjects of some sectors it does not hold where another procedure for them holds more nearly.
        """
        pack, published = self.context.pack, self.context.published.values() if sectors else ()
        there = procedures_at(self.context.organs, (*published, pack), jurisdiction, sectors)
        if pack.pack not in {each.pack for each in there}:
            names = dict.fromkeys(each.name.zh for each in there)
            raise Refused(refusals.NOT_LAW_HERE, detail="、".join(names) or pack.name.zh)

    def name_of(self, organ_id: str) -> str | None:
        """What an organ is called."""
        organ = self.context.organs.organ(organ_id)
        return organ.name.zh if organ else None

    def names_of(self, *roles: str) -> str | None:
        """What roles are called in the pack."""
        return "、".join(self.context.pack.roles[role].zh for role in roles if role in self.context.pack.roles) or None


A = TypeVar("A", bound=BaseAct)
A_co = TypeVar("A_co", bound=BaseAct, covariant=True)


class Acting(Protocol[A_co]):
    """Makes an act of who does it, at which instant, on which business date, having seen and knowing what."""

    def __call__(self, actor: Actor, at: datetime, on: date, seen: int | None, context: DecisionContext, /) -> A_co:
        """The act."""


E = TypeVar("E", bound=Event)


def acting(
    act: Acting[A],
    envelope: Envelope,
    at: datetime,
    context: DecisionContext,
    *,
    history: bool = False,
) -> A:
    """The act of a command that somebody sent.

    Args:
        act: Its type, with the state it is on if there is one.
        envelope: The command with its actor and what was seen.
        at: The instant the loop stamped.
        context: Law, calendar, organs and registers.
        history: Whether a history is being entered, which needs no reason for an earlier date.

    Raises:
        Refused: The date is in the future, or earlier without a reason; the actor held no such post on it, or has a
            conflict of interest.
    """
    on = _business_date(envelope.body, at, history=history)
    require_in_office(envelope.actor, on, context)
    acts = act(envelope.actor, at, on, envelope.seen, context)
    acts.require_disinterested(envelope.body.capacity)
    return acts


def as_entered(events: list[E], envelope: Envelope) -> list[E]:
    """The events of an act with how it was entered: for whom (授权), why late (docs/architecture.md#two-dates).

    And which of the documents that it names are on paper, and why.
    """
    principal, reason = envelope.actor.for_person, envelope.body.late_entry_reason
    if principal is not None:
        events = [event.model_copy(update={"for_person": principal}) for event in events]
    papers = tuple(
        PaperOriginal(sha256=each.sha256, reason=each.paper) for each in documents_in(envelope.body) if each.paper
    )
    if not events or (reason is None and not papers):
        return events
    first, *rest = events
    said = {"late_entry_reason": reason, "papers": papers}
    private = (first.private or FreeText()).model_copy(update=said)
    return [first.model_copy(update={"private": private}), *rest]


def _business_date(command: Command, at: datetime, *, history: bool) -> date:
    """The date an act is of: never in the future, earlier than today with a reason (docs/architecture.md#two-dates)."""
    today = at.astimezone(SHANGHAI).date()
    on = command.on or today
    if on > today:
        raise Refused(IN_FUTURE)
    if on < today and not history and command.late_entry_reason is None:
        raise Refused(LATE_ENTRY)
    return on


def require_in_office(actor: Actor, on: date, context: DecisionContext) -> None:
    """Refuse an actor whose position is not of the organ named, or in which the person could not act on that day."""
    if actor == CLOCK:
        return
    position = context.organs.position(actor.position)
    if position is None or position.organ != actor.organ:
        raise Refused(refusals.NOT_COMPETENT)
    if not may_act(context.organs, actor, on):
        raise Refused(refusals.NOT_IN_OFFICE)
