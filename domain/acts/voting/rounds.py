"""Rounds of votes (表决, NJ-18, A-14): who may vote in one, and how; what comes of it is for `approval` to say."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from domain import refusals
from domain.acts.disagreement import voting_body
from domain.acts.investigation import require_ready
from domain.acts.proposals import require_put_forward, votes_on
from domain.case.act import Act, Events
from domain.case.state import DISAGREEMENT, Case, Round
from domain.guards import guard
from domain.messages import EXAMPLE_ID, Capacity, Command, Event
from domain.pack.steps import StepKind, VoteBody
from domain.people.acting import sitting
from domain.people.duties import KEEPERS
from domain.refusals import Refusal, Refused, refusal
from domain.secrecy import Secret, in_clear
from domain.values import Code, FreeText, Frozen, Means, OrganId, StepId, Text, event_id


class OpenRound(Command, path="rounds", summary="Open a round of voting", tag="approval"):
    """开启表决 (NJ-18, A-14): the secretary names nothing but the step; the roster as of `on` is snapshotted."""

    example: ClassVar = {}
    kind: Literal["open_round"] = "open_round"


class CastBallot(
    Command,
    path="ballots",
    summary="Cast or change a ballot",
    tag="approval",
    seen=False,
    by_signal=True,
    capacity=Capacity.VOTING,
):
    """表决 (A-14): 同意 / 不同意 / 弃权 / 缓议. May be changed until the round closes."""

    example: ClassVar = {"round": EXAMPLE_ID, "choice": "agree"}
    kind: Literal["cast_ballot"] = "cast_ballot"
    round: UUID
    choice: Literal["agree", "disagree", "abstain", "postpone"]
    reasons: Text | None = None

    @property
    def lacks(self) -> Refusal | None:
        """Not agreeing needs reasons (A-07); a row of the ledger would tell how somebody meant to vote."""
        return refusals.REASONS_MISSING if self.choice in {"disagree", "postpone"} and self.reasons is None else None


class Exclusion(Frozen):
    """不计入应到的委员 (A-14, A-39, A-41): a member with a seat who has no vote, and why.

    Either recused from this determination, or a party of the case, or one who put forward what is voted on.
    """

    member: Code
    because: Literal["recused", "party", "proposer"]


class RoundOpened(Event, group="vote", zh="开启表决", en="Round of votes opened"):
    """开启一轮表决 (A-14): its id is the round's id; roster, quorum and threshold are fixed here.

    Attributes:
        entitled: Who may vote: everyone who sits on the day but those excluded; for who is on leave their alternate.
    """

    facts: ClassVar = {"表决机关": "committee", "应到": "entitled", "不参加表决": "excluded", "到会要求": "quorum"}
    kind: Literal["round_opened"] = "round_opened"
    step: StepId
    committee: OrganId
    entitled: Annotated[tuple[Code, ...], Means("people")]
    quorum: Annotated[str, Means("quorum")]
    excluded: tuple[Exclusion, ...] = ()


class BallotCast(Event, group="vote", zh="投票", en="Ballot cast"):
    """投票 (A-14): who voted, and sealed in the log, how."""

    facts: ClassVar = {"表决": "choice"}
    kind: Literal["ballot_cast"] = "ballot_cast"
    round_id: UUID
    member: Code
    choice: Annotated[Secret[Literal["agree", "disagree", "abstain", "postpone"]], Means("choices")]


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


@guard(OpenRound)
def _may_open(act: Act) -> tuple[str, VoteBody]:
    step_id, body = as_keeper(act)
    act.require_fresh(step_id)
    if act.case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    return step_id, body


def open_round(act: Act, _: OpenRound) -> Events:
    """Open a round: the roster as of the day is snapshotted, with the quorum to reach."""
    step_id, body = _may_open(act)
    committee = act.organ_of(body.committee)
    seated = tuple(dict.fromkeys(seat.person for seat in sitting(act.context.organs, committee, act.on)))
    excluded = excluded_from(act, step_id, body, seated)
    out = {each.member for each in excluded}
    return [
        RoundOpened(
            on=act.on,
            step=step_id,
            committee=committee,
            entitled=tuple(member for member in seated if member not in out),
            quorum=body.quorum,
            excluded=excluded,
        )
    ]


def running(act: Act) -> Iterable[UUID]:
    """The round under way, if one is."""
    return (act.case.round.id,) if act.case.round else ()


@guard(CastBallot, round=running)
def may_take_part(act: Act, round: UUID) -> None:  # noqa: A002 - the field of the command
    """Refuse whoever is not on the roster of a round, or has left it."""
    round_ = current_round(act, round)
    if act.actor.person not in round_.entitled or act.actor.person in round_.recused:
        raise Refused(NOT_ENTITLED)


def cast_ballot(act: Act, command: CastBallot) -> Events:
    """Cast or change a ballot; not agreeing needs reasons (A-07)."""
    may_take_part(act, command.round)
    if command.lacks is not None:
        raise Refused(command.lacks)
    private = FreeText(reasons=command.reasons) if command.reasons else None
    return [
        BallotCast(on=act.on, private=private, round_id=command.round, member=act.actor.person, choice=command.choice)
    ]


def excluded_from(act: Act, step_id: str, body: VoteBody, seated: tuple[str, ...]) -> tuple[Exclusion, ...]:
    """Who of those with a seat has no vote: recused before, a party, or whose own proposal is voted on (A-41)."""
    proposers = frozenset[str]() if body.proposer_votes else _proposers(act, step_id)
    found = []
    for member in seated:
        if member in act.parties:
            found.append(Exclusion(member=member, because="party"))
        elif member in act.case.recused_now:
            found.append(Exclusion(member=member, because="recused"))
        elif member in proposers:
            found.append(Exclusion(member=member, because="proposer"))
    return tuple(found)


def _proposers(act: Act, step_id: str) -> frozenset[str]:
    """Who proposed, signed or disputed what is voted on: in that step, or in the one that an approval is of."""
    if step_id == DISAGREEMENT and act.case.disagreement is not None:
        return act.case.proposers.get(act.case.disagreement.step, frozenset())
    if step_id in act.case.proposals:
        return act.case.proposers.get(step_id, frozenset())
    determining = (step for step, state in act.case.steps.items() if state.kind is StepKind.DETERMINATION)
    return frozenset().union(*(act.case.proposers.get(step, ()) for step in determining))


def as_keeper(act: Act) -> tuple[str, VoteBody]:
    """The committee's secretary or head keeps the round, unless recused; a disagreement is about no step of its own."""
    step_id, body = _voted_on(act)
    act.require_role(body.committee)
    position = act.context.organs.position(act.actor.position)
    if position is None or position.duty not in KEEPERS:
        raise Refused(refusals.NOT_COMPETENT)
    if not act.case.recused_now.isdisjoint(act.actor.persons):
        raise Refused(refusals.CONFLICT_OF_INTEREST)
    return step_id, body


def _voted_on(act: Act) -> tuple[str, VoteBody]:
    if (committee := voting_body(act)) is not None:
        act.require_not_before(act.case.acted_on.get(DISAGREEMENT))
        return DISAGREEMENT, committee
    for key, proposal in act.case.proposals.items():
        if (voting := votes_on(act, key)) is not None:
            act.open_step(act.context.pack.step(key).kind)
            require_put_forward(act, key, proposal.awaited)
            act.require_not_before(proposal.on)
            return key, voting
    step_id, _, step = act.open_step(StepKind.APPROVAL)
    body = act.context.pack.bodies[step.body or ""]
    if not isinstance(body, VoteBody):
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    require_ready(act, step_id)
    return step_id, body


def current_round(act: Act, round_id: UUID) -> Round:
    """The open round of that id, or a refusal."""
    round_ = act.case.round
    if round_ is None or round_.id != round_id:
        raise Refused(NO_ROUND)
    act.require_not_before(round_.on)
    return round_


def evolve(case: Case, event: RoundOpened | BallotCast) -> Case:
    """The case after a round was opened, or after a ballot, which puts nobody behind."""
    if isinstance(event, RoundOpened):
        opened = Round(event_id(case.id, case.version), event.on, event.step, event.entitled, event.quorum)
        return replace(case, round=opened).touched(event.step, event.on)
    if case.round is None:
        raise TypeError(f"case {case.id}: {event.kind} outside a round")
    ballots = {**case.round.ballots, event.member: in_clear(event.choice)}
    return replace(case, round=replace(case.round, ballots=ballots)).acted(case.round.step, event.on)
