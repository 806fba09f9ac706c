"""One act on a case while it is being decided: who, when, on what, knowing what; and what every rule may ask of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from typing import TYPE_CHECKING
from uuid import UUID

from domain import refusals
from domain.case.context import DecisionContext
from domain.case.state import Case, OpenStep
from domain.messages import Command
from domain.pack.steps import Step, StepKind, roles_of
from domain.refusals import Refused
from domain.terms.deadlines import SHANGHAI, working_days_between
from domain.terms.duty import OpenDuty
from domain.terms.events import DutyMet
from domain.values import CLOCK, Actor, event_id

if TYPE_CHECKING:  # the closed list imports every act; an act needs its name alone
    from domain.case.events import AnyEvent

Events = list["AnyEvent"]
Evolve = Callable[[Case, "AnyEvent"], Case]


@dataclass(frozen=True, slots=True)
class LinkedDueDate:
    """What something without a term of its own goes with (A-05): a day, and the duty whose day it is, if one's."""

    due_on: date
    duty: UUID | None


@dataclass(frozen=True, slots=True)
class Act:
    """An act on an existing case.

    Attributes:
        at: The instant the loop gave it.
        on: The business date, never after `at`.
        seen: The version the actor saw, if the command asks for one.
        evolve: The fold of the case, which knows the events of every act, as no single act does.
    """

    case: Case
    actor: Actor
    at: datetime
    on: date
    seen: int | None
    context: DecisionContext
    evolve: Evolve

    def after(self, events: Events) -> "Act":
        """The same act on the case as it is after some events, which nobody has recorded yet."""
        return replace(self, case=reduce(self.evolve, events, self.case))

    @property
    def today(self) -> date:
        """The day of `at` in Shanghai."""
        return self.at.astimezone(SHANGHAI).date()

    @property
    def recorded_late_days(self) -> int:
        """Working days between the business date and the day of recording."""
        return max(0, working_days_between(self.on, self.today, self.context.calendar))

    def next_id(self, earlier: int) -> UUID:
        """The id of the event this act records after `earlier` others."""
        return event_id(self.case.id, self.case.version + earlier + 1)

    def organ_of(self, role: str) -> str:
        """The id of the organ that plays a role for this case; a unit's own role stays a name."""
        organ = self.context.organs.in_role(role, self.case.opened.jurisdiction)
        return organ.id if organ else role

    def require_fresh(self, *keys: str) -> None:
        """Refuse an act on what somebody changed since the actor looked (docs/architecture.md#stale)."""
        if self.seen is not None and any(self.case.changed.get(key, 0) > self.seen for key in keys):
            raise Refused(refusals.STALE)

    def require_not_before(self, *days: date | None) -> None:
        """Refuse a business date earlier than what the act rests on."""
        if any(day is not None and self.on < day for day in days):
            raise Refused(refusals.BEFORE_OPENING)

    def require_role(self, *roles: str) -> None:
        """Refuse whoever does not act for one of these roles in this case's jurisdiction."""
        if self.actor.organ not in {self.organ_of(role) for role in roles}:
            names = [self.context.pack.roles[role].zh for role in roles if role in self.context.pack.roles]
            raise Refused(refusals.NOT_COMPETENT, detail="、".join(names) or None)

    @property
    def counter(self) -> str:
        """The role of the organ that took the case in: what people hand in goes there."""
        organ = self.context.organs.organ(self.case.opened.to_organ)
        return organ.role if organ else self.case.opened.to_organ

    def require_unit_or(self, *roles: str) -> None:
        """Refuse whoever is neither a unit's contact in this jurisdiction nor acts for one of these roles."""
        if not is_unit(self.actor, self.case.opened.jurisdiction, self.context):
            self.require_role(*roles)

    def require_concerned(self, *roles: str) -> None:
        """Refuse whoever is neither a unit's contact in this jurisdiction nor of any organ in one of these roles."""
        organ = self.context.organs.organ(self.actor.organ)
        if organ is None or organ.role not in roles or organ.jurisdiction != self.case.opened.jurisdiction:
            self.require_unit_or(*dict.fromkeys(roles))

    def open_step(self, kind: StepKind) -> tuple[str, OpenStep, Step]:
        """The open step of a kind, or a refusal: the case is elsewhere, or put aside for now."""
        if self.case.shelved:
            raise Refused(refusals.SHELVED)
        for step_id, state in self.case.steps.items():
            if isinstance(state, OpenStep) and state.kind is kind:
                self.require_not_before(state.on)
                return step_id, state, self.context.pack.step(step_id)
        raise Refused(refusals.WRONG_STEP, detail=self.case.stage)

    def body_roles(self, step: Step) -> tuple[str, ...]:
        """The roles that act in a step."""
        return roles_of(self.context.pack.bodies[step.body or ""])

    def meet(self, duty_id: UUID, duty: OpenDuty, evidence: tuple[str, ...] = ()) -> DutyMet:
        """The event that settles a duty by this act."""
        return DutyMet(
            on=self.on,
            duty_id=duty_id,
            late=duty.over(self.on),
            recorded_late_days=self.recorded_late_days,
            evidence=evidence,
        )

    def term_of(self, step_id: str) -> tuple[UUID, OpenDuty] | None:
        """The running term of a step, if it has one."""
        return next(((id_, duty) for id_, duty in self.case.open_duties.items() if duty.opened.step == step_id), None)

    def due_with(self, step_id: str) -> LinkedDueDate:
        """What goes with the term of a step is due with that term, or with the late act (A-05)."""
        found = self.term_of(step_id)
        if found is None or found[1].due_on <= self.on:
            return LinkedDueDate(self.on, None)
        return LinkedDueDate(found[1].due_on, found[0])

    def meet_step(self, step_id: str) -> Events:
        """The events that settle the term of a step."""
        return [self.meet(id_, duty) for id_, duty in self.case.open_duties.items() if duty.opened.step == step_id]


def business_date(command: Command, at: datetime, *, history: bool) -> date:
    """The date an act is of: never in the future, earlier than today only with a reason."""
    today = at.astimezone(SHANGHAI).date()
    on = command.on or today
    if on > today:
        raise Refused(refusals.IN_FUTURE)
    if on < today and not history and command.late_entry_reason is None:
        raise Refused(refusals.LATE_ENTRY)
    return on


UNITS = frozenset({"unit", "own_committee"})
"""The roles that act for subjects: their unit, and its party committee."""


def is_unit(actor: Actor, jurisdiction: str, context: DecisionContext) -> bool:
    """Whether somebody acts for a unit in a jurisdiction or below it (干部管理权限, NJ-09)."""
    organ = context.organs.organ(actor.organ)
    return organ is not None and organ.role in UNITS and context.organs.within(organ.jurisdiction, jurisdiction)


def require_in_office(actor: Actor, on: date, context: DecisionContext) -> None:
    """Refuse an actor whose position is not of the organ named, or was not held by the person on that day."""
    if actor == CLOCK:
        return
    position = context.organs.position(actor.position)
    if position is None or position.organ != actor.organ:
        raise Refused(refusals.NOT_COMPETENT)
    if not context.organs.holds(actor.person, actor.position, on):
        raise Refused(refusals.NOT_IN_OFFICE)
