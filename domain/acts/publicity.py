"""Publicity (公示, ZS-26, A-23): nobody is publicised before being told; whoever objects is answered by people.

A time that has passed concludes nothing: it ends the chance to object, and asks the organ for its conclusion.
"""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.acts.investigation import require_ready
from domain.acts.terms import CONCLUSION, lead_on, open_conclusion, open_publicity
from domain.case.act import Act, Events
from domain.case.state import Case, OpenReappraisal, Publicity
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Capacity, Command, Dispatch, Event
from domain.pack.steps import Need, Step, StepKind
from domain.refusals import Refused, refusal
from domain.terms.duty import OpenDuty
from domain.values import Document, Flag, FreeText, Means, Sha256, StepId, Text, digests, titles


class StartPublicity(Command, path="publicity", summary="Make the decision public", tag="publicity"):
    """公示 (ZS-26, A-23): the decision is made public in a redacted text, so far as `scope` says and no farther."""

    example: ClassVar = {"notice": EXAMPLE_DOCUMENT, "scope": "在本单位公告栏公示，隐去姓名。"}
    kind: Literal["start_publicity"] = "start_publicity"
    notice: Document
    scope: Text


class RaiseObjection(
    Command, path="objections", summary="Object to what is public", tag="publicity", seen=False, capacity=Capacity.PARTY
):
    """提出异议 (ZS-26): somebody objects while the publicity runs; who it is stands in the statement alone."""

    example: ClassVar = {"statement": "公示所述补救情况与实际不符，请核实。", "evidence": [EXAMPLE_DOCUMENT]}
    kind: Literal["raise_objection"] = "raise_objection"
    statement: Text
    evidence: tuple[Document, ...] = ()


class ConcludePublicity(Command, path="publicity-conclusion", summary="Conclude the publicity", tag="publicity"):
    """作出公示结论 (ZS-26): quiet, or each objection answered, or an objection upheld; never by time alone."""

    example: ClassVar = {"upheld": False, "answers": ["已核实，补救属实，有验收记录。"], "reasons": "异议不成立。"}
    kind: Literal["conclude_publicity"] = "conclude_publicity"
    upheld: Flag | None = Field(default=None, description="whether an objection is upheld; none without objections")
    answers: tuple[Text, ...] = Field(
        default=(), max_length=1000, description="the reasons to each objection, in their order"
    )
    reasons: Text


class PublicityStarted(Event, group="material", zh="公示", en="Made public"):
    """公示 (ZS-26, A-23): the redacted notice by its digest; the words of it, and its scope, are private."""

    dispatch: ClassVar = Dispatch("容公", "公示", "Public notice")
    facts: ClassVar = {"材料": "notice"}
    kind: Literal["publicity_started"] = "publicity_started"
    step: StepId
    notice: Sha256


class ObjectionRaised(Event, group="material", zh="收到异议", en="Objection raised"):
    """收到异议 (ZS-26): that somebody objects, and on what evidence; who and why is private."""

    facts: ClassVar = {"材料": "evidence"}
    kind: Literal["objection_raised"] = "objection_raised"
    step: StepId
    evidence: tuple[Sha256, ...]


class PublicityConcluded(Event, group="decision", zh="公示结论", en="Publicity concluded"):
    """公示结论 (ZS-26): nobody objected, no objection was upheld, or one was; where the case goes on.

    Attributes:
        objections: How many were raised; the reasons to each are private, in their order.
    """

    facts: ClassVar = {"结论": "result", "异议": "objections", "转入": "leads_to"}
    kind: Literal["publicity_concluded"] = "publicity_concluded"
    step: StepId
    result: Annotated[Literal["quiet", "dismissed", "upheld"], Means("publicity_results")]
    objections: Annotated[int, Means("pieces")]
    leads_to: StepId


_OVER = "publicity_over"
_DECIDED = "decided"


NEEDS_RECEIPT = refusal("needs_receipt", 409, "ZS-26", "A-23").says("""
    还有当事人没有签收书面反馈，不得公示。
    A subject has not received the written feedback: nobody is publicised before being told.
    请先由各当事人签收。
    Have every subject confirm receipt first.
""")
NEEDS_APPEAL_OVER = refusal("needs_appeal_over", 409, "ZS-26", "A-23").says("""
    当事人申请复议的期间未满，不得公示。
    A subject may still ask for reappraisal: nothing is publicised before that.
    请在期间届满后再公示。
    Wait until the window has passed.
""")
NEEDS_REAPPRAISAL_DECIDED = refusal("needs_reappraisal_decided", 409, "ZS-26", "A-20").says("""
    复议正在进行，结论未定，不得公示或作出公示结论。
    A reappraisal is open: what is not settled is neither publicised nor concluded.
    请等待复议决定。
    Wait for its decision.
""")
ALREADY_PUBLIC = refusal("already_public", 409, "ZS-26").says("""
    公示已经开始。
    The publicity has begun already.
    请等待公示期满，或办理收到的异议。
    Wait until its time has passed, or deal with the objections.
""")
NOT_PUBLIC = refusal("not_public", 409, "ZS-26").says("""
    公示尚未开始。
    The publicity has not begun.
    请先开始公示。
    Begin it first.
""")
PUBLICITY_RUNS = refusal("publicity_runs", 409, "ZS-26", "A-23").says("""
    公示期未满。
    The time for objections has not passed.
    请等待公示期满；异议成立的，可以随时作出结论。
    Wait until it has; only an objection that is upheld may be concluded before.
""")
PUBLICITY_OVER = refusal("publicity_over", 409, "ZS-26", "A-23").says("""
    公示期已满，不再接收异议。
    The time for objections has passed.
    如有新证据，请向办理机关反映，由其决定是否启动复议。
    Bring new evidence to the organs that handle the case, who may open a reappraisal.
""")
OBJECTIONS_UNDECIDED = refusal("objections_undecided", 422, "ZS-26").says("""
    收到异议的，须写明异议是否成立；没有异议的，不必写明。
    With objections say whether one is upheld; without any there is nothing to say.
    请按收到异议的件数填写 upheld。
    Set upheld if there are objections, and leave it out if there are none.
""")
OBJECTIONS_UNANSWERED = refusal("objections_unanswered", 422, "ZS-26").says("""
    答复的条数与收到的异议件数不符。
    There are not as many answers as objections.
    异议不成立的，请按收到的先后逐件写明理由。
    Where none is upheld, answer each, in the order in which they were raised.
""")


@guard(StartPublicity)
def _may_start(act: Act) -> str:
    step_id, _, step = act.open_step(StepKind.PUBLICITY)
    act.require_role(*act.body_roles(step))
    act.require_fresh(step_id)
    if act.case.publicity is not None:
        raise Refused(ALREADY_PUBLIC)
    require_ready(act, step_id)
    if Need.CONFIRMED_CORRECT in step.needs:
        _require_told(act)
        _require_no_reappraisal(act)
    return step_id


def start(act: Act, command: StartPublicity) -> Events:
    """Make the redacted text public; from the day after, its days count (ZS-26)."""
    step_id = _may_start(act)
    started = PublicityStarted(
        on=act.on,
        private=FreeText(statement=command.scope, document_titles=(command.notice.title,)),
        step=step_id,
        notice=command.notice.sha256,
    )
    return [started, open_publicity(act, step_id)]


@guard(RaiseObjection)
def _may_object(act: Act) -> Publicity:
    step, publicity = _public(act)
    act.require_unit_or(*act.body_roles(step), *(route.to for route in act.context.pack.tolerance.opens))
    act.require_not_before(publicity.on)
    if _over(act, publicity):
        raise Refused(PUBLICITY_OVER)
    return publicity


def raise_objection(act: Act, command: RaiseObjection) -> Events:
    """Take in an objection of its time: a unit's own, or what somebody hands in at the counter."""
    publicity = _may_object(act)
    return [
        ObjectionRaised(
            on=act.on,
            private=FreeText(statement=command.statement, document_titles=titles(command.evidence)),
            step=publicity.step,
            evidence=digests(command.evidence),
        )
    ]


@guard(ConcludePublicity)
def _may_conclude(act: Act) -> tuple[Step, Publicity]:
    step, publicity = _public(act)
    act.require_role(*act.body_roles(step))
    act.require_fresh(publicity.step)
    act.require_not_before(act.case.acted_on.get(publicity.step))
    if Need.CONFIRMED_CORRECT in step.needs:
        _require_no_reappraisal(act)
    if publicity.objections == 0 and not _over(act, publicity):
        raise Refused(PUBLICITY_RUNS)
    return step, publicity


def conclude(act: Act, command: ConcludePublicity) -> Events:
    """Conclude: go on, with reasons to each objection, or back where an objection is upheld, at any time (ZS-26)."""
    step, publicity = _may_conclude(act)
    _require_answers(command, publicity)
    if not command.upheld and not _over(act, publicity):
        raise Refused(PUBLICITY_RUNS)
    result: Literal["quiet", "dismissed", "upheld"] = "upheld" if command.upheld else "quiet"
    if command.upheld is False:
        result = "dismissed"
    outcome = "objection" if command.upheld else "quiet"
    concluded = PublicityConcluded(
        on=act.on,
        private=FreeText(reasons=command.reasons, finding_reasons=command.answers),
        step=publicity.step,
        result=result,
        objections=publicity.objections,
        leads_to=step.next(outcome),
    )
    return [concluded, *_settle(act, publicity), *lead_on(act, publicity.step, outcome)]


def is_window(act: Act, duty: OpenDuty) -> bool:
    """Whether a term is that of what is public now."""
    return act.case.publicity is not None and duty.opened.step == act.case.publicity.step


def end_window(act: Act, duty_id: UUID, duty: OpenDuty) -> Events:
    """End the time for objections, which approves nothing: the organ is asked for its conclusion."""
    ended = act.cancel(duty_id, _OVER, duty.due_on)
    return [ended, open_conclusion(act, duty.opened.step or "", duty.due_on)]


def _public(act: Act) -> tuple[Step, Publicity]:
    _, _, step = act.open_step(StepKind.PUBLICITY)
    if act.case.publicity is None:
        raise Refused(NOT_PUBLIC)
    return step, act.case.publicity


def _over(act: Act, publicity: Publicity) -> bool:
    """Whether the last day has passed, also where the clock has not yet said so; an estimated day never has."""
    if publicity.ended_on is not None:
        return act.on > publicity.ended_on
    window = act.term_of(publicity.step)
    return window is not None and window[1].over(act.on)


def _require_told(act: Act) -> None:
    """Refuse before every subject has received the feedback, and while one may still ask for reappraisal."""
    appeals = act.case.appeals
    if {subject.subject_id for subject in act.case.subjects} - set(appeals):
        raise Refused(NEEDS_RECEIPT)
    running = [window for window in appeals.values() if window and (act.on <= window.until or window.provisional)]
    if running:
        last = max(window.until for window in running)
        raise Refused(NEEDS_APPEAL_OVER, detail=last.isoformat())


def _require_no_reappraisal(act: Act) -> None:
    if any(isinstance(state, OpenReappraisal) for state in act.case.reappraisals.values()):
        raise Refused(NEEDS_REAPPRAISAL_DECIDED)


def _require_answers(command: ConcludePublicity, publicity: Publicity) -> None:
    """Refuse to pass over an objection: each is upheld or answered."""
    if (command.upheld is None) != (publicity.objections == 0):
        raise Refused(OBJECTIONS_UNDECIDED, detail=str(publicity.objections))
    admitted = {0, publicity.objections} if command.upheld else {publicity.objections}
    if len(command.answers) not in admitted:
        raise Refused(OBJECTIONS_UNANSWERED, detail=str(publicity.objections))


def _settle(act: Act, publicity: Publicity) -> Events:
    """Settle what runs: the time for objections, or the duty to conclude that came after it."""
    events: Events = []
    for id_, duty in act.case.open_duties.items():
        if duty.opened.step == publicity.step and duty.over(act.on):
            events.append(act.cancel(id_, _OVER, duty.due_on))
        elif duty.opened.step == publicity.step:
            events.append(act.cancel(id_, _DECIDED))
        elif duty.opened.duty == CONCLUSION:
            events.append(act.meet(id_, duty))
    return events


def evolve(case: Case, event: PublicityStarted | ObjectionRaised | PublicityConcluded) -> Case:
    """The case after something was made public, objected to, or concluded."""
    match event:
        case PublicityStarted():
            return replace(case, publicity=Publicity(event.step, event.on)).touched(event.step, event.on)
        case ObjectionRaised():
            if case.publicity is None:
                raise TypeError(f"case {case.id}: {event.kind} outside a publicity")
            heard = replace(case.publicity, objections=case.publicity.objections + 1)
            return replace(case, publicity=heard).touched(event.step, event.on)
        case PublicityConcluded():
            again = case.steps.get(event.leads_to)
            if again is not None and again.kind is StepKind.INVESTIGATION:
                case = _investigated_anew(case)
            return replace(case, publicity=None).step_done(event.step, event.on)
        case _:
            assert_never(event)


def _investigated_anew(case: Case) -> Case:
    """What the earlier investigation found is on record, and decides nothing any more (ZS-26)."""
    return replace(
        case, team=frozenset(), team_posts={}, heard=frozenset(), findings={}, legality_passed=None, returns=0
    )
