"""Approval (报批、批准, NJ-18): a committee votes in rounds; the outcome follows from the tally alone (A-07, A-14)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.acts.disagreement import end_by_vote
from domain.acts.follow_up import end_follow_up, open_with_decision
from domain.acts.joint import carry_out
from domain.acts.matters import ToleranceBarred, barred, barring_slot, grants, nothing_tolerated
from domain.acts.results import apply_results, end_earlier
from domain.acts.terms import open_step
from domain.acts.voting.rounds import Exclusion, as_keeper, current_round, running
from domain.case.act import Act, Events
from domain.case.decisions import Grant, OpinionFact, RoundResult
from domain.case.state import DISAGREEMENT, Case, Round
from domain.guards import guard
from domain.messages import EXAMPLE_ID, Command, Event
from domain.pack.steps import Step, VoteBody
from domain.registers import RegisterEntries
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


class CaseApproved(Event, group="decision", zh="批准，认定生效", en="Approved"):
    """党委(党组)批准 (NJ-18): constitutive; carries the grants, none if nothing was tolerated."""

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

    kind: Literal["approval_refused"] = "approval_refused"
    step: StepId


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
    result = result_of(tally, returns_left=step.returns_max - act.case.returns)
    closed = RoundClosed(on=act.on, step=step_id, round_id=round_id, tally=tally, result=result, excluded=excluded)
    return [closed, *_consequences(act, step_id, step, result)]


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


def _consequences(act: Act, step_id: str, step: Step, result: RoundResult) -> Events:
    match result:
        case "undecided" | "inquorate":
            return []
        case "returned":
            return _lead_on(act, step_id, step, "returned", [CaseReturned(on=act.on, step=step_id)])
        case "refused":
            return _not_tolerated(act, step_id, step, ApprovalRefused(on=act.on, step=step_id))
        case "approved":
            opinions = tuple(act.case.opinions.values())
            granted = grants(act, opinions)
            if granted and (slot := barring_slot(act)):
                return _not_tolerated(act, step_id, step, barred(act, step_id, slot))
            approved = CaseApproved(on=act.on, step=step_id, opinions=opinions, grants=granted)
            begun = [*apply_results(act, opinions), *open_with_decision(act, opinions)]
            return _lead_on(act, step_id, step, "approved", [*end_earlier(act), *end_follow_up(act), approved, *begun])
        case _:
            assert_never(result)


def _not_tolerated(act: Act, step_id: str, step: Step, refusal: ApprovalRefused | ToleranceBarred) -> Events:
    """Nothing is tolerated: what was granted before ends, and what such a decision brings with it begins."""
    opinions = tuple(nothing_tolerated(act.case).opinions.values())
    events = [*end_earlier(act), *end_follow_up(act), refusal, *open_with_decision(act, opinions)]
    return _lead_on(act, step_id, step, "refused", events)


def _lead_on(act: Act, step_id: str, step: Step, outcome: str, events: Events) -> Events:
    return [*events, *act.meet_step(step_id), *open_step(act, step.next(outcome))]


def evolve(case: Case, event: RoundClosed | CaseReturned | CaseApproved | ApprovalRefused) -> Case:
    """The case after a round was closed, or after what it led to."""
    match event:
        case RoundClosed():
            return replace(case, round=None).touched(event.step, event.on)
        case CaseReturned():
            return replace(case, returns=case.returns + 1).step_done(event.step, event.on)
        case CaseApproved():
            return case.granted(event.opinions, event.grants).step_done(event.step, event.on)
        case ApprovalRefused():
            return nothing_tolerated(case).step_done(event.step, event.on)
        case _:
            assert_never(event)
