"""Proposing as one organ of a joint body: nothing happens until the others have signed (会同, NJ-04)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from domain import refusals
from domain.case.act import Act, Events
from domain.case.decisions import Decision, DeterminationDecision, OpinionFact
from domain.messages import Event
from domain.pack.steps import Body, JointBody, OrganBody, TeamBody, VoteBody, roles_of
from domain.refusals import Refused, refusal
from domain.values import Code, FreeText, OrganId, StepId


class JointActProposed(Event, group="procedure", zh="提出意见", en="Opinion put forward"):
    """会同提出 (NJ-04): one organ of a body proposes, and decides where none is awaited; its id is the proposal's."""

    facts: ClassVar = {"事项": "decision", "待会签": "awaited"}
    kind: Literal["joint_act_proposed"] = "joint_act_proposed"
    step: StepId
    decision: Decision
    organ: OrganId
    person: Code
    awaited: tuple[OrganId, ...]


EXCEPTION = "exception"
"""The key of a proposed finding on a recurrence: it may run beside the step's own proposal."""
REAPPRAISAL = "reappraisal"
"""The key of a proposed decision on a reappraisal."""


DISAGREEMENT_OPEN = refusal("disagreement_open", 409, "A-13").says("""
    会同机关意见不一致，正在按程序处理，处理之前不能在该环节另行提出。
    The joint organs disagree, and what the procedure does about it is under way: nothing else goes on in that step.
    请等待受理分歧的机关或会议处理。
    Wait for whom the disagreement was brought to.
""")
DECISION_DISMISSED = refusal("decision_dismissed", 409, "A-13").says("""
    同样的意见已经表决不予支持，不能再次提出。
    The committee voted the same decision down: it is not proposed again.
    请提出不同的意见。
    Propose another decision.
""")

NOT_PUT_FORWARD = refusal("not_put_forward", 409, "NJ-04").says("""
    承办机关还没有全部会签，不能决定。
    Not every organ that handles the step has signed what is to be decided.
    请等待承办机关会签完毕后再决定。
    Decide once they all have.
""")


@dataclass(frozen=True, slots=True)
class Proposing:
    """What may be proposed now: the step it is for, or one of the keys above, and the organs that must all consent.

    Attributes:
        voted: Whether they consent by a vote, also the organ that puts it forward.
        decided_by: The organs that decide what these put forward, where others decide.
    """

    key: str
    organs: tuple[str, ...]
    voted: bool = False
    decided_by: tuple[str, ...] = ()


def may_propose(act: Act, key: str, body_id: str) -> Proposing:
    """Refuse whoever is not of a body, and a second proposal, or one while the organs disagree."""
    roles = _proposers(act.context.pack.bodies[body_id])
    act.require_role(*roles)
    deciding = deciding_body(act, key)
    decided_by = tuple(act.organ_of(role) for role in roles_of(deciding)) if deciding else ()
    return proposing(act, key, tuple(act.organ_of(role) for role in roles), decided_by)


def proposing(act: Act, key: str, organs: tuple[str, ...], decided_by: tuple[str, ...] = ()) -> Proposing:
    """What some organs may propose, one of which acts: nothing else is proposed or disputed there."""
    act.require_not_moving()
    act.require_fresh(key)
    if key in act.case.proposals:
        raise Refused(refusals.ALREADY_PROPOSED)
    require_not_disputed(act, key)
    return Proposing(key, organs, not decided_by and votes_on(act, key) is not None, decided_by)


def propose(act: Act, may: Proposing, decision: Decision, private: FreeText) -> Events:
    """Put a decision before the other organs of a body, if it has some, or before the committee for its vote."""
    if any(_same(decision, before) for before in act.case.dismissed.get(may.key, ())):
        raise Refused(DECISION_DISMISSED)
    return [
        JointActProposed(
            on=act.on,
            private=private,
            step=may.key,
            decision=decision,
            organ=act.actor.organ,
            person=act.actor.person,
            awaited=(*(each for each in may.organs if may.voted or each != act.actor.organ), *may.decided_by),
        )
    ]


def votes_on(act: Act, key: str) -> VoteBody | None:
    """The committee that decides by its vote what is proposed in a step; None: it is signed, or nobody else asked."""
    step = act.context.pack.tolerance.steps.get(key)
    body = act.context.pack.bodies[step.bodies[-1]] if step and step.bodies else None
    return body if isinstance(body, VoteBody) else None


def deciding_body(act: Act, key: str) -> Body | None:
    """The body that decides what another puts forward in a step; None: whoever puts it forward decides it."""
    step = act.context.pack.tolerance.steps.get(key)
    return act.context.pack.bodies[step.decided_by] if step and step.decided_by else None


def require_put_forward(act: Act, key: str, awaited: frozenset[str]) -> None:
    """Refuse to decide what the organs that handle the step have not all signed yet."""
    deciding = deciding_body(act, key)
    if deciding and awaited - {act.organ_of(role) for role in roles_of(deciding)}:
        raise Refused(NOT_PUT_FORWARD)


def require_not_disputed(act: Act, *keys: str) -> None:
    """Refuse what would go on while the joint organs disagree in a step and nobody has settled it (A-13)."""
    if act.case.disagreement is not None and act.case.disagreement.step in keys:
        raise Refused(DISAGREEMENT_OPEN)


def _same(decision: Decision, before: Decision) -> bool:
    """Whether two decisions come to the same, in whatever order they name their subjects."""
    if isinstance(decision, DeterminationDecision) and isinstance(before, DeterminationDecision):
        return _content(decision) == _content(before)
    return decision == before


def _content(decision: DeterminationDecision) -> tuple[frozenset[OpinionFact], frozenset[tuple[UUID, date | None]]]:
    return frozenset(decision.opinions), frozenset((demand.subject, demand.due_on) for demand in decision.demands)


def _proposers(body: Body) -> tuple[str, ...]:
    match body:
        case JointBody():
            return body.organs
        case VoteBody():
            return (body.committee,)
        case TeamBody():
            return (body.lead,)
        case OrganBody():
            return (body.organ,)
        case _:
            assert_never(body)
