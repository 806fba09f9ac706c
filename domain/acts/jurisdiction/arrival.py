"""What becomes of a case that comes to another organ (A-48): its law, its steps, its duties; nothing of it is lost.

What goes on keeps its days and is owed by the organs of the new place. What begins anew begins with the first step of
the procedure there: what was found and heard before stays in the history, for the organ that has it now to look at.
"""

from dataclasses import replace

from domain.acts.grounds import require_ground, require_ground_for
from domain.acts.jurisdiction.competence import NO_TAKER, law_at
from domain.acts.terms import DECISION_ON_JURISDICTION, RECEIPT, open_step
from domain.case.act import Act, Events
from domain.case.lifecycle import Clock, JurisdictionChanged, MovedBy
from domain.case.state import Case
from domain.organs import Organ
from domain.pack.assessment import FREE_TEXT
from domain.pack.pack import Pack
from domain.pack.steps import RouteKind, TeamBody, roles_of
from domain.refusals import Refused, refusal
from domain.terms.duty import OpenDuty
from domain.terms.events import DutyReassigned
from domain.values import Code, FreeText, Frozen, Text

MOVED = "moved"
"""Why a term of the earlier organ has ended."""
_SETTLED = "jurisdiction_settled"

RESTATE = refusal("restate_for_procedure", 422, "NJ-09", "A-49").says("""
    接收地区的程序没有本案的情形或失误类别。
    The procedure there has no such ground, or no such class of error.
    请按该程序填写情形（ground）和失误类别（error_class），再接收。
    Give ground and error_class of that procedure with the receipt.
""")


class Restated(Frozen):
    """What a case rests on, in the words of the procedure of the new place; needed where it has no such item."""

    ground: Code | None = None
    ground_statement: Text | None = None
    error_class: Code | None = None


NOT_RESTATED = refusal("not_restated", 422, "A-49").says("""
    接收地区施行同一程序，情形和失误类别不随移交改变。
    The same procedure holds there: ground and error class do not change with a handover.
    请不填 restated，再行接收；情形有误的，在认定中办理。
    Receive it without `restated`; what is wrong about the ground is for the determination.
""")


def arrive(act: Act, by: MovedBy, to: Organ, restated: Restated, reasons: str | None = None) -> Events:
    """Let a case come to an organ: from this event on it is the one competent organ."""
    here, clock = to.id == act.case.to_organ, clock_of(act, by, to)
    sha256, pack = (act.case.pack_sha256, act.context.pack) if here else law_at(act, to.jurisdiction)
    ground, error_class = _restated(act, pack, restated)
    changed = JurisdictionChanged(
        on=act.on,
        private=_written(reasons, restated),
        by=by,
        from_organ=act.case.to_organ,
        to_organ=to.id,
        jurisdiction=to.jurisdiction,
        clock="continues" if here else clock,
        organs=_who_acts(act, to, pack) if here or clock == "continues" else (),
        pack=pack.pack,
        edition=pack.edition,
        pack_sha256=sha256,
        ground=ground,
        error_class=error_class,
    )
    moved = replace(act.after([changed]), context=replace(act.context, pack=pack, pack_sha256=sha256))
    settled = settle_handover(moved)
    if here:
        return [changed, *settled, *(begin_terms(moved) if clock == "restarts" else ())]
    if clock == "continues":
        return [changed, *settled, *_reassigned(moved, act.case.jurisdiction)]
    return [changed, *settled, *_begun_anew(moved, act.case.jurisdiction)]


def clock_of(act: Act, by: MovedBy, to: Organ) -> Clock:
    """Whether its terms go on: as the pack says, where the same edition goes on and they have not ended meanwhile."""
    awaited, clocks = act.case.handover, act.context.pack.handover.clocks
    if awaited is not None and awaited.restarts:
        return "restarts"
    if to.id == act.case.to_organ:
        return "continues"
    if law_at(act, to.jurisdiction)[0] != act.case.pack_sha256:
        return "restarts"
    by_the_pack: dict[MovedBy, Clock] = {
        "transfer": clocks.transfer,
        "elevation": clocks.elevation,
        "designation": clocks.designation,
        "hand_down": clocks.hand_down,
    }
    return by_the_pack[by]


def end_terms(act: Act) -> Events:
    """End the terms of the steps that begin anew with the receipt: who handed them over is not late any more."""
    awaiting = {duty.awaits for duty in act.case.open_duties.values()}
    return [
        act.cancel(id_, MOVED)
        for id_, duty in act.case.open_duties.items()
        if duty.opened.step in act.case.open_steps or id_ in awaiting
    ]


def begin_terms(act: Act) -> Events:
    """Let the terms of the steps begin anew that had ended with a transfer which nobody took."""
    events: Events = []
    for step_id in act.case.open_steps:
        if act.term_of(step_id) is None:
            _, *terms = open_step(act, step_id)  # without the opening: the step is open
            events += terms
    return events


def settle_handover(act: Act) -> Events:
    """End what was asked of organs about who has the case: met by the one that acts, without object for any other."""
    return [
        act.meet(id_, duty) if duty.opened.responsible == act.actor.organ else act.cancel(id_, _SETTLED)
        for id_, duty in act.case.open_duties.items()
        if _of_handover(duty)
    ]


def _of_handover(duty: OpenDuty) -> bool:
    return duty.opened.duty in (RECEIPT, DECISION_ON_JURISDICTION)


def _written(reasons: str | None, restated: Restated) -> FreeText | None:
    if reasons is None and restated.ground_statement is None:
        return None
    return FreeText(reasons=reasons, ground_statement=restated.ground_statement)


def _restated(act: Act, pack: Pack, restated: Restated) -> tuple[str, str]:
    ground, error_class = restated.ground or act.case.ground, restated.error_class or act.case.error_class
    if act.case.opened.on_paper:
        return act.case.ground, act.case.error_class
    if pack.pack == act.case.pack:
        if (ground, error_class) != (act.case.ground, act.case.error_class):
            raise Refused(NOT_RESTATED, detail=pack.name.zh)
        return ground, error_class
    grounds = {item.id for item in pack.assessment.grounds} or {FREE_TEXT}
    if ground not in grounds or error_class not in {item.id for item in pack.error_classes}:
        raise Refused(RESTATE, detail=pack.name.zh)
    require_ground_for(ground, act.case.subjects, pack)
    if restated.ground is not None:
        require_ground(ground, restated.ground_statement, pack)
    return ground, error_class


def _begun_anew(moved: Act, was: str) -> Events:
    """The first step of the procedure there; what is owed to a subject whatever becomes of the case does not end."""
    kept = moved.case.clarifications
    ended = [
        moved.cancel(id_, MOVED)
        for id_, duty in moved.case.open_duties.items()
        if not (_of_handover(duty) or duty.opened.answers in kept or moved.case.is_ordered(duty.opened.demand))
    ]
    route = moved.context.pack.route(RouteKind(moved.case.opened.route))
    if route is None:
        raise Refused(NO_TAKER, detail=moved.context.pack.name.zh)
    return [*ended, *_reassigned(moved, was, only_kept=True), *open_step(moved, route.first)]


def _who_acts(act: Act, to: Organ, pack: Pack) -> tuple[str, ...]:
    """The organs of the new place that act in the steps under way; a team is named anew."""
    bodies = [pack.bodies[body] for id_ in act.case.open_steps for body in pack.step(id_).bodies]
    roles = [role for body in bodies if not isinstance(body, TeamBody) for role in roles_of(body)]
    played = (act.context.organs.in_role(role, to.jurisdiction) for role in dict.fromkeys(roles))
    return tuple(organ.id for organ in played if organ)


def _reassigned(moved: Act, was: str, *, only_kept: bool = False) -> Events:
    """What an organ of the earlier place owes, now owed by the same organ of the new one; without one it stays there.

    Args:
        moved: the act, on the case as it is in the new place.
        was: the earlier place.
        only_kept: whether all has ended but what is owed to a subject whatever becomes of the case.
    """
    organs = moved.context.organs
    events: Events = []
    for id_, duty in moved.case.open_duties.items():
        owes = organs.organ(duty.opened.responsible)
        if owes is None or owes.jurisdiction != was or _of_handover(duty):
            continue
        there = organs.in_role(owes.role, moved.case.jurisdiction)
        kept = not only_kept or duty.opened.answers in moved.case.clarifications
        if there is not None and there != owes and kept:
            events.append(DutyReassigned(on=moved.on, duty_id=id_, was=owes.id, responsible=there.id))
    return events


def evolve(case: Case, event: JurisdictionChanged) -> Case:
    """The case in its new place; what is begun anew rests on nothing that the earlier organ found."""
    here = event.from_organ == event.to_organ
    facts = event.model_copy(update={"private": None})
    case = replace(
        case, moved=facts, handover=None, moved_to=event.pack_sha256, team=case.team if here else frozenset()
    )
    case = case.steps_touched(event.on).touched("handover", event.on).touched("edition", event.on)
    if event.clock == "continues":
        return case
    return replace(
        case,
        steps={},
        team=frozenset(),
        supplemented=False,
        same_matter_checked=False,
        exception_version=None,
        heard=frozenset(),
        findings={},
        handed_in={},
        advised=frozenset(),
        legality_passed=None,
        opinions={},
        demands=(),
        dismissed={},
        returns=0,
    )
