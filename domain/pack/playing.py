"""What a procedure lets the organs of its roles do (机关角色), whatever these are called: by the bodies of its pack.

By it an organ has its access, also one of a role that only its place knows; and by it whoever installs a pack is told
which roles nobody plays.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from domain.organs import UNITS, Organ, Organs
from domain.pack.names import DUTY_RULES, ROLES, WITHINS, found
from domain.pack.parts import PackParts
from domain.pack.steps import StepKind, VoteBody, roles_of


class Part(StrEnum):
    """What an organ does in a procedure, the most telling first.

    Attributes:
        VOTES: It is a committee that votes, or is told of what was decided as one.
        HANDLES: It takes cases in, decides in a step or signs there, leads an investigation, or rules on terms.
        TAKES_PART: It investigates with others, settles, evaluates, uses results, or keeps records.
    """

    VOTES = "votes"
    HANDLES = "handles"
    TAKES_PART = "takes_part"


GENERAL_ROLES = UNITS | {"organization", "discipline", "committee", "related", "operations"}
"""The roles that the rules of access name; all others are a place's own."""
_LIKE: Mapping[Part, str] = MappingProxyType(
    {Part.VOTES: "committee", Part.HANDLES: "organization", Part.TAKES_PART: "related"}
)
"""Whose access an organ has by its part in a procedure; what it may do in a case, the procedure says there."""
_HANDLING = (
    *(
        "tolerance.opens.*.to",
        "tolerance.steps.*.supplement.by",
        "bodies.*.lead",
        "shelving.by",
        "subject_change.by",
        "risk_filing.to",
        "risk_filing.stages.*.by",
    ),
    *(f"{within}.extension.by" for within in WITHINS),
)
_VOTING = ("tolerance.steps.*.with",)
_LED = (*(f"{rule}.by" for rule in DUTY_RULES), "ladder.rungs.*.to")
"""Where a subject, or a rung within an organ, may stand as well as a role."""


class Unplayed(NamedTuple):
    """A role of a pack that no organ plays: in a place whose organ takes its cases in, or (None) anywhere."""

    role: str
    jurisdiction: str | None


def parts_played(pack: PackParts) -> Mapping[str, frozenset[Part]]:
    """What each role of a pack does in it; one that the pack only declares does nothing."""
    parts = defaultdict[str, set[Part]](set)
    by_paths = ((ROLES, Part.TAKES_PART), (_LED, Part.TAKES_PART), (_HANDLING, Part.HANDLES), (_VOTING, Part.VOTES))
    for paths, part in by_paths:
        for _, role in found(pack, *paths):
            parts[role].add(part)
    for role in pack.deciders:
        parts[role].add(Part.HANDLES)
    for role in pack.committees:
        parts[role].add(Part.VOTES)
    return {role: frozenset(does) for role, does in parts.items() if role in pack.roles}


def parts_in(packs: Iterable[PackParts]) -> Mapping[str, Part]:
    """The most telling thing that the organs of each role do in any of some procedures."""
    found: dict[str, Part] = {}
    order = [*Part]
    for pack in packs:
        for role, parts in parts_played(pack).items():
            found[role] = min((*parts, *([found[role]] if role in found else [])), key=order.index)
    return found


_DONE_IN: Mapping[str, frozenset[StepKind]] = MappingProxyType(
    {
        "decide_acceptance": frozenset({StepKind.ACCEPTANCE}),
        **dict.fromkeys(("form_team", "report_investigation"), frozenset({StepKind.INVESTIGATION})),
        **dict.fromkeys(
            ("record_legality_check", "record_consultation"),
            frozenset({StepKind.INVESTIGATION, StepKind.DETERMINATION}),
        ),
        "propose_determination": frozenset({StepKind.DETERMINATION}),
        "decide_approval": frozenset({StepKind.APPROVAL}),
        "serve_feedback": frozenset({StepKind.SERVICE}),
        **dict.fromkeys(("start_publicity", "conclude_publicity"), frozenset({StepKind.PUBLICITY})),
        "file_with_committee": frozenset({StepKind.FILING}),
    }
)
"""The acts that the bodies of some kinds of steps do, by the kinds of their commands."""
_VOTED_BY = frozenset({"open_round", "close_round", "cast_ballot", "lift_recusal"})


def doers(pack: PackParts, act: str) -> frozenset[str] | None:
    """The roles that a procedure has do an act of its steps; None: it is no such act, and others say who may."""
    if act in _VOTED_BY:
        return frozenset(pack.committees)
    if act not in _DONE_IN:
        return None
    steps = (step for step in pack.tolerance.steps.values() if step.kind in _DONE_IN[act])
    bodies = [pack.bodies[step.body] for step in steps if step.body]
    if act == "decide_approval":  # what is voted on, nobody decides otherwise
        bodies = [body for body in bodies if not isinstance(body, VoteBody)]
    return frozenset(role for body in bodies for role in roles_of(body))


NO_PARTS: Mapping[str, Part] = MappingProxyType({})
"""Where no procedure holds."""


def access_role(organ: Organ, parts: Mapping[str, Part]) -> str:
    """The role by which access is judged of an organ, where these are the parts that roles have in the procedures.

    What the register says (`like`); else its own role, where the rules of access name it; else that of whoever has such
    a part. An organ of a role that no procedure knows has no access.
    """
    if organ.like or organ.role in GENERAL_ROLES:
        return organ.like or organ.role
    part = parts.get(organ.role)
    return _LIKE[part] if part else organ.role


def unplayed(pack: PackParts, organs: Organs) -> tuple[Unplayed, ...]:
    """The roles of a pack that no organ plays where the pack holds: there its steps could never be taken.

    Asked of every place in which some organ takes cases of the pack in; where none does, of all places at once.
    """
    needed, takes_in = [*parts_played(pack)], {role for _, role in found(pack, "tolerance.opens.*.to")}
    holds_in = pack.jurisdiction
    here = [each for each in organs.organs if holds_in is None or organs.within(each.jurisdiction, holds_in)]
    places = dict.fromkeys(organ.jurisdiction for organ in here if organ.role in takes_in)
    if not places:
        anywhere = {organ.role for organ in here}
        return tuple(Unplayed(role, None) for role in needed if role not in anywhere)

    def is_played(role: str, place: str) -> bool:
        if role in UNITS:  # units of places below apply to the organs above them as well
            return any(each.role == role and organs.within(each.jurisdiction, place) for each in here)
        return organs.in_role(role, place) is not None

    return tuple(Unplayed(role, place) for place in places for role in needed if not is_played(role, place))
