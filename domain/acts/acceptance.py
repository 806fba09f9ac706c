"""Acceptance (受理, NJ-12, NJ-13): accept or not, jointly, within the term; a barred matter is not accepted (NJ-31)."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from domain import refusals
from domain.acts.endorsement import require_endorsed
from domain.acts.investigation import require_ready
from domain.acts.matters import barred, barring_slot, second_tolerance
from domain.acts.proposals import Proposing, may_propose, propose
from domain.acts.standstill import SUPPLEMENT, end_supplement
from domain.acts.terms import lead_on, open_duty
from domain.case.act import Act, Events
from domain.case.decisions import AcceptanceDecision
from domain.case.state import Case
from domain.guards import guard
from domain.messages import Command, Dispatch, Event
from domain.pack.steps import StepKind
from domain.refusals import Refused, refusal
from domain.values import Code, Flag, FreeText, Means, StepId, Text


class DecideAcceptance(Command, path="acceptance", summary="Propose to accept or not", tag="acceptance"):
    """受理 / 不予受理 (NJ-12): one organ proposes, the others sign."""

    example: ClassVar = {"accepted": True, "reasons": "材料齐全，符合受理条件。"}
    kind: Literal["decide_acceptance"] = "decide_acceptance"
    accepted: Flag
    refusal_ground: Code | None = None
    reasons: Text


class ApplicationAccepted(Event, group="decision", zh="受理", en="Accepted"):
    """受理 (NJ-12)."""

    dispatch: ClassVar = Dispatch("容受", "受理通知书", "Notice of acceptance")
    kind: Literal["application_accepted"] = "application_accepted"
    step: StepId


class ApplicationNotAccepted(Event, group="decision", zh="不予受理", en="Not accepted"):
    """不予受理 (NJ-12): a legal act of refusing."""

    dispatch: ClassVar = Dispatch("容不受", "不予受理通知书", "Notice of not accepting")
    facts: ClassVar = {"理由": "ground"}
    kind: Literal["application_not_accepted"] = "application_not_accepted"
    step: StepId
    ground: Annotated[Code, Means("refusal_grounds")]


SECOND_TOLERANCE = "second_tolerance"
"""The ground of not accepting a matter tolerated before."""


GROUND_MISSING = refusal("refusal_ground_missing", 422, "NJ-12").says("""
    不予受理须注明依据；受理则不应填写。
    Not accepting needs a ground; accepting has none.
    请填写不予受理的依据。
    Give refusal_ground.
""")
SUPPLEMENT_AWAITED = refusal("supplement_awaited", 409, "A-01").says("""
    申请人的补正期限未满，不得作出不予受理的决定。
    The applicant still has time to complete the papers; the application cannot be refused yet.
    请在收到补正材料或补正期满后再决定；受理不受此限。
    Decide after the papers came or the time has passed; accepting is free at any time.
""")


@guard(DecideAcceptance)
def _may_decide(act: Act) -> Proposing:
    step_id, _, step = act.open_step(StepKind.ACCEPTANCE)
    require_ready(act, step_id)
    return may_propose(act, step_id, step.body or "")


def decide_acceptance(act: Act, command: DecideAcceptance) -> Events:
    """Propose to accept, or not to accept on a ground."""
    proposing = _may_decide(act)
    if command.accepted == (command.refusal_ground is not None):
        raise Refused(GROUND_MISSING)
    decision = AcceptanceDecision(accepted=command.accepted, refusal_ground=command.refusal_ground)
    _require_admissible(act, decision)
    return propose(act, proposing, decision, FreeText(reasons=command.reasons))


def carry_out(act: Act, decision: AcceptanceDecision) -> Events:
    """Accept or not, tell the applicant in writing within the same term, and go on (NJ-12, NJ-13)."""
    step_id, *_ = act.open_step(StepKind.ACCEPTANCE)
    _require_admissible(act, decision)
    goes_on = end_supplement(act)
    act = act.after(goes_on)  # in time or not, and when the notice is due
    told = act.context.pack.told.get("acceptance")
    notice = [open_duty(act, told, linked=act.due_with(step_id))] if told else []
    events = [*goes_on]
    if decision.accepted:
        events.append(ApplicationAccepted(on=act.on, step=step_id))
    else:
        slot = barring_slot(act)
        if slot and decision.refusal_ground == SECOND_TOLERANCE:
            events.append(barred(act, step_id, slot))
        events.append(ApplicationNotAccepted(on=act.on, step=step_id, ground=decision.refusal_ground or ""))
    outcome = "accepted" if decision.accepted else "refused"
    return [*events, *act.meet_step(step_id), *notice, *lead_on(act, step_id, outcome)]


def _require_admissible(act: Act, decision: AcceptanceDecision) -> None:
    if decision.accepted:
        require_endorsed(act)
    slot = barring_slot(act)
    if slot and decision.accepted:
        raise second_tolerance(act, slot)
    if slot is None and decision.refusal_ground == SECOND_TOLERANCE:
        raise Refused(refusals.NOT_BARRED)
    awaited = any(duty.opened.duty == SUPPLEMENT and not duty.over(act.on) for duty in act.case.open_duties.values())
    if awaited and not decision.accepted and slot is None:
        raise Refused(SUPPLEMENT_AWAITED)


def evolve(case: Case, event: ApplicationAccepted | ApplicationNotAccepted) -> Case:
    """The case after its application was accepted or not."""
    if isinstance(event, ApplicationNotAccepted):
        case = replace(case.file_known(), not_accepted_on=event.on)
    return case.step_done(event.step, event.on)
