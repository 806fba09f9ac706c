"""Acting together (会同, NJ-04): one organ of a joint body proposes, each other signs; one alone decides nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from domain import refusals
from domain.acts import acceptance, determination, disagreement, matters
from domain.acts.appeals import reappraisal
from domain.acts.proposals import JointActProposed, deciding_body, require_put_forward, votes_on
from domain.acts.voting import approving
from domain.case.act import Act, Events
from domain.case.decisions import (
    AcceptanceDecision,
    ApprovalDecision,
    Decision,
    DeterminationDecision,
    ExceptionDecision,
    ReappraisalDecision,
)
from domain.case.state import Case, Proposal
from domain.guards import guard
from domain.messages import EXAMPLE_ID, Capacity, Command, Event
from domain.pack.steps import roles_of
from domain.refusals import Refused, refusal
from domain.values import Code, Flag, FreeText, Means, OrganId, StepId, Text, event_id


class SignOff(
    Command,
    path="sign-offs",
    summary="Sign or dispute a proposal",
    tag="acceptance",
    seen=False,
    by_signal=True,
    capacity=Capacity.SIGNING,
):
    """会签 (NJ-04, A-13): another organ of a joint body consents to what was proposed, or not."""

    example: ClassVar = {"proposal": EXAMPLE_ID, "consents": True}
    kind: Literal["sign_off"] = "sign_off"
    proposal: UUID
    consents: Flag
    reasons: Text | None = None


class JointActSigned(Event, group="procedure", zh="会签同意", en="Signed"):
    """会签同意 (NJ-04)."""

    facts: ClassVar = {"事项": "proposal"}
    kind: Literal["joint_act_signed"] = "joint_act_signed"
    step: StepId
    proposal: Annotated[UUID, Means("proposal")]
    organ: OrganId
    person: Code


class JointActDisputed(Event, group="procedure", zh="会签不同意", en="Disputed"):
    """会签不同意 (NJ-04, A-13): the proposal falls; the disagreement stays on record."""

    facts: ClassVar = {"事项": "proposal"}
    kind: Literal["joint_act_disputed"] = "joint_act_disputed"
    step: StepId
    proposal: Annotated[UUID, Means("proposal")]
    organ: OrganId
    person: Code


NO_PROPOSAL = refusal("no_such_proposal", 409, "NJ-04").says("""
    没有这份待会签的意见，或它不待您所在机关会签。
    No such proposal awaits your organ's signature.
    请查看当前待会签的意见。
    See what awaits signature now.
""")


def _proposals(act: Act) -> Iterable[UUID]:
    return (proposal.id for proposal in act.case.proposals.values())


DECIDED_BY_VOTE = refusal("decided_by_vote", 409, "A-14").says("""
    这份意见由集体表决决定，不以会签决定。
    A committee decides this by its vote; nobody signs it.
    请由表决机关的秘书或负责人开启表决。
    Have the committee's secretary or head open a round of votes.
""")


@guard(SignOff, proposal=_proposals)
def _may_sign(act: Act, proposal: UUID) -> tuple[str, Proposal]:
    """The proposal, and the step it is in; its organ has yet to sign, by somebody who has not acted for another."""
    step, found = next(((step, each) for step, each in act.case.proposals.items() if each.id == proposal), ("", None))
    if found is None or act.actor.organ not in found.awaited:
        raise Refused(NO_PROPOSAL)
    voting = votes_on(act, step)
    if voting is not None and act.actor.organ == act.organ_of(voting.committee):
        raise Refused(DECIDED_BY_VOTE)
    if _decides(act, step):
        require_put_forward(act, step, found.awaited)
    if not found.persons.isdisjoint(act.actor.persons):
        raise Refused(refusals.SAME_PERSON)
    if isinstance(found.decision, ReappraisalDecision):
        reappraisal.require_other_handlers(act, found.decision.reappraisal)
    act.require_not_before(found.on)
    return step, found


def _decides(act: Act, step: str) -> bool:
    """Whether the organ that acts decides what others put forward in a step."""
    deciding = deciding_body(act, step)
    return deciding is not None and act.actor.organ in {act.organ_of(role) for role in roles_of(deciding)}


def sign_off(act: Act, command: SignOff) -> Events:
    """Sign what another organ proposed, or dispute it: the last signature carries it out (NJ-04, A-13)."""
    step, proposal = _may_sign(act, command.proposal)
    if not command.consents and command.reasons is None:
        raise Refused(refusals.REASONS_MISSING)
    private = FreeText(reasons=command.reasons) if command.reasons else None
    who = {"step": step, "proposal": proposal.id, "organ": act.actor.organ, "person": act.actor.person}
    if not command.consents:
        disputed = JointActDisputed(on=act.on, private=private, **who)
        return [disputed, *disagreement.open_disagreement(act, step, proposal)]
    signed = JointActSigned(on=act.on, private=private, **who)
    if proposal.awaited - {act.actor.organ}:
        return [signed]
    return [signed, *carry_out(act, proposal.decision)]


def alone(act: Act, events: Events) -> Events:
    """Carry out what was just proposed where nobody else has to sign: one organ decides by itself (BT-03, ZS-09)."""
    proposed = events[-1]
    if not isinstance(proposed, JointActProposed) or proposed.awaited:
        return events
    return [*events, *carry_out(act.after(events), proposed.decision)]


def carry_out(act: Act, decision: Decision) -> Events:
    """Do what all organs signed, or what a committee upheld in their stead; its rules are looked at again."""
    match decision:
        case AcceptanceDecision():
            return acceptance.carry_out(act, decision)
        case ExceptionDecision():
            return matters.carry_out_exception(act, decision)
        case DeterminationDecision():
            return determination.carry_out(act, decision)
        case ApprovalDecision():
            return approving.carry_out(act, decision)
        case ReappraisalDecision():
            return reappraisal.carry_out(act, decision)
        case _:
            assert_never(decision)


def evolve(case: Case, event: JointActProposed | JointActSigned | JointActDisputed) -> Case:
    """The case after an organ proposed, signed or disputed; a proposal that awaits nobody, or was disputed, is over."""
    proposals = dict(case.proposals)
    if isinstance(event, JointActProposed):
        id_, awaited, persons = event_id(case.id, case.version), frozenset(event.awaited), event.doers(event.person)
        proposal = Proposal(id_, event.decision, awaited, persons, event.on)
    else:
        proposal = proposals.pop(event.step)
        awaited, persons = proposal.awaited - {event.organ}, proposal.persons | event.doers(event.person)
        proposal = replace(proposal, awaited=awaited, persons=persons, on=max(proposal.on, event.on))
    if awaited and not isinstance(event, JointActDisputed):
        proposals[event.step] = proposal
    proposers = {**case.proposers, event.step: proposal.persons}
    case = replace(case, proposals=proposals, proposers=proposers)
    return _handled(case, proposal.decision, event.doers(event.person)).touched(event.step, event.on)


def _handled(case: Case, decision: Decision, persons: frozenset[str]) -> Case:
    """Who handles the case may not reappraise it; who reappraises may go on with that, and not with the next one."""
    if not isinstance(decision, ReappraisalDecision):
        return case.handled_by(*persons)
    state = case.reappraisals[decision.reappraisal]
    state = replace(state, handlers=state.handlers | persons)
    return replace(case, reappraisals={**case.reappraisals, decision.reappraisal: state})
