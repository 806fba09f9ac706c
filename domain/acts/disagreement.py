"""Where joint organs disagree (会同意见不一致, A-13, NS-06, ZS-22): from body to body, as the pack says, to a vote.

An organ brings the others to agree, and they propose anew, or it passes the disagreement on; the last body votes on
what was disputed. Where the pack says nothing, a dispute ends the proposal and no more.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.acts.terms import open_settling
from domain.case.act import Act, Events
from domain.case.decisions import Decision
from domain.case.state import DISAGREEMENT, Case, OpenDisagreement, Proposal
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Command, Event
from domain.pack.steps import Body, Disagreement, JointBody, VoteBody, roles_of
from domain.refusals import Refused, refusal
from domain.terms.events import DutyMet
from domain.values import Code, Document, Flag, FreeText, Means, OrganId, Sha256, StepId, Text


class SettleDisagreement(
    Command, path="disagreement-settlements", summary="Settle a disagreement, or pass it on", tag="acceptance"
):
    """处理会同意见不一致 (A-13, NS-06, ZS-22): the organ it went to brings the others to agree, or not."""

    example: ClassVar = {
        "step": "opinion",
        "agreed": True,
        "reasons": "经联席会议研究，两机关同意按免责提出意见，并明确整改要求。",
        "minutes": EXAMPLE_DOCUMENT,
    }
    kind: Literal["settle_disagreement"] = "settle_disagreement"
    step: Code
    agreed: Flag = Field(description="the organs propose anew, as agreed; else it goes to the next body")
    reasons: Text
    minutes: Document


class DisagreementOpened(
    Event, group="procedure", zh="会同意见不一致，提交研究", en="Disagreement of the joint organs, laid before others"
):
    """会同意见不一致，提交研究 (A-13, NS-06, ZS-22): what was disputed in a step, and the organ it goes to first."""

    facts: ClassVar = {"环节": "step", "分歧事项": "decision", "提交": "organ"}
    kind: Literal["disagreement_opened"] = "disagreement_opened"
    step: StepId
    proposal: UUID
    decision: Decision
    level: int
    organ: OrganId


class DisagreementSettled(
    Event, group="procedure", zh="会同意见不一致的处理结果", en="Disagreement settled, or passed on"
):
    """会同意见不一致的处理结果 (A-13): agreed and proposed anew, passed on, or decided by the committee's vote.

    Attributes:
        level: Which body in the pack's order did it, the first being 1.
        minutes: Of the organ that settled it; a vote has its tally.
        passed_to: The organ it goes to next, if it was passed up.
    """

    facts: ClassVar = {"环节": "step", "结果": "result", "提交": "passed_to", "材料": "minutes"}
    kind: Literal["disagreement_settled"] = "disagreement_settled"
    step: StepId
    level: int
    result: Annotated[Literal["agreed", "passed_up", "upheld", "dismissed"], Means("disagreement_results")]
    minutes: Sha256 | None = None
    passed_to: OrganId | None = None


NO_DISAGREEMENT = refusal("no_disagreement", 409, "A-13").says("""
    该环节没有待处理的会同意见不一致。
    There is no disagreement to settle in that step.
    请重新载入案件，查看是否已经处理。
    Reload the case and see whether it was settled.
""")
DISAGREEMENT_VOTED = refusal("disagreement_voted", 409, "A-13").says("""
    该意见不一致已提交表决机关，以表决处理。
    The disagreement is before a committee, which votes on it.
    请由表决机关的秘书或负责人开启表决。
    Have the committee's secretary or head open a round of votes.
""")


def open_disagreement(act: Act, step_id: str, proposal: Proposal) -> Events:
    """Lay what was just disputed before the first body; the dispute itself is the event before these."""
    rule = _rule(act, step_id)
    if rule is None:
        return []
    role = _role(act, rule, 1)
    opened = DisagreementOpened(
        on=act.on, step=step_id, proposal=proposal.id, decision=proposal.decision, level=1, organ=act.organ_of(role)
    )
    return [opened, open_settling(act, rule, role, act.next_id(1))]


def _disputed_step(act: Act) -> Iterable[str]:
    return (act.case.disagreement.step,) if act.case.disagreement else ()


@guard(SettleDisagreement, step=_disputed_step)
def may_settle(act: Act, step: str) -> tuple[OpenDisagreement, Disagreement]:
    """Refuse whoever does not act for the organ that the disagreement is before."""
    disputed, rule = act.case.disagreement, rule_of(act)
    if disputed is None or rule is None or disputed.step != step:
        raise Refused(NO_DISAGREEMENT)
    if voting_body(act) is not None:
        raise Refused(DISAGREEMENT_VOTED)
    act.require_role(_role(act, rule, disputed.level))
    act.require_fresh(DISAGREEMENT)
    act.require_not_before(act.case.acted_on.get(DISAGREEMENT))
    return disputed, rule


def settle(act: Act, command: SettleDisagreement) -> Events:
    """Say, for the organ it is before, that all agree now, or pass it on; where a committee votes, no organ says so."""
    disputed, rule = may_settle(act, command.step)
    next_role = None if command.agreed else _role(act, rule, disputed.level + 1)
    settled = DisagreementSettled(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=(command.minutes.title,)),
        step=disputed.step,
        level=disputed.level,
        result="agreed" if next_role is None else "passed_up",
        minutes=command.minutes.sha256,
        passed_to=act.organ_of(next_role) if next_role else None,
    )
    events: Events = [settled, _met(act)]
    return [*events, open_settling(act, rule, next_role, act.next_id(0))] if next_role else events


def voting_body(act: Act) -> VoteBody | None:
    """The committee that a disagreement is before, if it has come to a vote."""
    disputed, rule = act.case.disagreement, rule_of(act)
    body = _body(act, rule, disputed.level) if disputed and rule else None
    return body if isinstance(body, VoteBody) else None


def end_by_vote(act: Act, disputed: OpenDisagreement, result: Literal["upheld", "dismissed"]) -> Events:
    """End a disagreement by what the committee decided."""
    settled = DisagreementSettled(on=act.on, step=disputed.step, level=disputed.level, result=result)
    return [settled, _met(act)]


def rule_of(act: Act) -> Disagreement | None:
    """The rule by which the open disagreement is settled."""
    return _rule(act, act.case.disagreement.step) if act.case.disagreement else None


def _rule(act: Act, step_id: str) -> Disagreement | None:
    """The rule of a step's body; what is proposed beside the steps has none."""
    step = act.context.pack.tolerance.steps.get(step_id)
    body = act.context.pack.bodies[step.body] if step and step.body else None
    return body.on_disagreement if isinstance(body, JointBody) else None


def _body(act: Act, rule: Disagreement, level: int) -> Body:
    return act.context.pack.bodies[rule.to[level - 1]]


def _role(act: Act, rule: Disagreement, level: int) -> str:
    (role,) = roles_of(_body(act, rule, level))
    return role


def _met(act: Act) -> DutyMet:
    id_, duty = next(item for item in act.case.open_duties.items() if item[1].opened.duty == DISAGREEMENT)
    return act.meet(id_, duty)


def evolve(case: Case, event: DisagreementOpened | DisagreementSettled) -> Case:
    """The case after an event of a disagreement; what was voted down in a step is not proposed there again."""
    case = case.touched(event.step, event.on).touched(DISAGREEMENT, event.on)
    if isinstance(event, DisagreementOpened):
        return replace(case, disagreement=OpenDisagreement(event.step, event.decision, event.on, event.level))
    disputed = case.disagreement
    if disputed is None:
        raise TypeError(f"case {case.id}: {event.kind} without a disagreement")
    match event.result:
        case "passed_up":
            return replace(case, disagreement=replace(disputed, level=event.level + 1))
        case "dismissed":
            before = case.dismissed.get(disputed.step, ())
            dismissed = {**case.dismissed, disputed.step: (*before, disputed.decision)}
            return replace(case, disagreement=None, dismissed=dismissed)
        case "agreed" | "upheld":
            return replace(case, disagreement=None)
        case _:
            assert_never(event.result)
