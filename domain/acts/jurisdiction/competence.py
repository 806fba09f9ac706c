"""Which organ may have a case (干部管理权限, NJ-09, A-48): by its subjects, the law of a place, who stands above."""

from domain import refusals
from domain.acts.proposals import DISAGREEMENT_OPEN
from domain.case.act import Act
from domain.localities import edition_at, leading_place, takes_cases, upwards
from domain.organs import Organ
from domain.pack.pack import Pack
from domain.pack.steps import StepKind
from domain.refusals import Refused, refusal

_UNDECIDED = frozenset({StepKind.ACCEPTANCE, StepKind.INVESTIGATION, StepKind.DETERMINATION})
_AFTER_A_DECISION = frozenset({StepKind.SERVICE, StepKind.PUBLICITY, StepKind.FILING})

HANDOVER_TOO_LATE = refusal("handover_too_late", 409, "NJ-09", "A-48").says("""
    案件已经提交批准、已经作出决定或者已经办结，不再改变管辖。
    The case is before its approval, decided or closed: it stays with the organ that has it.
    已提交批准的，可先退回再办理；对决定有异议的，请申请复议。
    Have it returned first where it awaits approval; against a decision ask for reappraisal.
""")
NO_TAKER = refusal("no_such_taker", 409, "NJ-09", "A-48").says("""
    该机关不是所在地区按程序接收案件的机关。
    That organ is not the one that takes cases in its place by the procedure there.
    请写明该地区接收案件的机关。
    Name the organ that takes cases there.
""")
ROLES_NOT_PLAYED = refusal("roles_not_played", 409, "NJ-04", "A-48").says("""
    该地区没有机关承担程序中的某些角色，案件在那里办不下去。
    No organ of that place plays some roles of the procedure: the case could not be brought to its end there.
    请先在机关名册中设立，或者另选机关。
    Enter these organs first, or choose another one.
""")


def require_movable(act: Act) -> None:
    """Refuse to move what is decided, voted on, put forward, disputed or put aside (A-48)."""
    case = act.case
    kinds = {state.kind for state in case.open_steps.values()}
    if case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    if case.shelved:
        raise Refused(refusals.SHELVED)
    been_through = {state.kind for state in case.steps.values()}
    if case.closed or not kinds or kinds - _UNDECIDED or been_through & _AFTER_A_DECISION:
        raise Refused(HANDOVER_TOO_LATE, detail=case.stage)
    if case.disagreement is not None:
        raise Refused(DISAGREEMENT_OPEN)
    if case.proposals:
        raise Refused(refusals.ALREADY_PROPOSED)
    act.require_fresh("handover", *case.open_steps)
    act.require_not_before(*(case.acted_on.get(key) for key in ("handover", *case.open_steps)))


def competent_place(act: Act) -> str | None:
    """The place whose organs manage the subjects, as the register has them now; of several the higher one leads."""
    known = act.context.subjects
    return leading_place(
        act.context.organs,
        {known.get(each.subject_id, each).jurisdiction for each in act.case.subjects},
    )


def law_at(act: Act, place: str) -> tuple[str, Pack]:
    """The edition, with its hash, under which the case would go on at a place.

    Raises:
        Refused: No procedure holds there, or several do alike.
    """
    found = _editions(act, place)
    if not found:
        raise Refused(refusals.NO_LAW_HERE, detail=_name(act, place))
    if len(found) > 1:
        raise Refused(refusals.AMBIGUOUS_LAW, detail="、".join(pack.name.zh for _, pack in found))
    return found[0]


def taker(act: Act, organ_id: str) -> Organ:
    """The organ of that id, if it takes cases where it is and the case could be brought to its end there.

    Raises:
        Refused: It is none such; or the law of its place is missing, unclear, or not for this case.
    """
    organ = act.context.organs.organ(organ_id)
    if organ is None:
        raise Refused(NO_TAKER, detail=organ_id)
    _, pack = law_at(act, organ.jurisdiction)
    if takes_cases(act.context.organs, pack, act.case.opened.route, organ.jurisdiction) != organ:
        raise Refused(NO_TAKER, detail=_taker_of(act, pack, organ.jurisdiction))
    missing = [role for role in pack.handling_roles if act.context.organs.in_role(role, organ.jurisdiction) is None]
    if missing:
        raise Refused(ROLES_NOT_PLAYED, detail="、".join(pack.roles[role].zh for role in missing))
    return organ


def stands_above(act: Act, organ: Organ, place: str) -> bool:
    """Whether an organ takes the cases of a place that lies above another one."""
    above = organ.jurisdiction != place and act.context.organs.within(place, organ.jurisdiction)
    return above and organ in _takers(act, organ.jurisdiction)


def superior_of(act: Act, *places: str) -> Organ | None:
    """The nearest organ that takes cases and stands above some places; None: there is none here."""
    organs = act.context.organs
    leading = leading_place(organs, places)
    for place in upwards(organs, leading) if leading else ():
        if place not in places and (takers := _takers(act, place)):
            return takers[0]
    return None


def named_at(act: Act, place: str | None) -> str | None:
    """What the organ that takes cases at a place is called."""
    if place is None:
        return None
    return next((name for _, pack in _editions(act, place) if (name := _taker_of(act, pack, place))), None)


def _editions(act: Act, place: str) -> tuple[tuple[str, Pack], ...]:
    running = (act.case.pack_sha256, act.context.pack)
    sectors = {each.sector for each in act.case.subjects}
    return edition_at(act.context.organs, act.context.published, place, running, sectors)


def _takers(act: Act, place: str) -> list[Organ]:
    """Who takes cases at a place by the law there; where none holds, by the procedure that the case runs under."""
    packs = [pack for _, pack in _editions(act, place)] or [act.context.pack]
    found = (takes_cases(act.context.organs, pack, act.case.opened.route, place) for pack in packs)
    return [organ for organ in found if organ]


def _taker_of(act: Act, pack: Pack, place: str) -> str | None:
    organ = takes_cases(act.context.organs, pack, act.case.opened.route, place)
    return organ.name.zh if organ else None


def _name(act: Act, place: str) -> str:
    return next((each.name.zh for each in act.context.organs.jurisdictions if each.id == place), place)
