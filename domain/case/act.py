"""One act on a case while it is decided, and what every rule may ask of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Any
from uuid import UUID

from domain import refusals
from domain.act import BaseAct
from domain.case.state import Case, OpenStep
from domain.messages import Command, Event
from domain.pack.steps import Step, StepKind, roles_of
from domain.refusals import Refused
from domain.terms.duty import OpenDuty
from domain.terms.events import DutyCancelled, DutyMet
from domain.values import event_id

Events = list[Event]
"""What comes of an act. The closed list of a case's events imports every act, so no act can name it; `decide` does."""
Evolve = Callable[[Case, Any], Case]


@dataclass(frozen=True, slots=True)
class LinkedDueDate:
    """What something without a term of its own goes with (A-05): a day, and the duty whose day it is, if one's."""

    due_on: date
    duty: UUID | None


@dataclass(frozen=True, slots=True)
class Act(BaseAct):
    """An act on an existing case.

    Attributes:
        evolve: The fold of the case, which knows the events of every act, as no single act does.
    """

    case: Case
    evolve: Evolve

    @property
    def parties(self) -> frozenset[str]:
        """Its subjects and its applicant, as far as they hold positions; who filed it for them, and who endorsed it."""
        endorsed_since = frozenset({self.case.endorsed_by} if self.case.endorsed_by else ())
        return self.context.persons | self.case.opened.vouched_by(self.context.organs) | endorsed_since

    def require_admitted(self, command: type[Command]) -> None:
        """Refuse what no act on this case may be: more than dates on a stub, or dated before the case began."""
        require_on_stub(self.case, command)
        self.require_not_before(self.case.opened.on)

    def after(self, events: Events) -> "Act":
        """The same act on the case as it is after some events, which nobody has recorded yet."""
        return replace(self, case=reduce(self.evolve, events, self.case))

    def next_id(self, earlier: int) -> UUID:
        """The id of the event this act records after `earlier` others."""
        return event_id(self.case.id, self.case.version + earlier + 1)

    def organ_of(self, role: str) -> str:
        """The id of the organ that plays a role for this case; a unit's own role stays a name."""
        organ = self.context.organs.in_role(role, self.case.jurisdiction)
        return organ.id if organ else role

    def require_fresh(self, *keys: str) -> None:
        """Refuse an act on what somebody changed since the actor looked (docs/architecture.md#stale)."""
        self.require_seen(max((self.case.changed.get(key, 0) for key in keys), default=0))

    def require_not_before(self, *days: date | None) -> None:
        """Refuse a business date earlier than what the act rests on."""
        if any(day is not None and self.on < day for day in days):
            raise Refused(refusals.BEFORE_OPENING)

    def require_role(self, *roles: str) -> None:
        """Refuse whoever does not act for one of these roles in this case's jurisdiction."""
        if self.actor.organ not in {self.organ_of(role) for role in roles}:
            raise Refused(refusals.NOT_COMPETENT, detail=self.names_of(*roles))

    @property
    def counter(self) -> str:
        """The role of the organ that has the case: what people hand in goes there."""
        organ = self.context.organs.organ(self.case.to_organ)
        return organ.role if organ else self.case.to_organ

    def require_unit_or(self, *roles: str) -> None:
        """Refuse whoever is neither a contact of a unit of the case's place nor acts for one of these roles.

        A unit of the place in which it began stays its unit, whichever organ has the case. Whoever acts in their own
        matter stands as their unit does.
        """
        if self.for_oneself:
            return
        places = (self.case.jurisdiction, self.case.opened.jurisdiction)
        if not any(self.context.organs.is_unit(self.actor.organ, place) for place in places):
            self.require_role(*roles)

    def require_concerned(self, *roles: str) -> None:
        """Refuse whoever is neither a unit's contact in this jurisdiction nor of any organ in one of these roles."""
        organ = self.organ
        if organ is None or organ.role not in roles or organ.jurisdiction != self.case.jurisdiction:
            self.require_unit_or(*dict.fromkeys(roles))

    def open_step(self, kind: StepKind) -> tuple[str, OpenStep, Step]:
        """The open step of a kind, or a refusal: the case is elsewhere, between two organs, or put aside for now."""
        self.require_not_moving()
        if self.case.shelved:
            raise Refused(refusals.SHELVED)
        for step_id, state in self.case.steps.items():
            if isinstance(state, OpenStep) and state.kind is kind:
                self.require_not_before(state.on)
                return step_id, state, self.context.pack.step(step_id)
        if all(step.kind is not kind for step in self.context.pack.tolerance.steps.values()):
            raise Refused(refusals.NO_SUCH_STEP)
        raise Refused(refusals.WRONG_STEP, detail=self.case.stage)

    def require_not_moving(self) -> None:
        """Refuse what would go on with a case that is between two organs (A-48)."""
        if self.case.rests:
            raise Refused(refusals.HANDOVER_PENDING)

    def body_roles(self, step: Step) -> tuple[str, ...]:
        """The roles that act in a step."""
        return roles_of(self.context.pack.bodies[step.body or ""])

    def subjects(self) -> Iterable[UUID]:
        """Whom the case is about."""
        return (each.subject_id for each in self.case.subjects)

    def duties(self) -> Iterable[UUID]:
        """The duties still running."""
        return self.case.open_duties

    def require_subject(self, subject: UUID) -> None:
        """Refuse what concerns nobody of this case."""
        if subject not in self.subjects():
            raise Refused(refusals.UNKNOWN_SUBJECT)

    def open_duty(self, duty_id: UUID) -> OpenDuty:
        """The running duty of that id, or a refusal."""
        duty = self.case.open_duties.get(duty_id)
        if duty is None:
            raise Refused(refusals.NO_DUTY)
        return duty

    def require_responsible(self, duty: OpenDuty) -> None:
        """Refuse whoever does not act for the organ that a duty is of."""
        if self.actor.organ != duty.opened.responsible:
            raise Refused(refusals.NOT_COMPETENT)

    def cancel(self, duty_id: UUID, because: str, on: date | None = None) -> DutyCancelled:
        """The event that ends a duty which has lost its object, today or on the day on which it lost it."""
        return DutyCancelled(on=on or self.on, duty_id=duty_id, because=because)

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

    def due_with(self, step_id: str) -> LinkedDueDate | None:
        """What goes with the term of a step is due with it, or with the late act (A-05); None: it has no term."""
        found = self.term_of(step_id)
        if found is None:
            return None
        if found[1].due_on <= self.on:
            return LinkedDueDate(self.on, None)
        return LinkedDueDate(found[1].due_on, found[0])

    def meet_step(self, step_id: str) -> Events:
        """The events that settle the term of a step."""
        return [self.meet(id_, duty) for id_, duty in self.case.open_duties.items() if duty.opened.step == step_id]


def require_on_stub(case: Case, command: type[Command]) -> None:
    """Let nothing be done with a stub that could bring in what it is about (A-47)."""
    if case.opened.on_paper and command.endpoint is not None and not command.on_stubs:
        raise Refused(refusals.STUB_IS_ON_PAPER)
