"""Approval (报批、批准, NJ-18): a committee votes in rounds; the outcome follows from the tally alone (A-07, A-14)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from domain import refusals
from domain.acts.disagreement import end_by_vote, voting_body
from domain.acts.follow_up import end_follow_up, open_with_decision
from domain.acts.joint import carry_out
from domain.acts.matters import ToleranceBarred, barred, barring_slot, grants, nothing_tolerated
from domain.acts.results import apply_results, end_earlier
from domain.acts.terms import open_step
from domain.case.act import Act, Events
from domain.case.decisions import Grant, OpinionFact
from domain.case.state import DISAGREEMENT, Case, Round
from domain.messages import EXAMPLE_ID, Command, Event
from domain.pack.steps import Step, StepKind, VoteBody
from domain.refusals import Refused, refusal
from domain.registers import RegisterEntries
from domain.values import Code, FreeText, Frozen, Means, OrganId, StepId, Text, event_id


class OpenRound(Command, path="rounds", summary="Open a round of voting", tag="approval"):
    """开启表决 (NJ-18, A-14): the secretary names nothing but the step; the roster as of `on` is snapshotted."""

    example: ClassVar = {}
    kind: Literal["open_round"] = "open_round"


class CastBallot(
    Command, path="ballots", summary="Cast or change a ballot", tag="approval", seen=False, by_signal=True
):
    """表决 (A-14): 同意 / 不同意 / 弃权 / 缓议. May be changed until the round closes."""

    example: ClassVar = {"round": EXAMPLE_ID, "choice": "agree"}
    kind: Literal["cast_ballot"] = "cast_ballot"
    round: UUID
    choice: Literal["agree", "disagree", "abstain", "postpone"]
    reasons: Text | None = None


class Recuse(Command, path="recusals", summary="Leave a round", tag="approval", seen=False, by_signal=True):
    """回避 (A-14): a member leaves the base of the round."""

    example: ClassVar = {"round": EXAMPLE_ID, "reasons": "系当事人近亲属。"}
    kind: Literal["recuse"] = "recuse"
    round: UUID
    reasons: Text


class CloseRound(Command, path="round-closure", summary="Close a round of voting", tag="approval"):
    """结束表决 (NJ-18, A-14): the outcome comes from the tally alone."""

    example: ClassVar = {"round": EXAMPLE_ID}
    kind: Literal["close_round"] = "close_round"
    round: UUID


class RoundOpened(Event, group="vote", zh="开启表决", en="Round of votes opened"):
    """开启一轮表决 (A-14): its id is the round's id; roster, quorum and threshold are fixed here."""

    facts: ClassVar = {"表决机关": "committee", "应到": "entitled", "到会要求": "quorum"}
    kind: Literal["round_opened"] = "round_opened"
    step: StepId
    committee: OrganId
    entitled: Annotated[tuple[Code, ...], Means("people")]
    quorum: Annotated[str, Means("quorum")]


class BallotCast(Event, group="vote", zh="投票", en="Ballot cast"):
    """投票 (A-14)."""

    facts: ClassVar = {"表决": "choice"}
    kind: Literal["ballot_cast"] = "ballot_cast"
    round_id: UUID
    member: Code
    choice: Annotated[Literal["agree", "disagree", "abstain", "postpone"], Means("choices")]


class MemberRecused(Event, group="vote", zh="委员回避", en="Member recused"):
    """回避 (A-14)."""

    kind: Literal["member_recused"] = "member_recused"
    round_id: UUID
    member: Code


class Tally(Frozen):
    """计票: entitled (应到), present (实到) and the count of each choice; the outcome follows from it alone."""

    entitled: int
    present: int
    quorum_needed: int
    agree: int
    disagree: int
    abstain: int
    postpone: int


RoundResult = Literal["approved", "refused", "returned", "undecided", "inquorate"]


class RoundClosed(Event, group="vote", zh="表决结束", en="Round closed"):
    """一轮表决结束 (A-14)."""

    facts: ClassVar = {"结果": "result", "计票": "tally"}
    kind: Literal["round_closed"] = "round_closed"
    step: StepId
    round_id: UUID
    tally: Tally
    result: Annotated[RoundResult, Means("round_results")]


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


_KEEPERS = frozenset({"secretary", "head"})


NO_ROUND = refusal("no_open_round", 409, "NJ-18").says("""
    没有正在进行的这一轮表决。
    No such round is open.
    请查看当前表决。
    See the current round.
""")
NOT_ENTITLED = refusal("not_entitled", 403, "A-14").says("""
    您不在本轮表决的名册中，或已回避。
    You are not on the roster of this round, or are recused.
    请由有表决权的委员表决。
    Leave the vote to the entitled members.
""")


def open_round(act: Act, _: OpenRound) -> Events:
    """Open a round: the roster as of the day is snapshotted, with the quorum to reach."""
    step_id, body = _as_keeper(act)
    act.require_fresh(step_id)
    if act.case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    committee = act.organ_of(body.committee)
    entitled = tuple(dict.fromkeys(seat.person for seat in act.context.organs.seats_of(committee, act.on)))
    return [RoundOpened(on=act.on, step=step_id, committee=committee, entitled=entitled, quorum=body.quorum)]


def cast_ballot(act: Act, command: CastBallot) -> Events:
    """Cast or change a ballot; not agreeing needs reasons (A-07)."""
    _require_entitled(act, _round(act, command))
    if command.choice in {"disagree", "postpone"} and command.reasons is None:
        raise Refused(refusals.REASONS_MISSING)
    private = FreeText(reasons=command.reasons) if command.reasons else None
    return [
        BallotCast(on=act.on, private=private, round_id=command.round, member=act.actor.person, choice=command.choice)
    ]


def recuse(act: Act, command: Recuse) -> Events:
    """Leave the base of the round (回避)."""
    _require_entitled(act, _round(act, command))
    private = FreeText(reasons=command.reasons)
    return [MemberRecused(on=act.on, private=private, round_id=command.round, member=act.actor.person)]


def close_round(act: Act, command: CloseRound) -> Events:
    """Close the round and do what the tally says; a grant that the ban bars is recorded as barred (NJ-31)."""
    step_id, body = _as_keeper(act)
    act.require_fresh(step_id)
    round_ = _round(act, command)
    act.require_not_before(act.case.acted_on.get(step_id))
    tally = count(round_, body)
    if step_id == DISAGREEMENT:
        return _disagreement_voted(act, round_, tally)
    step = act.context.pack.step(step_id)
    result = result_of(tally, returns_left=step.returns_max - act.case.returns)
    closed = RoundClosed(on=act.on, step=step_id, round_id=round_.id, tally=tally, result=result)
    return [closed, *_consequences(act, step_id, step, result)]


def _disagreement_voted(act: Act, round_: Round, tally: Tally) -> Events:
    """Close a round on a disagreement: what is upheld is carried out as if signed; without a result it stays open."""
    result = result_of(tally, returns_left=0)
    closed = RoundClosed(on=act.on, step=round_.step, round_id=round_.id, tally=tally, result=result)
    disputed = act.case.disagreement
    if disputed is None or result not in {"approved", "refused"}:
        return [closed]
    if result == "refused":
        return [closed, *end_by_vote(act, disputed, "dismissed")]
    return [closed, *end_by_vote(act, disputed, "upheld"), *carry_out(act, disputed.decision)]


def count(round_: Round, body: VoteBody) -> Tally:
    """Count a round: the recused leave the base, whoever cast a ballot is present (A-14)."""
    entitled = [member for member in round_.entitled if member not in round_.recused]
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


def _as_keeper(act: Act) -> tuple[str, VoteBody]:
    """The committee's secretary or head keeps the round; one on a disagreement is about no step of its own."""
    step_id, body = _voted_on(act)
    act.require_role(body.committee)
    position = act.context.organs.position(act.actor.position)
    if position is None or position.duty not in _KEEPERS:
        raise Refused(refusals.NOT_COMPETENT)
    return step_id, body


def _voted_on(act: Act) -> tuple[str, VoteBody]:
    if (committee := voting_body(act)) is not None:
        act.require_not_before(act.case.acted_on.get(DISAGREEMENT))
        return DISAGREEMENT, committee
    step_id, _, step = act.open_step(StepKind.APPROVAL)
    body = act.context.pack.bodies[step.body or ""]
    if not isinstance(body, VoteBody):
        raise Refused(refusals.WRONG_STEP)
    return step_id, body


def _round(act: Act, command: CastBallot | Recuse | CloseRound) -> Round:
    round_ = act.case.round
    if round_ is None or round_.id != command.round:
        raise Refused(NO_ROUND)
    act.require_not_before(round_.on)
    return round_


def _require_entitled(act: Act, round_: Round) -> None:
    if act.actor.person not in round_.entitled or act.actor.person in round_.recused:
        raise Refused(NOT_ENTITLED)


def evolve(
    case: Case,
    event: RoundOpened | BallotCast | MemberRecused | RoundClosed | CaseReturned | CaseApproved | ApprovalRefused,
) -> Case:
    """The case after an event of a round, or of what a round led to."""
    match event:
        case RoundOpened():
            opened = Round(event_id(case.id, case.version), event.on, event.step, event.entitled, event.quorum)
            return replace(case, round=opened).touched(event.step, event.on)
        case BallotCast() | MemberRecused():
            return _voted(case, event)
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


def _voted(case: Case, event: BallotCast | MemberRecused) -> Case:
    """The case after a ballot or a recusal, which put nobody behind."""
    round_ = case.round
    if round_ is None:
        raise TypeError(f"case {case.id}: {event.kind} outside a round")
    if isinstance(event, BallotCast):
        round_ = replace(round_, ballots={**round_.ballots, event.member: event.choice})
    else:
        ballots = {member: choice for member, choice in round_.ballots.items() if member != event.member}
        round_ = replace(round_, ballots=ballots, recused=round_.recused | {event.member})
    return replace(case, round=round_).acted(round_.step, event.on)
