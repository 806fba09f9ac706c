"""Clocks that stand still (中止计时): a supplement asked for, a case put aside, and going on with what was left.

A clock stands still for another duty, which has a term of its own: nothing waits without end (A-01, A-22).
"""

from datetime import date
from uuid import UUID

from domain import refusals
from domain.acts.proposals import require_not_disputed
from domain.acts.terms import SUBJECT, open_window, plan
from domain.case.act import Act, Events
from domain.case.commands import RequestSupplement, ResumeCase, ShelveCase, SubmitSupplement
from domain.case.events import (
    CaseResumed,
    CaseShelved,
    DutyCancelled,
    DutyPaused,
    DutyResumed,
    SupplementReceived,
    SupplementRequested,
)
from domain.pack.steps import Shelving, StepKind
from domain.refusals import Refused
from domain.terms.calendar import Calendar
from domain.terms.deadlines import Pause, TermUnit, add_working_days, due_date, working_days_between
from domain.terms.duty import OpenDuty
from domain.values import Bilingual, FreeText

SUPPLEMENT = "supplement"
"""The duty of an applicant to complete the papers, and why the acceptance term stands still."""
SHELVING = "shelving"
"""The duty to take a shelved case up again, and why its terms stand still."""

_LAPSED = "lapsed"
_DECIDED = "decided"
_COMPLETE = Bilingual(zh="补正材料", en="Complete the papers")
_DECIDE_AGAIN = Bilingual(zh="搁置期满前再次核查并作出决定", en="Verify again and decide before the shelving ends")
_MAY_BE_SHELVED = frozenset({StepKind.INVESTIGATION, StepKind.DETERMINATION, StepKind.APPROVAL})


def request_supplement(act: Act, command: RequestSupplement) -> Events:
    """Ask the applicant to complete the papers, once; the acceptance term stands still meanwhile (A-01)."""
    step_id, _, step = act.open_step(StepKind.ACCEPTANCE)
    rule = step.supplement
    if rule is None:
        raise Refused(refusals.NO_SUPPLEMENT)
    act.require_role(rule.by)
    act.require_fresh(step_id)
    if act.case.supplemented:
        raise Refused(refusals.NO_SECOND_SUPPLEMENT)
    if step_id in act.case.proposals:
        raise Refused(refusals.ALREADY_PROPOSED)
    require_not_disputed(act, step_id)
    running = act.term_of(step_id)
    if running and _passed(act, running[1]):
        raise Refused(refusals.TERM_PASSED)
    window = open_window(act, SUPPLEMENT, _COMPLETE, SUBJECT, rule)
    events: Events = [
        SupplementRequested(on=act.on, private=FreeText(statement=command.missing), step=step_id),
        window,
    ]
    if running and _runs(running[1]):
        events.append(DutyPaused(on=act.on, duty_id=running[0], because=SUPPLEMENT, awaits=act.next_id(1)))
    return events


def submit_supplement(act: Act, command: SubmitSupplement) -> Events:
    """Take in the papers that were asked for; the term goes on. Late ones still count as what there is (A-01)."""
    step_id, _, _ = act.open_step(StepKind.ACCEPTANCE)
    act.require_unit_or(act.counter)
    if not act.case.supplemented:
        raise Refused(refusals.NOT_ASKED)
    act.require_not_before(act.case.acted_on.get(step_id))
    received = SupplementReceived(
        on=act.on,
        private=FreeText(
            statement=command.remarks, document_titles=tuple(document.title for document in command.evidence)
        ),
        step=step_id,
        evidence=tuple(document.sha256 for document in command.evidence),
    )
    window = next(((id_, duty) for id_, duty in act.case.open_duties.items() if duty.opened.duty == SUPPLEMENT), None)
    if window is None:
        return [received]
    id_, duty = window
    if duty.over(act.on):
        return [received, *lapse(act, id_, duty)]
    return [received, act.meet(id_, duty), *release(act, id_, act.on)]


def shelve(act: Act, command: ShelveCase) -> Events:
    """Put a case aside for now: neither for nor against anybody, and not for ever (ZS-25, A-22)."""
    rule = _shelving(act)
    if act.case.shelved:
        raise Refused(refusals.SHELVED)
    steps = {id_ for id_, state in act.case.open_steps.items() if state.kind in _MAY_BE_SHELVED}
    if not steps:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    act.require_fresh(*steps)
    act.require_not_before(*(act.case.acted_on.get(step) for step in steps))
    if act.case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    if steps & set(act.case.proposals):
        raise Refused(refusals.ALREADY_PROPOSED)
    require_not_disputed(act, *steps)
    window = open_window(act, SHELVING, _DECIDE_AGAIN, act.organ_of(rule.by), rule)
    still = [
        DutyPaused(on=act.on, duty_id=id_, because=SHELVING, awaits=act.next_id(1))
        for id_, duty in act.case.open_duties.items()
        if duty.opened.step in steps and _runs(duty) and not _passed(act, duty)
    ]
    return [CaseShelved(on=act.on, private=FreeText(reasons=command.reasons)), window, *still]


def resume(act: Act, command: ResumeCase) -> Events:
    """Take a shelved case up again (ZS-25, A-22)."""
    _shelving(act)
    if not act.case.shelved:
        raise Refused(refusals.NOT_SHELVED)
    resumed = CaseResumed(on=act.on, private=FreeText(reasons=command.reasons))
    id_, duty = next(item for item in act.case.open_duties.items() if item[1].opened.duty == SHELVING)
    act.require_not_before(duty.opened.on)
    return [resumed, act.meet(id_, duty), *release(act, id_, act.on)]


def lapse(act: Act, duty_id: UUID, duty: OpenDuty) -> Events:
    """End a subject's window that has passed: what stood still for it goes on from its last day (A-01)."""
    return [
        DutyCancelled(on=duty.due_on, duty_id=duty_id, because=_LAPSED),
        *release(act, duty_id, duty.due_on),
    ]


def end_supplement(act: Act) -> Events:
    """End the wait for papers that a decision no longer needs, or whose time is over; the clock goes on first."""
    events: Events = []
    for id_, duty in act.case.open_duties.items():
        if duty.opened.duty == SUPPLEMENT and duty.over(act.on):
            events += lapse(act, id_, duty)
        elif duty.opened.duty == SUPPLEMENT:
            events += [DutyCancelled(on=act.on, duty_id=id_, because=_DECIDED), *release(act, id_, act.on)]
    return events


def release(act: Act, awaited: UUID, on: date) -> Events:
    """Let go on what stood still for a duty, with what was left on the day it was stopped."""
    return [_resumed(act, id_, duty, on) for id_, duty in act.case.open_duties.items() if duty.awaits == awaited]


def _resumed(act: Act, duty_id: UUID, duty: OpenDuty, on: date) -> DutyResumed:
    calendar = act.known.calendar
    *ended, last = duty.pauses
    pauses = (*ended, last.model_copy(update={"until": on}))
    counted = due_date(duty.opened.starts_on, duty.term, calendar, pauses=pauses)
    owed = _owed(duty, last, on, calendar)
    not_before = owed if owed and owed > counted.due_on else None
    due = due_date(duty.opened.starts_on, duty.term, calendar, pauses=pauses, not_before=not_before)
    return DutyResumed(on=on, duty_id=duty_id, because=_why(act, duty), **plan(act, duty, due, not_before))


def _owed(duty: OpenDuty, pause: Pause, on: date, calendar: Calendar) -> date | None:
    """The day that a clock which goes on owes people, whatever the calendar in force now counts; None: none is left.

    What was left of a promised day is given back like what was left of a term. Where another calendar was published
    meanwhile, and something was left, or the day was but an estimate, it is the next working day at the earliest; a
    clock that was stopped on its last day keeps that day.
    """
    left = working_days_between(pause.since, duty.due_on, calendar) if duty.plan.not_before else 0
    estimated = duty.plan.provisional and duty.due_on < pause.since
    recounted = duty.plan.calendar_version < calendar.version and pause.since <= duty.due_on
    left = max(int(estimated or (recounted and pause.since < duty.due_on)), left)
    if left > 0:
        return add_working_days(on, left, calendar)
    return duty.due_on if recounted else None


def _passed(act: Act, duty: OpenDuty) -> bool:
    """Whether a term has passed, or counts as missed whatever day an act entered late is of."""
    return duty.missed or duty.over(act.on)


def _runs(duty: OpenDuty) -> bool:
    """Whether a clock runs that could stand still: what is due the same day has none."""
    return duty.opened.unit is not TermUnit.same_day


def _why(act: Act, duty: OpenDuty) -> str:
    return next(other.opened.duty for id_, other in act.case.open_duties.items() if id_ == duty.awaits)


def _shelving(act: Act) -> Shelving:
    rule = act.known.pack.shelving
    if rule is None:
        raise Refused(refusals.NO_SHELVING)
    act.require_role(rule.by)
    return rule
