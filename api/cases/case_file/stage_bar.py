"""The stage bar of a case (环节进度): the steps of its procedure in order, where it stands, and how the terms ran."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.labels.due_words import (
    DueLabel,
    Standstill,
    counted_in_working_days,
    due_label_of,
    standstill,
    term_words,
)
from api.labels.step_order import steps_in_order
from domain.acts.jurisdiction.arrival import MOVED
from domain.pack.pack import Pack
from domain.pack.terms import Force, Standing
from domain.terms.calendar import Calendar
from domain.terms.deadlines import used_working_days
from domain.values import Bilingual
from projections.cases.duties import DutyView
from projections.cases.view import CasePage, StepView

StageState = Literal["done", "open", "waiting", "passed_over"]


@dataclass(frozen=True, slots=True)
class StageTerm:
    """The term of a step, and the duty that runs by it, if one does; while its clock is `stopped`, it is due on no day.

    `used` counts working days, and only where the term is counted in them; `overrun` stays once it passed unmet.
    """

    words: str
    cite: tuple[str, ...]
    standing: Standing
    duty: DutyView | None = None
    used: int | None = None
    stopped: Standstill | None = None
    label: DueLabel | None = None
    overrun: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One step on the bar; no view: the case has not come to it."""

    step: str
    name: Bilingual
    state: StageState
    view: StepView | None
    term: StageTerm | None


@dataclass(frozen=True, slots=True)
class StageBar:
    """第N步，共M步."""

    stages: tuple[Stage, ...]
    current: int | None


def stage_bar(page: CasePage, pack: Pack, calendar: Calendar, today: date) -> StageBar:
    """The bar of a case as of a day."""
    views = {view.step: view for view in page.steps}
    order = steps_in_order(pack.tolerance)
    reached = [number for number, step in enumerate(order, 1) if step in views]
    current = next((n for n in reversed(reached) if views[order[n - 1]].state == "open"), None)
    stages = tuple(
        Stage(
            step,
            pack.step(step).name,
            _state(views.get(step), passed=bool(reached) and number < reached[-1], closed=page.closed),
            views.get(step),
            _term(page, pack, step, calendar, today),
        )
        for number, step in enumerate(order, 1)
    )
    return StageBar(stages, current)


def _state(view: StepView | None, *, passed: bool, closed: bool) -> StageState:
    if view is not None:
        return view.state
    return "passed_over" if passed or closed else "waiting"


def _until(page: CasePage, duty: DutyView, today: date) -> date:
    """The last day that counts as used; a window that closed is used up, or as far as its step went."""
    if duty.state != "cancelled":
        return duty.met_on or today
    step = next((view for view in page.steps if view.step == duty.step), None)
    return min(duty.due_on, step.closed_on) if step and step.closed_on else duty.due_on


def _term(page: CasePage, pack: Pack, step_id: str, calendar: Calendar, today: date) -> StageTerm | None:
    """The last term of a step; one that ended because the case went to another organ is nobody's any more."""
    mine = (duty for duty in reversed(page.duties) if duty.step == step_id and duty.cancelled_because != MOVED)
    duty, step = next(mine, None), pack.step(step_id)
    if duty is None:
        within = step.within
        if within is None:
            return None
        standing = pack.standing_of(within, step)
        return StageTerm(term_words(within.amount, within.unit), within.cite or step.cite, standing)
    stopped = standstill(duty, calendar)
    running = duty.state == "open" and not page.history_open and stopped is None
    counted = counted_in_working_days(duty.unit) and not (duty.state == "open" and page.history_open)
    label = due_label_of(duty, today, calendar) if running else None
    breached = bool(duty.late) and duty.force is Force.STATUTORY
    return StageTerm(
        term_words(duty.amount, duty.unit),
        duty.cite,
        duty.standing,
        duty,
        used=used_working_days(duty.starts_on, _until(page, duty, today), duty.pauses, calendar) if counted else None,
        stopped=stopped,
        label=label,
        overrun=duty.missed or breached or (label is not None and label.tone == "late"),
    )
