"""Votes (表决, NJ-18): a committee votes in rounds; the outcome follows from the tally alone (A-07, A-14).

It approves what was determined, settles a disagreement, or decides what was put forward in a step of its own.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.acts.disagreement import end_by_vote
from domain.acts.joint import JointActDisputed, JointActSigned, carry_out
from domain.acts.voting.approving import consequences
from domain.acts.voting.rounds import Exclusion, as_keeper, current_round, running
from domain.case.act import Act, Events
from domain.case.decisions import RoundResult
from domain.case.state import DISAGREEMENT, Case, Round
from domain.guards import guard
from domain.messages import EXAMPLE_ID, Command, Event
from domain.pack.steps import StepKind, VoteBody, roles_of
from domain.values import Frozen, Means, StepId


class CloseRound(Command, path="round-closure", summary="Close a round of voting", tag="approval"):
    """结束表决 (NJ-18, A-14): the outcome comes from the tally alone."""

    example: ClassVar = {"round": EXAMPLE_ID}
    kind: Literal["close_round"] = "close_round"
    round: UUID


class Tally(Frozen):
    """计票: entitled (应到), present (实到) and the count of each choice; the outcome follows from it alone."""

    entitled: int
    present: int
    quorum_needed: int
    agree: int
    disagree: int
    abstain: int
    postpone: int


class RoundClosed(Event, group="vote", zh="表决结束", en="Round closed"):
    """一轮表决结束 (A-14)."""

    facts: ClassVar = {"结果": "result", "计票": "tally", "不计票": "excluded"}
    kind: Literal["round_closed"] = "round_closed"
    step: StepId
    round_id: UUID
    tally: Tally
    result: Annotated[RoundResult, Means("round_results")]
    excluded: tuple[Exclusion, ...] = Field(default=(), description="found to be parties since the round was opened")


@guard(CloseRound, round=running)
def _may_close(act: Act, round: UUID) -> tuple[str, VoteBody, Round]:  # noqa: A002 - the field of the command
    step_id, body = as_keeper(act)
    act.require_fresh(step_id)
    round_ = current_round(act, round)
    act.require_not_before(act.case.acted_on.get(step_id))
    return step_id, body, round_


def close_round(act: Act, command: CloseRound) -> Events:
    """Close the round and do what the tally says; a grant that the ban bars is recorded as barred (NJ-31)."""
    step_id, body, round_ = _may_close(act, command.round)
    parties = tuple(member for member in round_.entitled if member in act.parties - round_.recused)
    tally = count(round_, body, parties)
    excluded = tuple(Exclusion(member=member, because="party") for member in parties)
    return conclude(act, step_id, round_.id, tally, excluded)


def conclude(act: Act, step_id: str, round_id: UUID, tally: Tally, excluded: tuple[Exclusion, ...]) -> Events:
    """What a tally leads to, of a round or of a meeting, with the closing of it."""
    if step_id == DISAGREEMENT:
        return _disagreement_voted(act, round_id, tally, excluded)
    step = act.context.pack.step(step_id)
    if step.kind is not StepKind.APPROVAL or step.decided_by:
        return _proposal_voted(act, step_id, round_id, tally, excluded)
    result = result_of(tally, returns_left=step.returns_max - act.case.returns)
    closed = RoundClosed(on=act.on, step=step_id, round_id=round_id, tally=tally, result=result, excluded=excluded)
    return [closed, *consequences(act, step_id, result)]


def _proposal_voted(act: Act, step_id: str, round_id: UUID, tally: Tally, excluded: tuple[Exclusion, ...]) -> Events:
    """Close a vote on what was put forward in a step: the committee consents by it, or does not, and it falls."""
    result = result_of(tally, returns_left=0)
    closed = RoundClosed(on=act.on, step=step_id, round_id=round_id, tally=tally, result=result, excluded=excluded)
    proposal = act.case.proposals.get(step_id)
    if proposal is None or result not in {"approved", "refused"}:
        return [closed]
    (committee,) = roles_of(act.context.pack.bodies[act.context.pack.step(step_id).bodies[-1]])
    voted = {"step": step_id, "proposal": proposal.id, "organ": act.organ_of(committee), "person": act.actor.person}
    if result == "refused":
        return [closed, JointActDisputed(on=act.on, **voted)]
    return [closed, JointActSigned(on=act.on, **voted), *carry_out(act, proposal.decision)]


def _disagreement_voted(act: Act, round_id: UUID, tally: Tally, excluded: tuple[Exclusion, ...]) -> Events:
    """Close a vote on a disagreement: what is upheld is carried out as if signed; without a result it stays open."""
    result = result_of(tally, returns_left=0)
    closed = RoundClosed(on=act.on, step=DISAGREEMENT, round_id=round_id, tally=tally, result=result, excluded=excluded)
    disputed = act.case.disagreement
    if disputed is None or result not in {"approved", "refused"}:
        return [closed]
    if result == "refused":
        return [closed, *end_by_vote(act, disputed, "dismissed")]
    return [closed, *end_by_vote(act, disputed, "upheld"), *carry_out(act, disputed.decision)]


def count(round_: Round, body: VoteBody, parties: tuple[str, ...] = ()) -> Tally:
    """Count a round: the recused and the parties leave the base, whoever cast a ballot is present (A-14, A-39)."""
    entitled = [member for member in round_.entitled if member not in round_.recused.union(parties)]
    ballots: Mapping[str, str] = {member: choice for member, choice in round_.ballots.items() if member in entitled}
    choices = list(ballots.values())
    return Tally(
        entitled=len(entitled),
        present=len(ballots),
        quorum_needed=body.quorum_of(len(entitled)),
        agree=choices.count("agree"),
        disagree=choices.count("disagree"),
        abstain=choices.count("abstain"),
        postpone=choices.count("postpone"),
    )


def result_of(tally: Tally, *, returns_left: int) -> RoundResult:
    """The result of a tally: more than half of the entitled decides, and only with a quorum (A-07, A-14)."""
    if tally.entitled == 0 or tally.present < tally.quorum_needed:
        return "inquorate"
    if 2 * tally.agree > tally.entitled:
        return "approved"
    if 2 * tally.disagree > tally.entitled:
        return "refused"
    if 2 * tally.postpone > tally.entitled and returns_left > 0:
        return "returned"
    return "undecided"


def evolve(case: Case, event: RoundClosed) -> Case:
    """The case after a round was closed."""
    return replace(case, round=None).touched(event.step, event.on)
