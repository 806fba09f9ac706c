"""Whether an appeal is taken up (复议、申诉的受理): said by the organ that answers for it, in a term of its own."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from domain import refusals
from domain.acts.acceptance import GROUND_MISSING
from domain.acts.appeals.levels import NO_REAPPRAISAL, level_of, organs_of
from domain.acts.appeals.reappraisal import answered, notice, require_other_handlers, running, taken_up
from domain.acts.proposals import REAPPRAISAL
from domain.acts.terms import open_appeal_term
from domain.case.act import Act, Events
from domain.case.state import Case, DecidedReappraisal, OpenReappraisal
from domain.guards import guard
from domain.messages import EXAMPLE_ID, Command, Dispatch, Event
from domain.pack.moments import from_acceptance
from domain.pack.steps import Reappraisal
from domain.refusals import Refused
from domain.values import Code, Flag, FreeText, Means, SubjectId, Text


class DecideAppealAcceptance(
    Command, path="appeal-acceptance", summary="Say whether an appeal is taken up", tag="reappraisal"
):
    """决定是否受理复议、申诉 (A-62): on a ground of the procedure where it is not taken up."""

    example: ClassVar = {"reappraisal": EXAMPLE_ID, "accepted": True, "reasons": "在期限内提出，并有新证据。"}
    kind: Literal["decide_appeal_acceptance"] = "decide_appeal_acceptance"
    reappraisal: UUID
    accepted: Flag
    refusal_ground: Code | None = None
    reasons: Text


class AppealAccepted(Event, group="decision", zh="受理复议、申诉", en="Appeal taken up"):
    """受理复议、申诉 (A-62): from here it is looked at, and what its level suspends is suspended."""

    dispatch: ClassVar = Dispatch(
        "容复受", "复议（申诉）受理通知书", "Notice that an appeal is taken up", by_actor=True
    )
    facts: ClassVar = {"层级": "level", "当事人": "subject"}
    kind: Literal["appeal_accepted"] = "appeal_accepted"
    reappraisal: UUID
    subject: SubjectId
    level: Annotated[Code, Means("appeal_level")]
    person: Code


class AppealNotAccepted(Event, group="decision", zh="不予受理复议、申诉", en="Appeal not taken up"):
    """不予受理复议、申诉 (A-62): it is over, the decision stands, and the next level is not open by it."""

    dispatch: ClassVar = Dispatch(
        "容复不受", "复议（申诉）不予受理通知书", "Notice that an appeal is not taken up", by_actor=True
    )
    facts: ClassVar = {"层级": "level", "当事人": "subject", "理由": "ground level"}
    kind: Literal["appeal_not_accepted"] = "appeal_not_accepted"
    reappraisal: UUID
    subject: SubjectId
    level: Annotated[Code, Means("appeal_level")]
    ground: Annotated[Code, Means("appeal_ground")]
    person: Code


def _awaiting(act: Act) -> Iterable[UUID]:
    return (
        id_
        for id_, state in act.case.reappraisals.items()
        if isinstance(state, OpenReappraisal) and state.awaits_acceptance
    )


@guard(DecideAppealAcceptance, reappraisal=_awaiting)
def _may_accept(act: Act, reappraisal: UUID) -> tuple[Reappraisal, OpenReappraisal]:
    """Whoever acts for the organ that answers for the level, and did not handle what it is against."""
    state = running(act, reappraisal)
    if not state.awaits_acceptance:
        raise Refused(NO_REAPPRAISAL)
    require_other_handlers(act, reappraisal)
    act.require_organ(organs_of(act, state)[0])
    act.require_not_moving()
    act.require_fresh(REAPPRAISAL)
    return level_of(act, state), state


def accept(act: Act, command: DecideAppealAcceptance) -> Events:
    """Take an appeal up, or not on a ground that the procedure lists; what was owed on it is answered."""
    level, state = _may_accept(act, command.reappraisal)
    if command.accepted == (command.refusal_ground is not None):
        raise Refused(GROUND_MISSING)
    grounds = {item.id for item in level.acceptance.grounds} if level.acceptance else set[str]()
    if command.refusal_ground is not None and command.refusal_ground not in grounds:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.refusal_ground)
    said = {
        "on": act.on,
        "private": FreeText(reasons=command.reasons),
        "reappraisal": command.reappraisal,
        "subject": state.subject,
        "level": level.id,
        "person": act.actor.person,
    }
    if command.refusal_ground is not None:
        refused = AppealNotAccepted(**said, ground=command.refusal_ground)
        return [refused, *answered(act, command.reappraisal), *notice(act, level, state.subject)]
    accepted = AppealAccepted(**said)
    met = [
        act.meet(id_, duty)
        for id_, duty in act.case.open_duties.items()
        if duty.opened.reappraisal == command.reappraisal and duty.opened.duty == level.acceptance_duty
    ]
    begins = (
        [open_appeal_term(act, level, organs_of(act, state)[0], command.reappraisal)] if from_acceptance(level) else []
    )
    return [accepted, *met, *begins, *taken_up(act, level, state.subject, command.reappraisal)]


def evolve(case: Case, event: AppealAccepted | AppealNotAccepted) -> Case:
    """The case after an appeal was taken up or not; who said so handles it, and none after it for that subject."""
    state = case.reappraisals[event.reappraisal]
    handlers = state.handlers | event.doers(event.person)
    after = (
        replace(state, handlers=handlers, awaits_acceptance=False)
        if isinstance(state, OpenReappraisal) and isinstance(event, AppealAccepted)
        else DecidedReappraisal(state.subject, handlers)
    )
    case = replace(case, reappraisals={**case.reappraisals, event.reappraisal: after})
    return case.touched(REAPPRAISAL, event.on)
