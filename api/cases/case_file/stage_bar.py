"""The stage bar of a case (环节进度): the steps of its procedure in order, where it stands, and how the terms ran."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from api.labels.due_words import (
    DueLabel,
    Standstill,
    counted_in_working_days,
    due_label,
    length_words,
    standstill,
    term_words,
    used_working_days,
)
from api.labels.step_order import steps_in_order
from domain.pack.pack import Pack
from domain.pack.steps import Step
from domain.pack.terms import Force, Standing
from domain.terms.calendar import Calendar
from domain.values import Bilingual
from projections.cases.duties import DutyView
from projections.cases.view import CasePage, StepView

StageState = Literal["done", "open", "waiting", "passed_over"]


@dataclass(frozen=True, slots=True)
class StageTerm:
    """The term of a step; `used` counts working days, and only where the term is counted in them.

    While its clock is `stopped`, it is due on no day.
    """

    words: str
    cite: tuple[str, ...]
    standing: Standing
    duty_id: UUID | None = None
    due_on: date | None = None
    provisional: bool = False
    used: int | None = None
    extended: str | None = None
    stopped: Standstill | None = None
    label: DueLabel | None = None
    overrun: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One step on the bar; `overrun` stays once a term has passed unmet."""

    number: int
    step: str
    name: Bilingual
    state: StageState
    current: bool
    opened_on: date | None = None
    closed_on: date | None = None
    term: StageTerm | None = None


@dataclass(frozen=True, slots=True)
class StageBar:
    """第N步，共M步."""

    stages: tuple[Stage, ...]
    current: int | None

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self.stages)


def stage_bar(page: CasePage, pack: Pack, calendar: Calendar, today: date) -> StageBar:
    """The bar of a case as of a day."""
    views = {view.step: view for view in page.steps}
    order = steps_in_order(pack.tolerance)
    reached = [number for number, step in enumerate(order, 1) if step in views]
    current = next((n for n in reversed(reached) if views[order[n - 1]].state == "open"), None)
    stages = tuple(
        Stage(
            number=number,
            step=step,
            name=pack.step(step).name,
            state=_state(views.get(step), passed=bool(reached) and number < reached[-1], closed=page.closed),
            current=number == current,
            opened_on=views[step].opened_on if step in views else None,
            closed_on=views[step].closed_on if step in views else None,
            term=_term(page, pack, pack.step(step), _last_duty(page, step), calendar, today),
        )
        for number, step in enumerate(order, 1)
    )
    return StageBar(stages, current)


def _state(view: StepView | None, *, passed: bool, closed: bool) -> StageState:
    if view is not None:
        return view.state
    return "passed_over" if passed or closed else "waiting"


def _last_duty(page: CasePage, step: str) -> DutyView | None:
    return next((duty for duty in reversed(page.duties) if duty.step == step), None)


def _until(page: CasePage, duty: DutyView, today: date) -> date:
    """The last day that counts as used; a window that closed is used up, or as far as its step went."""
    if duty.state != "cancelled":
        return duty.met_on or today
    step = next((view for view in page.steps if view.step == duty.step), None)
    return min(duty.due_on, step.closed_on) if step and step.closed_on else duty.due_on


def _term(  # noqa: PLR0913, PLR0917 - everything a term is shown with
    page: CasePage, pack: Pack, step: Step, duty: DutyView | None, calendar: Calendar, today: date
) -> StageTerm | None:
    if duty is None:
        if step.within is None:
            return None
        standing = pack.standing_of(step.within, step)
        return StageTerm(term_words(step.within.amount, step.within.unit), step.within.cite or step.cite, standing)
    stopped = standstill(duty, calendar)
    running = duty.state == "open" and not page.history_open and stopped is None
    until = _until(page, duty, today)
    counted = counted_in_working_days(duty.unit) and not (duty.state == "open" and page.history_open)
    advisory = duty.force is not Force.STATUTORY
    label = (
        due_label(duty.due_on, today, calendar, provisional=duty.provisional, advisory=advisory) if running else None
    )
    return StageTerm(
        words=term_words(duty.amount, duty.unit),
        cite=duty.cite,
        standing=duty.standing,
        duty_id=duty.duty_id,
        due_on=None if stopped else duty.due_on,
        provisional=duty.provisional and stopped is None,
        used=used_working_days(duty.starts_on, until, duty.pauses, calendar) if counted else None,
        extended=length_words(duty.extended_by, duty.unit) if duty.extended_by else None,
        stopped=stopped,
        label=label,
        overrun=duty.missed or (bool(duty.late) and not advisory) or (label is not None and label.tone == "late"),
    )
