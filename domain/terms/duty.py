"""A duty under way (期限, 职责): its plan, what of its ladder has passed, and the ledger of its clock.

The fold of the events that carry a duty's id. Nothing here decides; nothing here knows a pack or a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from domain.pack.terms import Force
from domain.terms import events
from domain.terms.deadlines import Pause, Term
from domain.terms.events import Alarm, DutyOpened, Planned, TermRule
from domain.terms.replanning import RunningTerm

DutyEvent = (
    events.DutyPaused
    | events.DutyResumed
    | events.DutyExtended
    | events.DutyReassigned
    | events.DeadlineReplanned
    | events.DeadlineConfirmed
    | events.DutyMet
    | events.DutyCancelled
    | events.ReminderSent
    | events.DeadlineMissed
    | events.EscalationRaised
    | events.DutyUrged
)

DutyOfPeople = (
    events.DutyPaused
    | events.DutyResumed
    | events.DutyExtended
    | events.DutyReassigned
    | events.DutyMet
    | events.DutyCancelled
)
"""What people cause, if only by another act; all else is the clock's or a roll-out's."""


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """未完成的职责: a running duty.

    Attributes:
        opened: How it began, with the rule of its term that holds now (another edition may have given it one).
        plan: The event that planned its due date last.
        passed: For each due date it has had, the rungs that have passed: a date that returns rings nothing twice, also
            by another ladder.
        checked: The newest calendar it was held against.
        extended_by: In its own unit.
        extensions: How often it was extended.
        pauses: The times its clock stood still, in order; the last is open while it does.
        awaits: What it stands still for: the duty whose end lets it go on.
        urged: The days on which somebody urged it by hand, each with the rung.
    """

    opened: DutyOpened
    plan: Planned
    passed: Mapping[date, frozenset[str]] = field(default_factory=dict)
    missed: bool = False
    checked: int = 0
    extended_by: int = 0
    extensions: int = 0
    pauses: tuple[Pause, ...] = ()
    awaits: UUID | None = None
    urged: Mapping[date, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in code."""
        return self.opened.duty

    @property
    def paused(self) -> bool:
        """Whether its clock stands still."""
        return self.awaits is not None

    @property
    def due_on(self) -> date:
        """The last day as planned; while the clock stands still, as it was planned before."""
        return self.plan.due_on

    @property
    def term(self) -> Term:
        """Its length, with what it was extended by."""
        return Term(amount=self.opened.amount + self.extended_by, unit=self.opened.unit)

    @property
    def ahead(self) -> tuple[Alarm, ...]:
        """The alarms still to ring, in order; none while the clock stands still."""
        passed = self.passed.get(self.due_on, frozenset())
        last = max((n for n, alarm in enumerate(self.plan.alarms, 1) if alarm.rung in passed), default=0)
        return () if self.awaits else self.plan.alarms[last:]

    @property
    def running(self) -> RunningTerm:
        """As far as another calendar can move it."""
        return RunningTerm(
            start=self.opened.starts_on,
            term=self.term,
            due_on=self.due_on,
            provisional=self.plan.provisional,
            pauses=self.pauses,
            not_before=self.plan.not_before,
            missed=self.missed,
            of_subject=self.opened.force is Force.WINDOW,
        )

    def over(self, on: date) -> bool:
        """Whether the term has passed on a day; an estimated date is never said to have."""
        return on > self.due_on and not self.plan.provisional and self.awaits is None


@dataclass(frozen=True, slots=True)
class SettledDuty:
    """已了结的职责: a duty that was met or has lost its object."""

    opened: DutyOpened


Duty = OpenDuty | SettledDuty


def initial(opened: DutyOpened) -> OpenDuty:
    """The duty that an event opens."""
    return OpenDuty(opened, opened, checked=opened.calendar_version)


def evolve(duty: OpenDuty, event: DutyEvent) -> Duty:  # noqa: C901, PLR0911 - one arm an event, closed by assert_never
    """The duty after an event about it."""
    match event:
        case events.DutyMet() | events.DutyCancelled():
            return SettledDuty(duty.opened)
        case events.DutyPaused():
            return replace(duty, pauses=(*duty.pauses, Pause(since=event.on)), awaits=event.awaits)
        case events.DutyResumed():
            *ended, last = duty.pauses
            pauses = (*ended, last.model_copy(update={"until": event.on}))
            return replace(_planned(duty, event), pauses=pauses, awaits=None)
        case events.DutyExtended():
            longer = duty.extended_by + event.by
            return replace(_planned(duty, event), extended_by=longer, extensions=duty.extensions + 1)
        case events.DutyReassigned():
            return replace(duty, opened=duty.opened.model_copy(update={"responsible": event.responsible}))
        case events.DeadlineReplanned():
            return _ruled(_planned(duty, event), event.rule)
        case events.DeadlineConfirmed():
            return replace(_ruled(_planned(duty, event), event.rule), checked=event.checked_version)
        case events.DeadlineMissed():
            return replace(_rung(duty, event.due_on, event.rung), missed=True)
        case events.ReminderSent() | events.EscalationRaised():
            return _rung(duty, event.due_on, event.rung)
        case events.DutyUrged():
            return replace(duty, urged={**duty.urged, event.on: event.level})
        case _:
            assert_never(event)


def _planned(duty: OpenDuty, plan: Planned) -> OpenDuty:
    """Plan a duty anew; a state holds facts alone, never what people wrote."""
    plan = plan.model_copy(update={"private": None})
    return replace(duty, plan=plan, checked=max(duty.checked, plan.calendar_version))


def _ruled(duty: OpenDuty, rule: TermRule | None) -> OpenDuty:
    """Give a term the rule of the edition that its case was moved to."""
    if rule is None:
        return duty
    return replace(duty, opened=duty.opened.model_copy(update=rule.model_dump(exclude={"edition"})))


def _rung(duty: OpenDuty, due_on: date, rung: str) -> OpenDuty:
    """Mark an alarm, and all before it, as passed for this due date."""
    rungs = [alarm.rung for alarm in duty.plan.alarms]
    passed = duty.passed.get(due_on, frozenset()).union(rungs[: rungs.index(rung) + 1])
    return replace(duty, passed={**duty.passed, due_on: passed})
