"""A higher organ and a case (提级、指定管辖, NJ-09, A-48): it is asked, takes it, or says who has it."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never

from domain.acts.jurisdiction.arrival import Restated, arrive, settle_handover
from domain.acts.jurisdiction.competence import require_movable, stands_above, superior_of, taker
from domain.acts.jurisdiction.handing_over import (
    HANDOVER_TO_ITSELF,
    HandedOver,
    NamesOrgan,
    Paper,
    awaiting,
    hand_over,
    require_below,
    require_held,
)
from domain.acts.terms import open_decision_on_jurisdiction
from domain.case.act import Act, Events
from domain.case.state import AwaitingSuperior, Case
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Command, Dispatch, Event
from domain.organs import Organ
from domain.refusals import Refused, refusal
from domain.values import FreeText, Means, OrganId, Sha256, Text


class ReferToSuperior(Command, path="referral", summary="Lay the case before the superior organ", tag="jurisdiction"):
    """报请上级 (NJ-09, A-48): the organ that has a case asks the one above to raise it, or to say who has it."""

    example: ClassVar = {"asks": "elevation", "reasons": "案情重大复杂，涉及多个单位，报请提级办理。"}
    moves: ClassVar = True
    kind: Literal["refer_to_superior"] = "refer_to_superior"
    asks: Literal["elevation", "designation"]
    reasons: Text


class ElevateCase(Paper, path="elevation", summary="Take a case of an organ below", tag="jurisdiction"):
    """提级 (A-48): a higher organ takes a case of an organ below it, of its own motion or on request."""

    example: ClassVar = {
        "reasons": "涉及多个单位和层级，州委组织部提级办理。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["elevate_case"] = "elevate_case"
    restated: Restated = Restated()


class DesignateOrgan(NamesOrgan, path="designation", summary="Designate an organ below", tag="jurisdiction"):
    """指定管辖 (NJ-09, A-48): the organ above says which of those below it has a case."""

    example: ClassVar = {
        "to_organ": "county-b-organization",
        "reasons": "两县均认为不属本机关管辖，指定乙县委组织部办理。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["designate_organ"] = "designate_organ"


class ReferredToSuperior(Event, group="procedure", zh="报请上级", en="Laid before the superior organ"):
    """报请上级 (NJ-09, A-48): meanwhile the organ that has the case goes on with it."""

    dispatch: ClassVar = Dispatch("容请", "请示", "Request to the superior organ")
    facts: ClassVar = {"报请": "asks", "上级机关": "organ"}
    kind: Literal["referred_to_superior"] = "referred_to_superior"
    organ: OrganId
    asks: Annotated[Literal["elevation", "designation"], Means("moves")]


class CaseElevated(Event, group="procedure", zh="提级", en="Raised by a higher organ"):
    """提级 (A-48): the higher organ has the case from the next event on."""

    dispatch: ClassVar = Dispatch("容提", "提级办理通知书", "Notice of elevation", by_actor=True)
    facts: ClassVar = {"提级机关": "organ", "原机关": "from_organ", "材料": "document"}
    kind: Literal["case_elevated"] = "case_elevated"
    organ: OrganId
    from_organ: OrganId
    document: Sha256 | None = None


class OrganDesignated(HandedOver, group="procedure", zh="指定管辖", en="Organ designated"):
    """指定管辖 (NJ-09, A-48): the organ named has to take the case; the one that has it already goes on at once."""

    dispatch: ClassVar = Dispatch("容指", "指定管辖通知书", "Notice of designation", by_actor=True)
    facts: ClassVar = {"指定机关": "by_organ", "原机关": "from_organ", "承办机关": "to_organ", "材料": "document"}
    kind: Literal["organ_designated"] = "organ_designated"
    by_organ: OrganId


NO_SUPERIOR = refusal("no_superior", 409, "A-48").says("""
    本系统中没有接收案件的上级机关。
    No organ above takes cases in this installation.
    请在系统之外报请上级；决定之后按决定办理。
    Ask the superior outside the system, and act on what it decides.
""")
NOT_ABOVE = refusal("not_above", 403, "NJ-09", "A-48").says("""
    本机关不是办理机关的上级，不得提级或者指定管辖。
    This organ does not stand above the one that has the case: it neither raises it nor designates an organ.
    请由上级接收案件的机关决定；下级机关请报请上级。
    Leave it to the organ above that takes cases; an organ below asks it.
""")


@guard(ReferToSuperior)
def _may_refer(act: Act) -> Organ:
    """The organ above."""
    require_held(act)
    above = superior_of(act, act.case.jurisdiction)
    if above is None:
        raise Refused(NO_SUPERIOR)
    return above


def refer(act: Act, command: ReferToSuperior) -> Events:
    """Ask the organ above; whoever has the case goes on with it until that organ has decided."""
    above = _may_refer(act)
    referred = ReferredToSuperior(
        on=act.on, private=FreeText(reasons=command.reasons), organ=above.id, asks=command.asks
    )
    return [referred, open_decision_on_jurisdiction(act, above.id)]


@guard(ElevateCase)
def may_elevate(act: Act) -> Organ:
    """The organ that takes it: the actor's own."""
    to = taker(act, _above(act).id)
    require_movable(act)
    return to


def elevate(act: Act, paper: Paper | None, restated: Restated) -> Events:
    """Take a case of an organ below: it is this organ's from here, and nobody has to receive it."""
    to = may_elevate(act)
    elevated = CaseElevated(
        on=act.on,
        private=paper.words if paper else None,
        organ=to.id,
        from_organ=act.case.to_organ,
        document=paper.document.sha256 if paper else None,
    )
    return [elevated, *arrive(act.after([elevated]), "elevation", to, restated)]


@guard(DesignateOrgan)
def may_designate(act: Act) -> Organ:
    """The organ above that says so: the actor's own."""
    above = _above(act)
    require_movable(act)
    return above


def designate(act: Act, to_organ: str, paper: Paper | None) -> Events:
    """Say which organ below has the case: where two are in doubt, or the one that has it had better not handle it."""
    above = may_designate(act)
    here = to_organ == act.case.to_organ
    if here and act.case.handover is None:
        raise Refused(HANDOVER_TO_ITSELF)
    require_below(act, to_organ, above.jurisdiction)
    to = taker(act, to_organ)
    events = hand_over(act, OrganDesignated, "designation", to, paper, by_organ=above.id)
    if not here:
        first, *rest = events
        return [first, *settle_handover(act), *rest]
    designated = events[0]
    return [designated, *arrive(act.after([designated]), "designation", to, Restated())]


def _above(act: Act) -> Organ:
    organ = act.organ
    if organ is None or not stands_above(act, organ, act.case.jurisdiction):
        above = superior_of(act, act.case.jurisdiction)
        raise Refused(NOT_ABOVE, detail=above.name.zh if above else None)
    return organ


def evolve(case: Case, event: ReferredToSuperior | CaseElevated | OrganDesignated) -> Case:
    """The case after a superior was asked, or has decided."""
    case = case.steps_touched(event.on).touched("handover", event.on)
    match event:
        case ReferredToSuperior():
            return replace(case, handover=AwaitingSuperior(event.organ, event.on, rests=False, restarts=False))
        case CaseElevated():
            return case
        case OrganDesignated():
            return awaiting(case, "designation", event)
        case _:
            assert_never(event)
