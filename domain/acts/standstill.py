"""Clocks that stand still (中止计时): a supplement asked for, a case put aside, and going on with what was left.

A clock stands still for another duty, which has a term of its own: nothing waits without end (A-01, A-22).
"""

from dataclasses import replace
from datetime import date
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.proposals import require_not_disputed
from domain.acts.terms import SUBJECT, open_window, plan
from domain.case.act import Act, Events
from domain.case.state import Case
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Capacity, Command, Dispatch, Event
from domain.pack.steps import Shelving, StepKind, Supplement
from domain.refusals import Refused, refusal
from domain.terms.calendar import Calendar
from domain.terms.deadlines import Pause, TermUnit, add_working_days, due_date, working_days_between
from domain.terms.duty import OpenDuty
from domain.terms.events import DutyPaused, DutyResumed
from domain.values import Bilingual, Document, FreeText, Sha256, StepId, Text, digests, titles


class RequestSupplement(
    Command, path="supplement-request", summary="Ask for the papers to be completed", tag="acceptance"
):
    """一次性告知补正 (A-01): ask the applicant, once, to complete the papers; the acceptance term stands still."""

    example: ClassVar = {"missing": "缺经集体讨论的会议记录，请补正。"}
    kind: Literal["request_supplement"] = "request_supplement"
    missing: Text


class SubmitSupplement(
    Command,
    path="supplement",
    summary="Hand in the papers asked for",
    tag="acceptance",
    seen=False,
    capacity=Capacity.PARTY,
):
    """提交补正材料 (A-01): the papers asked for; the term goes on with what was left."""

    example: ClassVar = {"evidence": [EXAMPLE_DOCUMENT], "remarks": "补交会议记录。"}
    kind: Literal["submit_supplement"] = "submit_supplement"
    evidence: tuple[Document, ...] = Field(min_length=1)
    remarks: Text | None = None


class ShelveCase(Command, path="shelving", summary="Put the case aside", tag="deadlines", operation="cases.shelve"):
    """暂缓认定（搁置） (ZS-25, A-22): what cannot be decided yet is put aside, for a time that ends."""

    example: ClassVar = {"reasons": "事实一时难以查清，暂缓认定。"}
    kind: Literal["shelve_case"] = "shelve_case"
    reasons: Text


class ResumeCase(
    Command, path="resumption", summary="Take the case up again", tag="deadlines", operation="cases.resume"
):
    """恢复办理 (ZS-25, A-22): take a shelved case up again."""

    example: ClassVar = {"reasons": "新的鉴定意见已经作出，恢复办理。"}
    kind: Literal["resume_case"] = "resume_case"
    reasons: Text


class SupplementRequested(Event, group="material", zh="一次性告知补正", en="Asked to complete the papers"):
    """一次性告知补正 (A-01): the applicant is asked, once, to complete the papers; what is missing is private."""

    dispatch: ClassVar = Dispatch("容补", "补正通知书", "Request to complete the papers")
    kind: Literal["supplement_requested"] = "supplement_requested"
    step: StepId


class SupplementReceived(Event, group="material", zh="收到补正材料", en="Papers completed"):
    """收到补正材料 (A-01)."""

    facts: ClassVar = {"材料": "evidence"}
    kind: Literal["supplement_received"] = "supplement_received"
    step: StepId
    evidence: tuple[Sha256, ...]


class CaseShelved(Event, group="procedure", zh="暂缓认定（搁置）", en="Shelved"):
    """暂缓认定（搁置） (ZS-25, A-22): no conclusion for now, neither for nor against; the terms stand still."""

    kind: Literal["case_shelved"] = "case_shelved"


class CaseResumed(Event, group="procedure", zh="恢复办理", en="Taken up again"):
    """恢复办理 (ZS-25, A-22): the matter is taken up again."""

    kind: Literal["case_resumed"] = "case_resumed"


SUPPLEMENT = "supplement"
"""The duty of an applicant to complete the papers, and why the acceptance term stands still."""
SHELVING = "shelving"
"""The duty to take a shelved case up again, and why its terms stand still."""

_LAPSED = "lapsed"
_DECIDED = "decided"
_COMPLETE = Bilingual(zh="补正材料", en="Complete the papers")
_DECIDE_AGAIN = Bilingual(zh="搁置期满前再次核查并作出决定", en="Verify again and decide before the shelving ends")
_MAY_BE_SHELVED = frozenset({StepKind.INVESTIGATION, StepKind.DETERMINATION, StepKind.APPROVAL})


NOT_SHELVED = refusal("not_shelved", 409, "A-22").says("""
    本案没有搁置。
    The case is not shelved.
    无需恢复，请直接办理。
    There is nothing to resume; go on with the case.
""")
NO_SHELVING = refusal("no_shelving", 409, "A-22").says("""
    本案适用的程序没有暂缓认定（搁置）的规定。
    The procedure of this case has no rule for shelving.
    请按程序办理；确需搁置的，须先有规定。
    Go on by the procedure; shelving needs a rule first.
""")
NO_SUPPLEMENT = refusal("no_supplement", 409, "A-01").says("""
    本案适用的程序没有补正的规定。
    The procedure of this case has no rule for completing the papers.
    请就现有材料作出决定。
    Decide on the papers there are.
""")
NO_SECOND_SUPPLEMENT = refusal("no_second_supplement", 409, "A-01").says("""
    已经告知过一次补正，不得再次告知。
    The applicant has been asked once to complete the papers; once is all.
    请就现有材料作出决定。
    Decide on the papers there are.
""")
NOT_ASKED = refusal("supplement_not_asked", 409, "A-01").says("""
    没有告知过补正。
    Nobody has asked for the papers to be completed.
    补充的证据可在调查核实中提交。
    Further evidence can be handed in during the investigation.
""")
TERM_PASSED = refusal("term_passed", 409, "A-01", "A-06").says("""
    期限已经届满，不能再中止计时。
    The term has passed; its clock can no longer be stopped.
    请尽快办理，逾期照实记录。
    Act soon; the lateness stays on record.
""")


@guard(RequestSupplement)
def _may_ask(act: Act) -> tuple[str, Supplement]:
    step_id, _, step = act.open_step(StepKind.ACCEPTANCE)
    rule = step.supplement
    if rule is None:
        raise Refused(NO_SUPPLEMENT)
    act.require_role(rule.by)
    act.require_fresh(step_id)
    if act.case.supplemented:
        raise Refused(NO_SECOND_SUPPLEMENT)
    if step_id in act.case.proposals:
        raise Refused(refusals.ALREADY_PROPOSED)
    require_not_disputed(act, step_id)
    running = act.term_of(step_id)
    if running and _passed(act, running[1]):
        raise Refused(TERM_PASSED)
    return step_id, rule


def request_supplement(act: Act, command: RequestSupplement) -> Events:
    """Ask the applicant to complete the papers, once; the acceptance term stands still meanwhile (A-01)."""
    step_id, rule = _may_ask(act)
    running = act.term_of(step_id)
    window = open_window(act, SUPPLEMENT, _COMPLETE, SUBJECT, rule)
    events: Events = [SupplementRequested(on=act.on, private=FreeText(statement=command.missing), step=step_id), window]
    if running and _runs(running[1]):
        events.append(DutyPaused(on=act.on, duty_id=running[0], because=SUPPLEMENT, awaits=act.next_id(1)))
    return events


@guard(SubmitSupplement)
def _may_hand_in(act: Act) -> str:
    step_id, _, _ = act.open_step(StepKind.ACCEPTANCE)
    act.require_unit_or(act.counter)
    if not act.case.supplemented:
        raise Refused(NOT_ASKED)
    act.require_not_before(act.case.acted_on.get(step_id))
    return step_id


def submit_supplement(act: Act, command: SubmitSupplement) -> Events:
    """Take in the papers that were asked for; the term goes on. Late ones still count as what there is (A-01)."""
    step_id = _may_hand_in(act)
    received = SupplementReceived(
        on=act.on,
        private=FreeText(statement=command.remarks, document_titles=titles(command.evidence)),
        step=step_id,
        evidence=digests(command.evidence),
    )
    window = next(((id_, duty) for id_, duty in act.case.open_duties.items() if duty.opened.duty == SUPPLEMENT), None)
    if window is None:
        return [received]
    id_, duty = window
    if duty.over(act.on):
        return [received, *lapse(act, id_, duty)]
    return [received, act.meet(id_, duty), *release(act, id_, act.on)]


@guard(ShelveCase)
def _may_shelve(act: Act) -> tuple[Shelving, frozenset[str]]:
    """The rule, and the steps whose terms stand still."""
    rule = _shelving(act)
    act.require_not_moving()
    if act.case.shelved:
        raise Refused(refusals.SHELVED)
    steps = frozenset(id_ for id_, state in act.case.open_steps.items() if state.kind in _MAY_BE_SHELVED)
    if not steps:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    act.require_fresh(*steps)
    act.require_not_before(*(act.case.acted_on.get(step) for step in steps))
    if act.case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    if steps & set(act.case.proposals):
        raise Refused(refusals.ALREADY_PROPOSED)
    require_not_disputed(act, *steps)
    return rule, steps


def shelve(act: Act, command: ShelveCase) -> Events:
    """Put a case aside for now: neither for nor against anybody, and not for ever (ZS-25, A-22)."""
    rule, steps = _may_shelve(act)
    window = open_window(act, SHELVING, _DECIDE_AGAIN, act.organ_of(rule.by), rule)
    still = [
        DutyPaused(on=act.on, duty_id=id_, because=SHELVING, awaits=act.next_id(1))
        for id_, duty in act.case.open_duties.items()
        if duty.opened.step in steps and _runs(duty) and not _passed(act, duty)
    ]
    return [CaseShelved(on=act.on, private=FreeText(reasons=command.reasons)), window, *still]


@guard(ResumeCase)
def _may_resume(act: Act) -> None:
    _shelving(act)
    if not act.case.shelved:
        raise Refused(NOT_SHELVED)


def resume(act: Act, command: ResumeCase) -> Events:
    """Take a shelved case up again (ZS-25, A-22)."""
    _may_resume(act)
    resumed = CaseResumed(on=act.on, private=FreeText(reasons=command.reasons))
    id_, duty = next(item for item in act.case.open_duties.items() if item[1].opened.duty == SHELVING)
    act.require_not_before(duty.opened.on)
    return [resumed, act.meet(id_, duty), *release(act, id_, act.on)]


def lapse(act: Act, duty_id: UUID, duty: OpenDuty) -> Events:
    """End a subject's window that has passed: what stood still for it goes on from its last day (A-01)."""
    return [act.cancel(duty_id, _LAPSED, duty.due_on), *release(act, duty_id, duty.due_on)]


def end_supplement(act: Act) -> Events:
    """End the wait for papers that a decision no longer needs, or whose time is over; the clock goes on first."""
    events: Events = []
    for id_, duty in act.case.open_duties.items():
        if duty.opened.duty == SUPPLEMENT and duty.over(act.on):
            events += lapse(act, id_, duty)
        elif duty.opened.duty == SUPPLEMENT:
            events += [act.cancel(id_, _DECIDED), *release(act, id_, act.on)]
    return events


def release(act: Act, awaited: UUID, on: date) -> Events:
    """Let go on what stood still for a duty, with what was left on the day it was stopped."""
    return [_resumed(act, id_, duty, on) for id_, duty in act.case.open_duties.items() if duty.awaits == awaited]


def _resumed(act: Act, duty_id: UUID, duty: OpenDuty, on: date) -> DutyResumed:
    calendar = act.context.calendar
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
    rule = act.context.pack.shelving
    if rule is None:
        raise Refused(NO_SHELVING)
    act.require_role(rule.by)
    return rule


def evolve(case: Case, event: SupplementRequested | SupplementReceived | CaseShelved | CaseResumed) -> Case:
    """The case after papers were asked for or came in, or it was put aside or taken up again."""
    match event:
        case SupplementRequested():
            return replace(case, supplemented=True).touched(event.step, event.on)
        case SupplementReceived():
            return replace(case, known=case.known.union(event.evidence)).touched(event.step, event.on)
        case CaseShelved():
            return replace(case, shelved=True).steps_touched(event.on)
        case CaseResumed():
            return replace(case, shelved=False).steps_touched(event.on)
        case _:
            assert_never(event)
