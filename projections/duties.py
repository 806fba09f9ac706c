"""A duty (期限) as pages show it, folded from the events that carry its id; the case page and the board share it."""

from datetime import date
from typing import Literal, assert_never
from uuid import UUID

from domain.deadlines import TermUnit
from domain.events import (
    DeadlineMissed,
    DutyCancelled,
    DutyMet,
    DutyOpened,
    EscalationRaised,
    Recipient,
    ReminderSent,
)
from domain.pack import Force, Standing
from domain.values import Bilingual, Code, Frozen
from projections.rows import changed

DutyEvent = DutyMet | DutyCancelled | ReminderSent | DeadlineMissed | EscalationRaised


class Escalation(Frozen):
    """督办: a rung of the ladder that was reached, and whom the clock told."""

    level: int
    name: Bilingual
    to: Recipient | None
    on: date


class DutyView(Frozen):
    """期限: who must do what by when, by which rule, and what became of it.

    `late` is late on paper, `recorded_late_days` late in the books; `missed` stays once the clock has found it so.
    """

    duty_id: UUID
    duty: Code
    name: Bilingual
    step: Code | None
    reappraisal: UUID | None
    responsible: Code
    subject: UUID | None
    demand: int | None
    starts_on: date
    amount: int
    unit: TermUnit
    due_on: date
    provisional: bool
    calendar_version: int
    force: Force
    standing: Standing
    cite: tuple[str, ...]
    state: Literal["open", "met", "cancelled"] = "open"
    missed: bool = False
    reminded: int = 0
    escalations: tuple[Escalation, ...] = ()
    met_on: date | None = None
    late: bool | None = None
    recorded_late_days: int | None = None
    cancelled_because: Code | None = None


def opened(duty_id: UUID, event: DutyOpened) -> DutyView:
    """The duty as it begins; its alarms are the clock's business, not a page's."""
    return DutyView(
        duty_id=duty_id, **event.model_dump(exclude={"kind", "on", "private", "alarms"}, exclude_unset=False)
    )


def followed(duty: DutyView, event: DutyEvent) -> DutyView:
    """The duty after an event about it."""
    match event:
        case DutyMet():
            return changed(
                duty, state="met", met_on=event.on, late=event.late, recorded_late_days=event.recorded_late_days
            )
        case DutyCancelled():
            return changed(duty, state="cancelled", cancelled_because=event.because)
        case ReminderSent():
            return changed(duty, reminded=duty.reminded + 1)
        case DeadlineMissed():
            return changed(duty, missed=True)
        case EscalationRaised():
            rung = Escalation(level=event.level, name=event.name, to=event.to, on=event.on)
            return changed(duty, escalations=(*duty.escalations, rung))
        case _:
            assert_never(event)
