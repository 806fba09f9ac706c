"""Recusal (回避, A-14): who has left a determination stays out of it, round after round, until that is lifted."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from domain import refusals
from domain.acts.voting.rounds import as_keeper, may_take_part, running
from domain.case.act import Act, Events
from domain.case.state import Case
from domain.guards import guard
from domain.messages import EXAMPLE_ID, Capacity, Command, Event
from domain.refusals import Refused, refusal
from domain.values import Code, FreeText, Means, Text


class Recuse(
    Command,
    path="recusals",
    summary="Leave a round",
    tag="approval",
    seen=False,
    by_signal=True,
    capacity=Capacity.STEPPING_ASIDE,
):
    """回避 (A-14): a member leaves the base of the round."""

    example: ClassVar = {"round": EXAMPLE_ID, "reasons": "系当事人近亲属。"}
    kind: Literal["recuse"] = "recuse"
    round: UUID
    reasons: Text


class LiftRecusal(
    Command, path="recusal-lifts", summary="Let a recused member take part again", tag="approval", seen=False
):
    """解除回避 (A-14): the committee's head or office finds that nothing stands against a member any more."""

    example: ClassVar = {"member": "p054", "reasons": "经核实，与当事人并无近亲属关系。"}
    kind: Literal["lift_recusal"] = "lift_recusal"
    member: Code
    reasons: Text


class MemberRecused(Event, group="vote", zh="委员回避", en="Member recused"):
    """回避 (A-14): it holds for every round on the same determination, until it is lifted."""

    kind: Literal["member_recused"] = "member_recused"
    round_id: UUID
    member: Code


class RecusalLifted(Event, group="vote", zh="解除回避", en="Recusal lifted"):
    """解除回避 (A-14): from here the member may vote again in the next round."""

    facts: ClassVar = {"委员": "member"}
    kind: Literal["recusal_lifted"] = "recusal_lifted"
    member: Annotated[Code, Means("person")]


NOT_RECUSED = refusal("not_recused", 409, "A-14").says("""
    该委员在本次认定中没有回避。
    That member is not recused from this determination.
    请核对委员；没有回避的，无需解除。
    Check the member; where there is no recusal, there is nothing to lift.
""")


@guard(Recuse, round=running)
def _may_recuse(act: Act, round: UUID) -> None:  # noqa: A002 - the field of the command
    may_take_part(act, round)


def recuse(act: Act, command: Recuse) -> Events:
    """Leave the base of the round, and of every later one on the same determination (回避)."""
    _may_recuse(act, command.round)
    private = FreeText(reasons=command.reasons)
    return [MemberRecused(on=act.on, private=private, round_id=command.round, member=act.actor.person)]


def _recused_now(act: Act) -> Iterable[str]:
    return sorted(act.case.recused_now)


@guard(LiftRecusal, member=_recused_now)
def _may_lift(act: Act, member: str) -> None:
    step_id, _ = as_keeper(act)
    if act.case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    if member not in act.case.recused_now:
        raise Refused(NOT_RECUSED)
    act.require_not_before(act.case.acted_on.get(step_id))


def lift_recusal(act: Act, command: LiftRecusal) -> Events:
    """Let a member take part again, between two rounds, with reasons; nobody lifts their own recusal."""
    _may_lift(act, command.member)
    return [RecusalLifted(on=act.on, private=FreeText(reasons=command.reasons), member=command.member)]


def evolve(case: Case, event: MemberRecused | RecusalLifted) -> Case:
    """The case after a member has left what is determined now, or was let in again; that puts nobody behind."""
    if isinstance(event, RecusalLifted):
        return replace(case, recused=_recused(case, case.recused_now - {event.member}))
    round_ = case.round
    if round_ is None:
        raise TypeError(f"case {case.id}: {event.kind} outside a round")
    ballots = {member: choice for member, choice in round_.ballots.items() if member != event.member}
    round_ = replace(round_, ballots=ballots, recused=round_.recused | {event.member})
    recused = _recused(case, case.recused_now | {event.member})
    return replace(case, round=round_, recused=recused).acted(round_.step, event.on)


def _recused(case: Case, members: frozenset[str]) -> Mapping[UUID, frozenset[str]]:
    """The recusals, with those from what is determined now as they have become."""
    return {**case.recused, case.determination: members}
