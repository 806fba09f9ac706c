"""Handing a case over (移送、交办, NJ-09, A-48), and what the organ it goes to says: it receives it, or not."""

from dataclasses import replace
from typing import ClassVar, Literal, assert_never

from pydantic import Field

from domain import refusals
from domain.acts.jurisdiction.arrival import Restated, arrive, begin_terms, clock_of, end_terms, settle_handover
from domain.acts.jurisdiction.competence import competent_place, named_at, require_movable, superior_of, taker
from domain.acts.terms import open_decision_on_jurisdiction, open_receipt
from domain.case.act import Act, Events
from domain.case.lifecycle import MovedBy
from domain.case.state import AwaitingReceipt, AwaitingSuperior, Case
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Command, Dispatch, Event
from domain.organs import Organ
from domain.refusals import Refused, refusal
from domain.values import Code, Document, Flag, FreeText, OrganId, Sha256, Text


class Paper(Command):
    """By what a case goes to another organ: why, and the letter of transfer or the decision of the superior."""

    moves: ClassVar = True
    reasons: Text
    document: Document

    @property
    def words(self) -> FreeText:
        """What is kept apart of it."""
        return FreeText(reasons=self.reasons, document_titles=(self.document.title,))


class NamesOrgan(Paper):
    """By what it goes to an organ that is named."""

    to_organ: Code

    @property
    def goes_to(self) -> str:
        """The organ that is to have the case."""
        return self.to_organ


class TransferCase(NamesOrgan, path="transfer", summary="Transfer the case to the competent organ", tag="jurisdiction"):
    """移送 (NJ-09, A-48): what is not one's own goes to the organ with authority over the subjects."""

    example: ClassVar = {
        "to_organ": "prefecture-organization",
        "reasons": "当事人系州管干部，按照干部管理权限应由州委组织部办理。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["transfer_case"] = "transfer_case"


class HandDownCase(NamesOrgan, path="hand-down", summary="Hand the case down to a lower organ", tag="jurisdiction"):
    """交办 (A-48): a higher organ has one of its own cases handled by an organ below it."""

    example: ClassVar = {
        "to_organ": "county-a-organization",
        "reasons": "事实发生在县内，由县里办理更为便利，办理结果报州委组织部。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["hand_down_case"] = "hand_down_case"


class AnswerHandover(
    Command,
    path="handover-answer",
    summary="Receive what was handed over, or decline",
    tag="jurisdiction",
):
    """接收 / 不予接收 (NJ-09, A-48): what was transferred may be declined; then a common superior says who has it."""

    example: ClassVar = {"accepts": True, "reasons": "经核对属本机关管辖，予以接收。"}
    moves: ClassVar = True
    on_stubs: ClassVar = True
    kind: Literal["answer_handover"] = "answer_handover"
    accepts: Flag
    reasons: Text | None = None
    restated: Restated = Restated()


class HandedOver(Event):
    """What all events tell after which a case awaits its receipt.

    Attributes:
        jurisdiction: The place of the organ that it goes to.
        restarts: Whether it begins anew with its receipt; its terms end here then.
    """

    from_organ: OrganId
    to_organ: OrganId
    jurisdiction: Code
    restarts: bool
    document: Sha256 | None = Field(default=None, description="none of a stub: its papers are registered nowhere here")


class CaseTransferred(HandedOver, group="procedure", zh="移送", en="Transferred to the competent organ"):
    """移送 (NJ-09, A-48): it awaits its receipt; until then nobody goes on with it."""

    dispatch: ClassVar = Dispatch("容移", "移送函", "Letter of transfer")
    facts: ClassVar = {"移送机关": "from_organ", "接收机关": "to_organ", "材料": "document"}
    kind: Literal["case_transferred"] = "case_transferred"


class CaseHandedDown(HandedOver, group="procedure", zh="交办", en="Handed down"):
    """交办 (A-48): it awaits its receipt by the organ below, which has to take it."""

    dispatch: ClassVar = Dispatch("容交", "交办函", "Letter of handing down")
    facts: ClassVar = {"交办机关": "from_organ", "承办机关": "to_organ", "材料": "document"}
    kind: Literal["case_handed_down"] = "case_handed_down"


class HandoverDeclined(Event, group="procedure", zh="不予接收、不予同意", en="Not taken, or not agreed"):
    """不予接收 (NJ-09, A-48): it goes to the common superior, or back where there is none or it says no."""

    dispatch: ClassVar = Dispatch("容退", "退回函", "Letter of declining", by_actor=True)
    facts: ClassVar = {"机关": "organ", "提请": "passed_to"}
    kind: Literal["handover_declined"] = "handover_declined"
    organ: OrganId
    passed_to: OrganId | None


HANDOVER_TO_ITSELF = refusal("handover_to_itself", 409, "A-48").says("""
    案件就在该机关办理，不能移给它自己。
    The case is with that very organ: it cannot go to itself.
    请核对接收机关。
    Check the organ named.
""")
CASE_IS_OWN = refusal("case_is_own", 409, "NJ-09", "A-48").says("""
    按照干部管理权限，本案属本机关管辖，不得移送。
    By cadre-management authority the case is this organ's own: it is not transferred.
    需要上级办理的，请报请上级决定；当事人的管理权限登记有误的，请先更正登记。
    Ask a superior to raise it; where the register is wrong about a subject, correct that first.
""")
TRANSFERRED_BEFORE = refusal("transferred_before", 409, "NJ-09", "A-48").says("""
    移送、指定、交办或者提级而来的案件，不得再行移送或者退回。
    What came from another organ is neither transferred on nor sent back.
    认为不属本机关管辖的，请报请共同的上级机关指定管辖。
    Ask the common superior to designate an organ.
""")
DECLINED_BEFORE = refusal("declined_before", 409, "A-48").says("""
    该机关已经不予接收本案，不得再次移送给它。
    That organ has not taken this case before: it is not transferred to it again.
    请报请共同的上级机关指定管辖。
    Ask the common superior to designate an organ.
""")
NOT_BELOW = refusal("not_below", 409, "A-48").says("""
    交办、指定的机关须在本机关的下级地区。
    What is handed down or designated goes to an organ of a place below one's own.
    请写明下级机关；由本机关自己办理的，请提级。
    Name an organ below; what one handles oneself is raised.
""")
NO_HANDOVER = refusal("no_handover", 409, "A-48").says("""
    没有待本机关接收或者答复的移交。
    Nothing handed over awaits this organ's answer.
    请重新载入案件；上级机关同意办理的，请提级或者指定管辖。
    Reload the case; a superior that agrees raises it, or designates an organ.
""")
MUST_TAKE = refusal("must_take", 409, "A-48").says("""
    上级指定、交办的案件应当接收；不予接收的案件，上级机关应当决定由谁管辖。
    What a superior designated or handed down is received; of what nobody took, the superior says who has it.
    请接收；有不同意见的，接收后报请上级机关。上级机关请提级或者指定管辖。
    Receive it, and put what speaks against it before the superior. A superior raises it, or designates an organ.
""")


@guard(TransferCase)
def may_transfer(act: Act) -> str | None:
    """The place whose organs are competent, which is another one."""
    require_held(act)
    if act.case.moved is not None:
        raise Refused(TRANSFERRED_BEFORE)
    competent = competent_place(act)
    if competent == act.case.jurisdiction:
        raise Refused(CASE_IS_OWN)
    return competent


def transfer(act: Act, to_organ: str, paper: Paper | None) -> Events:
    """Transfer what is another organ's to that organ, once; of a stub it is on paper whose the case is."""
    competent = may_transfer(act)
    _require_other_organ(act, to_organ)
    if to_organ in act.case.declined_by:
        raise Refused(DECLINED_BEFORE)
    to = taker(act, to_organ)
    if to.jurisdiction != competent and not act.case.opened.on_paper:
        raise Refused(refusals.WRONG_LEVEL, detail=named_at(act, competent))
    return hand_over(act, CaseTransferred, "transfer", to, paper)


@guard(HandDownCase)
def may_hand_down(act: Act) -> None:
    """The organ that has it, where there is a place below."""
    require_held(act)
    here, organs = act.case.jurisdiction, act.context.organs
    if not any(place.id != here and organs.within(place.id, here) for place in organs.jurisdictions):
        raise Refused(NOT_BELOW)


def hand_down(act: Act, to_organ: str, paper: Paper | None) -> Events:
    """Hand a case of one's own down to an organ below."""
    may_hand_down(act)
    _require_other_organ(act, to_organ)
    require_below(act, to_organ, act.case.jurisdiction)
    return hand_over(act, CaseHandedDown, "hand_down", taker(act, to_organ), paper)


def hand_over(act: Act, told: type[HandedOver], by: MovedBy, to: Organ, paper: Paper | None, **decided: str) -> Events:
    """Let a case await its receipt: the duty to receive it is opened, and terms that will begin anew end."""
    restarts = clock_of(act, by, to) == "restarts"
    event = told(
        on=act.on,
        private=paper.words if paper else None,
        from_organ=act.case.to_organ,
        to_organ=to.id,
        jurisdiction=to.jurisdiction,
        restarts=restarts,
        document=paper.document.sha256 if paper else None,
        **decided,
    )
    return [event, open_receipt(act, to.id), *(end_terms(act) if restarts else ())]


def require_below(act: Act, organ_id: str, place: str) -> None:
    """Refuse an organ that is not of a place below another one."""
    organ = act.context.organs.organ(organ_id)
    if organ and (organ.jurisdiction == place or not act.context.organs.within(organ.jurisdiction, place)):
        raise Refused(NOT_BELOW, detail=organ.name.zh)


@guard(AnswerHandover)
def _may_answer(act: Act) -> AwaitingReceipt | AwaitingSuperior:
    awaited = act.case.handover
    if awaited is None or act.actor.organ != (
        awaited.to_organ if isinstance(awaited, AwaitingReceipt) else awaited.organ
    ):
        raise Refused(NO_HANDOVER)
    act.require_fresh("handover")
    act.require_not_before(awaited.on)
    return awaited


def answer(act: Act, command: AnswerHandover) -> Events:
    """Receive what was handed over, or decline a transfer; a superior declines what it was asked."""
    awaited = _may_answer(act)
    if not command.accepts and command.reasons is None and not act.case.opened.on_paper:
        raise Refused(refusals.REASONS_MISSING)
    if isinstance(awaited, AwaitingReceipt):
        return _received(act, command, awaited)
    if command.accepts:
        raise Refused(NO_HANDOVER)
    if awaited.rests:
        raise Refused(MUST_TAKE)
    return [_declined(act, command, None), *settle_handover(act)]


def _received(act: Act, command: AnswerHandover, awaited: AwaitingReceipt) -> Events:
    if command.accepts:
        return arrive(act, awaited.by, taker(act, awaited.to_organ), command.restated, command.reasons)
    if awaited.by != "transfer":
        raise Refused(MUST_TAKE)
    above = superior_of(act, act.case.jurisdiction, awaited.jurisdiction)
    declined = [_declined(act, command, above.id if above else None), *settle_handover(act)]
    if above is not None:
        return [*declined, open_decision_on_jurisdiction(act, above.id)]
    return [*declined, *(begin_terms(act) if awaited.restarts else ())]


def _declined(act: Act, command: AnswerHandover, passed_to: str | None) -> HandoverDeclined:
    return HandoverDeclined(
        on=act.on,
        private=FreeText(reasons=command.reasons) if command.reasons else None,
        organ=act.actor.organ,
        passed_to=passed_to,
    )


def require_held(act: Act) -> None:
    """Refuse whoever does not have the case, and to hand it over twice or where it cannot be moved."""
    act.require_organ(act.case.to_organ)
    if act.case.handover is not None:
        raise Refused(refusals.HANDOVER_PENDING)
    require_movable(act)


def _require_other_organ(act: Act, to_organ: str) -> None:
    if to_organ == act.case.to_organ:
        raise Refused(HANDOVER_TO_ITSELF)


def evolve(case: Case, event: CaseTransferred | CaseHandedDown | HandoverDeclined) -> Case:
    """The case after it was handed over, or not taken."""
    case = case.steps_touched(event.on).touched("handover", event.on)
    match event:
        case CaseTransferred():
            return awaiting(case, "transfer", event)
        case CaseHandedDown():
            return awaiting(case, "hand_down", event)
        case HandoverDeclined():
            awaited = case.handover
            if not isinstance(awaited, AwaitingReceipt):
                return replace(case, handover=None)
            declined_by = case.declined_by | {event.organ}
            above = (
                AwaitingSuperior(event.passed_to, event.on, rests=True, restarts=awaited.restarts)
                if event.passed_to
                else None
            )
            return replace(case, handover=above, declined_by=declined_by)
        case _:
            assert_never(event)


def awaiting(case: Case, by: MovedBy, event: HandedOver) -> Case:
    """The case while it awaits its receipt."""
    return replace(case, handover=AwaitingReceipt(by, event.to_organ, event.jurisdiction, event.on, event.restarts))
