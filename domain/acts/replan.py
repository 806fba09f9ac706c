"""Replanning (期限重排): another calendar was published, and every running term of the case is held against it."""

from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from domain import refusals
from domain.acts.appeals.levels import window_of
from domain.acts.terms import plan
from domain.case.act import Act, Events
from domain.case.state import AppealWindow, Case
from domain.messages import Command, Event
from domain.refusals import Refused
from domain.terms.duty import OpenDuty
from domain.terms.events import DeadlineConfirmed, DeadlineReplanned, Planned
from domain.terms.replanning import RunningTerm
from domain.terms.replanning import replan as counted_anew
from domain.values import CLOCK, Code, Means, SubjectId


class Replan(Command):
    """按新日历重排期限: what a roll-out asks of a case when a calendar was published."""

    kind: Literal["replan"] = "replan"
    calendar_version: int


class AppealWindowReplanned(
    Event,
    group="deadline",
    zh="复议申请期重排（日历或版本更新）",
    en="Window of reappraisal held against a new calendar or edition",
):
    """申请期重排 (A-19): another calendar; a subject keeps the later of the two days.

    Attributes:
        edition: Not a calendar but this edition, which the case was moved to.
    """

    facts: ClassVar = {"当事人": "subject", "原定": "was", "可申请复议至": "appeal_until provisional"}
    kind: Literal["appeal_window_replanned"] = "appeal_window_replanned"
    subject: SubjectId
    was: date
    appeal_until: Annotated[date, Means("due")]
    provisional: bool
    calendar_version: int
    edition: Code | None = None


def replan(act: Act, command: Replan) -> Events:
    """Move or confirm every due date that was counted by an older calendar than the one now in force.

    A clock that stands still is left alone: it is counted by the calendar in force when it goes on.
    """
    if act.actor != CLOCK:
        raise Refused(refusals.NOT_COMPETENT)
    version = act.context.calendar.version
    if version < command.calendar_version:
        raise Refused(refusals.NOTHING_TO_REPLAN)
    terms = [
        _held_against(act, id_, duty)
        for id_, duty in act.case.open_duties.items()
        if duty.checked < version and duty.awaits is None
    ]
    windows = [
        replan_window(act, subject, window)
        for subject, window in act.case.appeals.items()
        if window and window.checked < version and window.runs(act.today)
    ]
    if not terms and not windows:
        raise Refused(refusals.NOTHING_TO_REPLAN)
    return [*terms, *windows]


def _held_against(act: Act, duty_id: UUID, duty: OpenDuty) -> DeadlineReplanned | DeadlineConfirmed:
    version = act.context.calendar.version
    new = counted_anew(duty.running, act.context.calendar, act.today)
    if new.stands:
        kept = {name: getattr(duty.plan, name) for name in Planned.model_fields if name not in Event.model_fields}
        return DeadlineConfirmed(on=act.on, duty_id=duty_id, checked_version=version, **kept)
    planned = plan(act, duty, new.due, new.not_before)
    if new.due.due_on == duty.due_on:
        return DeadlineConfirmed(on=act.on, duty_id=duty_id, checked_version=version, **planned)
    return DeadlineReplanned(on=act.on, duty_id=duty_id, was=duty.due_on, **planned)


def replan_window(act: Act, subject: UUID, window: AppealWindow, edition: str | None = None) -> AppealWindowReplanned:
    """Hold the time in which a subject may ask for reappraisal against the calendar and the edition of the act."""
    within = window_of(act.context.pack, window)
    if within is None:
        raise TypeError(f"case {act.case.id}: a window of appeal that its pack does not give")
    running = RunningTerm(window.since, within.term, window.until, window.provisional, of_subject=True)
    new = counted_anew(running, act.context.calendar, act.today).due
    return AppealWindowReplanned(
        on=act.on,
        subject=subject,
        was=window.until,
        appeal_until=new.due_on,
        provisional=new.provisional,
        calendar_version=new.calendar_version,
        edition=edition,
    )


def evolve(case: Case, event: AppealWindowReplanned) -> Case:
    """The case after a window of appeal was moved; it runs since the same day."""
    before = case.appeals.get(event.subject)
    until, checked = event.appeal_until, event.calendar_version
    window = AppealWindow(event.on, until, event.provisional, checked)
    if before:
        window = replace(before, until=until, provisional=event.provisional, checked=checked)
    return replace(case, appeals={**case.appeals, event.subject: window})
