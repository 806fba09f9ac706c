"""Correction (纠错整改, ZS-35, BT-21, BT-22, NS-16): evaluated, done again where it failed, urged where it is weak.

A correction that failed opens correction again and nothing else: the determination stands (A-20).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal, NamedTuple, assert_never
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.determination import DEMAND_DUE_TOO_SOON
from domain.acts.terms import PROMPTLY, SUBJECT, open_again, open_demanded, open_duty, open_evaluation
from domain.case.act import Act, Events
from domain.case.correction import (
    EVALUATION,
    EndedCorrection,
)
from domain.case.decisions import DemandFact, DeterminationDecision
from domain.case.state import Case
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, EXAMPLE_SUBJECT, Command, Dispatch, Event
from domain.pack.results import Correction, DutyRule
from domain.refusals import Refused, refusal
from domain.terms.duty import OpenDuty
from domain.values import Code, Day, Document, DutyId, Flag, FreeText, Means, Sha256, SubjectId, Text, digests, titles


class OrderCorrection(Command, path="correction-orders", summary="Order correction meanwhile", tag="correction"):
    """责令整改: a subject must put something right now, while the case runs and whatever is determined in it."""

    example: ClassVar = {"subject": EXAMPLE_SUBJECT, "demand": "立即停止使用未经论证的管线。", "due_on": "2026-12-31"}
    kind: Literal["order_correction"] = "order_correction"
    subject: UUID
    demand: Text
    due_on: Day | None = Field(default=None, description="a day set by the order; else the pack's term")


class EvaluateCorrection(Command, path="correction-evaluations", summary="Evaluate a correction", tag="correction"):
    """纠错评估 (ZS-35): whether what was done on a correction demand is enough; if not, it is corrected again."""

    example: ClassVar = {
        "duty": EXAMPLE_ID,
        "passed": False,
        "reasons": "论证办法尚未经集体审议，须再次整改。",
        "evidence": [EXAMPLE_DOCUMENT],
    }
    kind: Literal["evaluate_correction"] = "evaluate_correction"
    duty: UUID
    passed: Flag
    reasons: Text
    evidence: tuple[Document, ...] = ()


class EscalateCorrection(
    Command, path="correction-escalations", summary="Take a measure against weak correction", tag="correction"
):
    """督促整改 (BT-21, BT-22, NS-16): take a measure of the pack against weak or refused correction."""

    example: ClassVar = {
        "duty": EXAMPLE_ID,
        "measure": "admonition",
        "refused": False,
        "reasons": "两次整改均不到位，予以诫勉。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["escalate_correction"] = "escalate_correction"
    duty: UUID
    measure: Code
    refused: Flag = Field(default=False, description="correction is refused, not merely weak")
    reasons: Text
    document: Document


class CorrectionOrdered(Event, group="decision", zh="责令整改", en="Correction ordered"):
    """责令整改通知: what must be put right is private; its number is one of the case's own, like a demand's."""

    dispatch: ClassVar = Dispatch("容整", "责令整改通知书", "Order of correction")
    facts: ClassVar = {"整改要求": "demand subject", "期限": "due_on"}
    kind: Literal["correction_ordered"] = "correction_ordered"
    demand: Annotated[int, Means("demand")]
    subject: SubjectId
    due_on: date | None = None


class CorrectionEvaluated(Event, group="decision", zh="纠错评估", en="Correction evaluated"):
    """纠错评估 (ZS-35): what was done on a demand was found enough, or not; `round` is how often it was done."""

    facts: ClassVar = {"整改要求": "demand subject", "评估": "round passed", "材料": "evidence"}
    kind: Literal["correction_evaluated"] = "correction_evaluated"
    duty_id: DutyId
    demand: Annotated[int, Means("demand")]
    subject: SubjectId
    round: Annotated[int, Means("evaluation")]
    passed: bool
    evidence: tuple[Sha256, ...] = ()


class CorrectionEscalated(Event, group="decision", zh="督促整改", en="Correction urged"):
    """督促整改 (BT-21, BT-22, NS-16): a measure against weak correction, or against refusing it."""

    dispatch: ClassVar = Dispatch("容督", "督促整改通知书", "Demand of correction urged")
    facts: ClassVar = {"整改要求": "demand subject", "措施": "measure", "情形": "refused", "材料": "document"}
    kind: Literal["correction_escalated"] = "correction_escalated"
    duty_id: DutyId
    demand: Annotated[int, Means("demand")]
    subject: SubjectId
    measure: Annotated[Code, Means("correction_measure")]
    refused: Annotated[bool, Means("correction_refused")]
    document: Sha256


NO_CORRECTION = refusal("not_a_correction", 409, "ZS-35").says("""
    该职责不是纠错整改要求。
    This duty is of no correction demand.
    请从案件的整改台账中选择。
    Choose one from the correction ledger of the case.
""")
NOT_UNDER_EVALUATION = refusal("correction_not_under_evaluation", 409, "ZS-35").says("""
    该整改要求尚未提交评估，或本程序不作纠错评估。
    The correction has not come to its evaluation, or this procedure has none.
    请待整改完成并反馈后再评估。
    Evaluate it after the subject has reported back.
""")
NO_CORRECTION_MEASURES = refusal("no_correction_measures", 409, "BT-21").says("""
    本程序没有规定督促整改的措施。
    This procedure has no measures against weak correction.
    请按程序包规定的其他方式办理。
    Use another way that the procedure gives.
""")


NO_CORRECTION_ORDERS = refusal("no_correction_orders", 409).says("""
    本程序没有规定由谁先行责令整改。
    This procedure has nobody order correction apart from a determination.
    请在认定中一并提出整改要求。
    Demand correction with the determination.
""")


class _Demanded(NamedTuple):
    """An open duty of a correction demand, with its subject and number."""

    duty: OpenDuty
    subject: UUID
    demand: int


def _of_demands(act: Act) -> Iterable[UUID]:
    return (id_ for id_, duty in act.case.open_duties.items() if duty.opened.demand is not None)


def _evaluations(act: Act) -> Iterable[UUID]:
    return (id_ for id_ in _of_demands(act) if act.case.open_duties[id_].opened.duty == EVALUATION)


@guard(OrderCorrection, subject=Act.subjects)
def _may_order(act: Act, subject: UUID) -> DutyRule:
    correction, rule = act.context.pack.correction, _corrected_by(act)
    if correction is None or correction.ordered_by is None or rule is None:
        raise Refused(NO_CORRECTION_ORDERS)
    act.require_role(correction.ordered_by)
    act.require_not_moving()
    if act.case.closed:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    act.require_subject(subject)
    return rule


def order(act: Act, command: OrderCorrection) -> Events:
    """Order a subject to put something right: its duty begins at once, and a determination may still demand more."""
    rule = _may_order(act, command.subject)
    if command.due_on is not None and command.due_on <= act.on:
        raise Refused(DEMAND_DUE_TOO_SOON)
    ordered = DemandFact(number=_unused_number(act.case), subject=command.subject, due_on=command.due_on)
    event = CorrectionOrdered(
        on=act.on,
        private=FreeText(statement=command.demand),
        demand=ordered.number,
        subject=command.subject,
        due_on=command.due_on,
    )
    return [event, open_demanded(act, rule, ordered, None)]


def _unused_number(case: Case) -> int:
    """A number that no demand has, neither one that was decided on nor one that is only proposed."""
    disputed = [case.disagreement.decision] if case.disagreement else []
    decisions = [*(each.decision for each in case.proposals.values()), *disputed]
    proposed = (demand for each in decisions if isinstance(each, DeterminationDecision) for demand in each.demands)
    used = {each.number for each in (*case.demands, *case.ordered, *proposed)} | {*case.corrections}
    return max(used, default=0) + 1


@guard(EvaluateCorrection, duty=_evaluations)
def _may_evaluate(act: Act, duty: UUID) -> tuple[_Demanded, DutyRule, Correction]:
    demanded = _demanded(act, duty)
    rule, correction, running = _corrected_by(act), act.context.pack.correction, demanded.duty
    if running.opened.duty != EVALUATION or rule is None or correction is None:
        raise Refused(NOT_UNDER_EVALUATION)
    act.require_responsible(running)
    act.require_fresh(str(duty))
    act.require_not_before(running.opened.on)
    return demanded, rule, correction


def evaluate(act: Act, command: EvaluateCorrection) -> Events:
    """Find what was done enough, or have it corrected again; each time is a round (ZS-35)."""
    (duty, subject, demand), rule, correction = _may_evaluate(act, command.duty)
    evaluated = CorrectionEvaluated(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=titles(command.evidence)),
        duty_id=command.duty,
        demand=demand,
        subject=subject,
        round=duty.opened.round,
        passed=command.passed,
        evidence=digests(command.evidence),
    )
    met = act.meet(command.duty, duty)
    if command.passed:
        return [evaluated, met]
    before = duty.opened.model_copy(update={"responsible": _responsible(act, rule)})
    return [evaluated, met, open_again(act, rule, before, correction.again or rule.within or PROMPTLY)]


@guard(EscalateCorrection, duty=_of_demands)
def _may_escalate(act: Act, duty: UUID) -> tuple[_Demanded, Correction]:
    demanded, correction = _demanded(act, duty), act.context.pack.correction
    if correction is None or correction.supervisor is None or not correction.measures:
        raise Refused(NO_CORRECTION_MEASURES)
    act.require_role(correction.supervisor)
    act.require_fresh(str(duty))
    act.require_not_before(demanded.duty.opened.on, act.case.acted_on.get(str(duty)))
    return demanded, correction


def escalate(act: Act, command: EscalateCorrection) -> Events:
    """Take a measure against weak correction; where it is refused or the measure says so, refer (BT-22, NS-16)."""
    (_, subject, demand), correction = _may_escalate(act, command.duty)
    if command.measure not in {measure.id for measure in correction.measures}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.measure)
    escalated = CorrectionEscalated(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=(command.document.title,)),
        duty_id=command.duty,
        demand=demand,
        subject=subject,
        measure=command.measure,
        refused=command.refused,
        document=command.document.sha256,
    )
    refers = command.refused or command.measure in correction.refers
    return [escalated, *(_referred(act, correction, subject) if refers else [])]


def submitted(act: Act, duty: OpenDuty) -> Events:
    """Have evaluated what a subject has put right, if the pack has somebody evaluate it."""
    correction, rule = act.context.pack.correction, _corrected_by(act)
    by = correction.evaluated_by if correction else None
    if correction is None or by is None or rule is None or duty.opened.duty != rule.duty:
        return []
    return [open_evaluation(act, correction, by, duty.opened)]


def _demanded(act: Act, duty_id: UUID) -> _Demanded:
    duty = act.open_duty(duty_id)
    if duty.opened.subject is None or duty.opened.demand is None:
        raise Refused(NO_CORRECTION)
    return _Demanded(duty, duty.opened.subject, duty.opened.demand)


def _corrected_by(act: Act) -> DutyRule | None:
    """The rule of the duty that is opened per demand; a pack that has corrections evaluated has one."""
    return next((rule for rule in act.context.pack.duties if rule.per == "demand"), None)


def _responsible(act: Act, rule: DutyRule) -> str:
    return rule.by if rule.by == SUBJECT else act.organ_of(rule.by)


def _referred(act: Act, correction: Correction, subject: UUID) -> Events:
    """Open the referral, once, for a subject whose outcome it is for."""
    rule, opinion = correction.referral, act.case.opinions.get(subject)
    if rule is None or (opinion is not None and not rule.follows(opinion.outcome)):
        return []
    running = {(duty.opened.duty, duty.opened.subject) for duty in act.case.open_duties.values()}
    return [] if (rule.duty, subject) in running else [open_duty(act, rule, subject=subject)]


def evolve(case: Case, event: CorrectionOrdered | CorrectionEvaluated | CorrectionEscalated) -> Case:
    """The case after a correction was ordered, evaluated or urged; its duties are another matter."""
    if isinstance(event, CorrectionOrdered):
        fact = DemandFact(number=event.demand, subject=event.subject, due_on=event.due_on)
        return replace(case, ordered=(*case.ordered, fact))
    case, state = case.touched(str(event.duty_id), event.on), case.corrections.get(event.demand)
    if state is None:
        return case
    match event:
        case CorrectionEvaluated(passed=True):
            state = EndedCorrection("passed", state.failed, state.measures)
        case CorrectionEvaluated():
            state = replace(state, failed=state.failed + 1)
        case CorrectionEscalated():
            state = replace(state, measures=(*state.measures, event.measure))
        case _:
            assert_never(event)
    return replace(case, corrections={**case.corrections, event.demand: state})
