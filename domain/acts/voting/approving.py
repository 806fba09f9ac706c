"""What an approval leads to (批准、不予批准、退回, NJ-18), by whomever; and approval by an organ, alone or jointly.

A committee approves by its votes alone (`approval`); where the pack says so an organ does, with reasons.
"""

from dataclasses import replace
from typing import ClassVar, Literal, assert_never

from domain.acts.determination import to_supervisor
from domain.acts.follow_up import end_follow_up, open_with_decision
from domain.acts.investigation import require_ready
from domain.acts.matters import ToleranceBarred, barred, barring_slot, grants, nothing_tolerated
from domain.acts.proposals import Proposing, may_propose, propose
from domain.acts.results import apply_results, end_earlier
from domain.acts.terms import lead_on
from domain.case.act import Act, Events
from domain.case.decisions import ApprovalDecision, Grant, OpinionFact, RoundResult
from domain.case.state import Case
from domain.guards import guard
from domain.messages import Command, Dispatch, Event
from domain.pack.steps import Step, StepKind, VoteBody
from domain.refusals import Refused, refusal
from domain.registers import RegisterEntries
from domain.values import FreeText, StepId, Text


class DecideApproval(Command, path="approvals", summary="Approve as an organ", tag="approval"):
    """批准 / 不予批准 / 退回 (NJ-18, A-07): by the organ that the procedure names, where no committee votes."""

    example: ClassVar = {"result": "approved", "reasons": "经审核，同意认定意见。"}
    kind: Literal["decide_approval"] = "decide_approval"
    result: Literal["approved", "refused", "returned"]
    reasons: Text


class CaseApproved(Event, group="decision", zh="批准，认定生效", en="Approved"):
    """党委(党组)批准 (NJ-18): constitutive; carries the grants, none if nothing was tolerated."""

    dispatch: ClassVar = Dispatch("容认", "容错认定决定书", "Determination")
    facts: ClassVar = {"意见": "opinions"}
    kind: Literal["case_approved"] = "case_approved"
    step: StepId
    opinions: tuple[OpinionFact, ...]
    grants: tuple[Grant, ...]

    @property
    def registers(self) -> RegisterEntries:
        """Its grants."""
        return RegisterEntries(grants=self.grants)


class CaseReturned(Event, group="decision", zh="退回补充", en="Returned"):
    """退回补充 (A-07)."""

    kind: Literal["case_returned"] = "case_returned"
    step: StepId


class ApprovalRefused(Event, group="decision", zh="不予批准", en="Approval refused"):
    """不予批准 (A-07)."""

    dispatch: ClassVar = Dispatch("容认", "不予认定决定书", "Determination refused")
    kind: Literal["approval_refused"] = "approval_refused"
    step: StepId


APPROVED_BY_VOTE = refusal("approved_by_vote", 409, "NJ-18", "A-14").says("""
    该程序由党委（党组）等集体表决批准，不由机关直接批准。
    In this procedure a committee approves by its vote; no organ approves by itself.
    请由表决机关的秘书或负责人开启表决。
    Have the committee's secretary or head open a round of votes.
""")
NO_RETURN_LEFT = refusal("no_return_left", 409, "A-07").says("""
    该程序不得退回，或退回次数已满。
    In this procedure nothing is returned, or it was returned as often as it may be.
    请批准或不予批准。
    Approve it, or refuse to.
""")


@guard(DecideApproval)
def _may_approve(act: Act) -> tuple[Step, Proposing]:
    step_id, _, step = act.open_step(StepKind.APPROVAL)
    if isinstance(act.context.pack.bodies[step.body or ""], VoteBody):
        raise Refused(APPROVED_BY_VOTE)
    require_ready(act, step_id)
    return step, may_propose(act, step_id, step.body or "")


def decide_approval(act: Act, command: DecideApproval) -> Events:
    """Propose to approve, to refuse, or to return what was determined."""
    step, proposing = _may_approve(act)
    if command.result == "returned" and act.case.returns >= step.returns_max:
        raise Refused(NO_RETURN_LEFT)
    return propose(act, proposing, ApprovalDecision(result=command.result), FreeText(reasons=command.reasons))


def carry_out(act: Act, decision: ApprovalDecision) -> Events:
    """Do what the organ, or all of them, decided."""
    step_id, *_ = act.open_step(StepKind.APPROVAL)
    return consequences(act, step_id, decision.result)


def consequences(act: Act, step_id: str, result: RoundResult) -> Events:
    """What a result leads to; a grant that the ban bars is recorded as barred (NJ-31)."""
    match result:
        case "undecided" | "inquorate":
            return []
        case "returned":
            return _lead_on(act, step_id, "returned", [CaseReturned(on=act.on, step=step_id)])
        case "refused":
            return _not_tolerated(act, step_id, ApprovalRefused(on=act.on, step=step_id))
        case "approved":
            opinions = tuple(act.case.opinions.values())
            granted = grants(act, opinions)
            if granted and (slot := barring_slot(act)):
                return _not_tolerated(act, step_id, barred(act, step_id, slot))
            approved = CaseApproved(on=act.on, step=step_id, opinions=opinions, grants=granted)
            begun = [*apply_results(act, opinions), *open_with_decision(act, opinions), *to_supervisor(act, opinions)]
            return _lead_on(act, step_id, "approved", [*end_earlier(act), *end_follow_up(act), approved, *begun])
        case _:
            assert_never(result)


def _not_tolerated(act: Act, step_id: str, refusal: ApprovalRefused | ToleranceBarred) -> Events:
    """Nothing is tolerated: what was granted before ends, and what such a decision brings with it begins."""
    opinions = tuple(nothing_tolerated(act.case).opinions.values())
    events = [*end_earlier(act), *end_follow_up(act), refusal, *open_with_decision(act, opinions)]
    events += to_supervisor(act, opinions)
    return _lead_on(act, step_id, "refused", events)


def _lead_on(act: Act, step_id: str, outcome: str, events: Events) -> Events:
    return [*events, *act.meet_step(step_id), *lead_on(act, step_id, outcome)]


def evolve(case: Case, event: CaseReturned | CaseApproved | ApprovalRefused) -> Case:
    """The case after an approval, a refusal, or a return."""
    match event:
        case CaseReturned():
            return replace(case, returns=case.returns + 1).step_done(event.step, event.on)
        case CaseApproved():
            return case.granted(event.opinions, event.grants).step_done(event.step, event.on)
        case ApprovalRefused():
            return nothing_tolerated(case).step_done(event.step, event.on)
        case _:
            assert_never(event)
