"""Levels of appeal (复议、申诉的层级): what they must have, and who decides each by who took the decision before."""

from collections.abc import Iterator, Mapping

from domain.faults import Fault, Place
from domain.pack.moments import RECEIVED, levels
from domain.pack.names import either
from domain.pack.parts import PackParts
from domain.pack.steps import Body, HeardBy, Reappraisal, StepKind, TeamBody, VoteBody, roles_of

_REQUEST, _NOT_ACCEPTED = "request", "not_accepted"
APPEALED_BY_SUBJECTS = (_REQUEST, _NOT_ACCEPTED)
"""The ways by which a subject appeals: against a decision, or against not being accepted."""
REAPPRAISALS = (*APPEALED_BY_SUBJECTS, "new_evidence", "false_statement", "superior_order")
"""The ways to an appeal: those of subjects, with a window, and those of organs."""
_NO_STAY = "no_stay"
_STAYS = "stays_results"
_NO_VOTE = "a reappraisal is decided by one organ or jointly; a vote may decide a step"


def deciding_body(pack: PackParts, route: str) -> str | None:
    """The body whose decision an appeal of the first level is against: what refused the case, or what decided it."""
    kinds = (StepKind.ACCEPTANCE,) if route == _NOT_ACCEPTED else (StepKind.APPROVAL, StepKind.DETERMINATION)
    found = {step.kind: step.body for step in pack.tolerance.steps.values()}
    return next((found[kind] for kind in kinds if kind in found), None)


def faults_of_appeals(pack: PackParts) -> Iterator[Fault]:
    """Everything of the levels of appeal that nobody could follow, or that would be passed over."""
    if pack.appeals and pack.reappraisal:
        yield Fault(("appeals",), "one level stands under reappraisal already: list all of them under appeals")
    decided: Mapping[str, Body | None] = {
        route: pack.bodies.get(deciding_body(pack, route) or "") for route in REAPPRAISALS
    }
    for n, (at, level) in enumerate(levels(pack)):
        yield from _of_ways(at, pack, level, first=n == 0)
        yield from _of_stay(at, level)
        yield from _of_hearing(at, pack, level, decided)
        if level.heard_by is not HeardBy.SAME:
            decided = dict.fromkeys(REAPPRAISALS, pack.bodies.get(level.body or ""))


def _of_ways(at: Place, pack: PackParts, level: Reappraisal, *, first: bool) -> Iterator[Fault]:
    kinds = {step.kind for step in pack.tolerance.steps.values()}
    asks_of = {_REQUEST: StepKind.SERVICE, _NOT_ACCEPTED: StepKind.ACCEPTANCE}
    for index, way in enumerate(level.opens):
        here: Place = (*at, "opens", index)
        if way.within and way.route in REAPPRAISALS[len(APPEALED_BY_SUBJECTS) :]:
            yield Fault(
                (*here, "within"), f"organs may look again at any time; a window has {either(APPEALED_BY_SUBJECTS)}"
            )
        if way.route == _REQUEST and way.within is None:
            yield Fault((*here, "within"), f"a subject asks within a window from the receipt: <step>.{RECEIVED}")
        if way.route == _NOT_ACCEPTED and way.within is None and not first:
            yield Fault((*here, "within"), "a subject comes to a later level within a window from the decision before")
        if way.route in asks_of and asks_of[way.route] not in kinds:
            yield Fault((*here, "route"), f"nothing to ask about: no step is of kind {asks_of[way.route]}")
    if not first and not any(level.way(route) for route in APPEALED_BY_SUBJECTS):
        yield Fault((*at, "opens"), f"nobody comes to this level: it needs one of {either(APPEALED_BY_SUBJECTS)}")


def _of_stay(at: Place, level: Reappraisal) -> Iterator[Fault]:
    """A level says whether results are applied while it runs; nothing else ever stands still."""
    if level.opens and len({_NO_STAY, _STAYS} & {*level.rules}) != 1:
        yield Fault((*at, "rules"), f"say whether results are applied meanwhile: list {_NO_STAY} or {_STAYS}")


def _of_hearing(at: Place, pack: PackParts, level: Reappraisal, decided: Mapping[str, Body | None]) -> Iterator[Fault]:
    """An organ decides, alone or jointly, whom the pack names or who is found by who decided before.

    `decided` has, for each route, the body that took the decision; None: no body of the pack, but the organ above one.
    """
    named = level.heard_by in {None, HeardBy.ANOTHER}
    if named and level.body is None:
        yield Fault((*at, "body"), "say who decides: a body, or heard_by: same or above")
    if not named and level.body is not None:
        yield Fault((*at, "body"), f"heard_by {level.heard_by} says who decides: no body beside it")
    before = [decided.get(way.route) for way in level.opens]
    if level.heard_by is HeardBy.SAME and any(isinstance(body, VoteBody | TeamBody) for body in before):
        yield Fault((*at, "heard_by"), _NO_VOTE)
    body = pack.bodies.get(level.body or "")
    if isinstance(body, VoteBody | TeamBody):
        yield Fault((*at, "body"), _NO_VOTE)
    if level.heard_by is HeardBy.ANOTHER and body is not None:
        deciding = {role for each in before if each is not None for role in roles_of(each)}
        for role in sorted(deciding & {*roles_of(body)}):
            yield Fault((*at, "body"), f"{role} took the decision itself: another organ looks at it")
