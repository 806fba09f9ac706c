"""A duty (期限) as pages show it, folded from the events that carry its id."""

from datetime import date
from typing import Any, Literal, assert_never
from uuid import UUID

from domain.acts.terms import RECEIPT
from domain.case import events
from domain.case.duties import DutyFact
from domain.messages import Event
from domain.pack.terms import Force, Standing
from domain.terms.deadlines import Pause, Term, TermUnit
from domain.terms.duty import DutyEvent
from domain.terms.events import Planned, Recipient, TermRule
from domain.terms.replanning import RunningTerm
from domain.values import Bilingual, Code, Frozen
from projections.projector.logged import Logged
from projections.projector.table import changed, made_of

_PLAN = frozenset(Planned.model_fields) - set(Event.model_fields) - {"alarms"}


class Escalation(Frozen):
    """督办: a rung of the ladder that the clock or somebody raised, and who was told."""

    level: int
    name: Bilingual
    to: Recipient | None
    on: date


class DutyView(Frozen):
    """期限: who must do what by when, by which rule, and what became of it.

    `late` is late on paper, `recorded_late_days` late in the books; `missed` stays once the clock has found it so.
    While `paused_because` says why its clock stands still, `due_on` is the day that was planned before.
    `replanned_by` is the edition that moved the date last, none where a calendar did.
    `checked_version` is the newest calendar the date was held against, `calendar_version` the one it was counted by.
    `place` is where it counts, if not where its case is: a receipt counts where the case is to go (A-48).
    """

    duty_id: UUID
    duty: Code
    name: Bilingual
    step: Code | None
    reappraisal: UUID | None
    responsible: Code
    subject: UUID | None
    demand: int | None
    answers: UUID | None = None
    starts_on: date
    amount: int
    unit: TermUnit
    due_on: date
    provisional: bool
    calendar_version: int
    locality: Code | None = None
    not_before: date | None = None
    goes_with: UUID | None = None
    checked_version: int
    pauses: tuple[Pause, ...] = ()
    paused_because: Code | None = None
    extended_by: int = 0
    replanned_from: date | None = None
    replanned_by: Code | None = None
    force: Force
    standing: Standing
    cite: tuple[str, ...]
    state: Literal["open", "met", "cancelled"] = "open"
    missed: bool = False
    reminded: int = 0
    reminded_of: date | None = None
    escalations: tuple[Escalation, ...] = ()
    met_on: date | None = None
    late: bool | None = None
    recorded_late_days: int | None = None
    cancelled_because: Code | None = None
    place: Code | None = None
    round: int = 1
    rounds: int | None = None

    @property
    def running(self) -> RunningTerm:
        """The term as another calendar would see it."""
        return RunningTerm(
            start=self.starts_on,
            term=Term(amount=self.amount + self.extended_by, unit=self.unit),
            due_on=self.due_on,
            provisional=self.provisional,
            pauses=self.pauses,
            not_before=self.not_before,
            missed=self.missed,
            of_subject=self.force is Force.WINDOW,
            reminded=self.reminded_of == self.due_on,
        )


def initial(duty_id: UUID, event: events.DutyOpened, coming_to: Code | None = None) -> DutyView:
    """The duty as it begins; its alarms are the clock's business, not a page's."""
    place = coming_to if event.duty == RECEIPT else None
    return made_of(DutyView, event, duty_id=duty_id, checked_version=event.calendar_version, place=place)


def evolve(duty: DutyView, event: DutyEvent) -> DutyView:  # noqa: C901, PLR0911 - one arm an event, closed by assert_never
    """The duty after an event about it."""
    match event:
        case events.DutyPaused():
            return changed(duty, pauses=(*duty.pauses, Pause(since=event.on)), paused_because=event.because)
        case events.DutyResumed():
            *ended, last = duty.pauses
            pauses = (*ended, last.model_copy(update={"until": event.on}))
            return changed(_planned(duty, event), pauses=pauses, paused_because=None)
        case events.DutyExtended():
            return changed(_planned(duty, event), extended_by=duty.extended_by + event.by)
        case events.DutyReassigned():
            return changed(duty, responsible=event.responsible)
        case events.DeadlineReplanned():
            by = event.rule.edition if event.rule else None
            return changed(_ruled(_planned(duty, event), event.rule), replanned_from=event.was, replanned_by=by)
        case events.DeadlineConfirmed():
            return changed(_ruled(_planned(duty, event), event.rule), checked_version=event.checked_version)
        case events.DutyMet():
            return changed(
                duty, state="met", met_on=event.on, late=event.late, recorded_late_days=event.recorded_late_days
            )
        case events.DutyCancelled():
            return changed(duty, state="cancelled", cancelled_because=event.because)
        case events.ReminderSent():
            return changed(duty, reminded=duty.reminded + 1, reminded_of=event.due_on)
        case events.DeadlineMissed():
            return changed(duty, missed=True)
        case events.EscalationRaised() | events.DutyUrged():
            rung = made_of(Escalation, event)
            return changed(duty, escalations=(*duty.escalations, rung))
        case _:
            assert_never(event)


def after(
    duties: tuple[DutyView, ...], logged: Logged[Any], event: DutyFact, coming_to: Code | None = None
) -> tuple[tuple[DutyView, ...], DutyView]:
    """The duties of a case after an event of one, and that one; `coming_to`: the place that the case is to go to."""
    if isinstance(event, events.DutyOpened):
        new = initial(logged.id, event, coming_to)
        return (*duties, new), new
    at = next(at for at, each in enumerate(duties) if each.duty_id == event.duty_id)
    duty = evolve(duties[at], event)
    return (*duties[:at], duty, *duties[at + 1 :]), duty


def term_of(duty: DutyView | None) -> dict[str, object]:
    """What the row of something that a duty answers says of its term; nothing while no duty was opened."""
    return {} if duty is None else {"duty_id": duty.duty_id, "due_on": duty.due_on, "provisional": duty.provisional}


def _planned(duty: DutyView, plan: Planned) -> DutyView:
    fields = {name: getattr(plan, name) for name in _PLAN}
    return changed(duty, **fields, checked_version=max(duty.checked_version, plan.calendar_version))


def _ruled(duty: DutyView, rule: TermRule | None) -> DutyView:
    return changed(duty, **rule.model_dump(exclude={"edition"})) if rule else duty
