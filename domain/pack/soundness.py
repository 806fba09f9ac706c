"""The graph of steps is sound (程序走得通): every step is come to, none is a dead end, what a step needs can be had.

What a case has come to is followed along the leads: whether something was proposed, decided, served; and what has
surely been looked into by then. So no case can close undecided, be approved with nothing put forward, or wait for what
nobody can give. A loop without a way out has no end, so it is a dead end too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from domain.faults import Fault, Place
from domain.pack.parts import PackParts
from domain.pack.steps import Need, RouteKind, Step, StepKind, TeamBody, VoteBody

END = "end"


class _Come(StrEnum):
    """What a case has come to."""

    UNDECIDED = "nothing decided"
    PROPOSED = "proposed, not decided"
    DECIDED = "decided, not served"
    SERVED = "decided and served"
    REFUSED = "not accepted"


_AFTER: Mapping[tuple[StepKind, str], _Come] = MappingProxyType(
    {
        (StepKind.ACCEPTANCE, "refused"): _Come.REFUSED,
        (StepKind.DETERMINATION, "proposed"): _Come.PROPOSED,
        (StepKind.DETERMINATION, "decided"): _Come.DECIDED,
        (StepKind.APPROVAL, "approved"): _Come.DECIDED,
        (StepKind.APPROVAL, "refused"): _Come.DECIDED,
        (StepKind.APPROVAL, "returned"): _Come.UNDECIDED,
        (StepKind.SERVICE, "served"): _Come.SERVED,
    }
)
"""What an outcome brings a case to; every other leaves it as it was."""

_UNTIL_DECIDED = frozenset({_Come.UNDECIDED, _Come.PROPOSED})
_DECIDED = frozenset({_Come.DECIDED, _Come.SERVED})
_FITS: Mapping[StepKind, frozenset[_Come]] = MappingProxyType(
    {
        StepKind.ACCEPTANCE: frozenset({_Come.UNDECIDED}),
        StepKind.INVESTIGATION: _UNTIL_DECIDED | _DECIDED,
        StepKind.ADVICE: _UNTIL_DECIDED | _DECIDED,
        StepKind.DETERMINATION: _UNTIL_DECIDED | _DECIDED,
        StepKind.APPROVAL: frozenset({_Come.PROPOSED}),
        StepKind.SERVICE: _DECIDED,
        StepKind.PUBLICITY: frozenset({_Come.PROPOSED}) | _DECIDED,
        StepKind.FILING: _UNTIL_DECIDED | _DECIDED,
    }
)
"""What a case may have come to when a step of a kind begins."""

INVESTIGATED = frozenset({Need.TEAM_FORMED, Need.DEFENCE_HEARD, Need.FACTORS_WEIGHED, Need.FINDINGS_COMPLETE})
"""What is made in no other step than an investigation, and there before it is reported wherever it is asked for."""
OF_OPENINGS = frozenset({Need.ENDORSEMENT, Need.EVIDENCE, Need.RISK_FILED})
"""What may be asked of who begins a case, and of no step."""
_BEFORE_APPROVAL = frozenset({StepKind.ACCEPTANCE, StepKind.INVESTIGATION, StepKind.DETERMINATION})
_ASKED_IN: Mapping[Need, frozenset[StepKind]] = MappingProxyType(
    {
        **dict.fromkeys(INVESTIGATED, frozenset(StepKind) - {StepKind.SETTLEMENT}),
        Need.SAME_MATTER_CHECKED: _BEFORE_APPROVAL,
        Need.LEGALITY_CHECKED: frozenset({StepKind.INVESTIGATION, StepKind.DETERMINATION}),
        Need.CORRECTION_DEMANDS: frozenset({StepKind.DETERMINATION}),
        Need.CONFIRMED_CORRECT: frozenset({StepKind.PUBLICITY}),
    }
)
"""Where a need has an effect: what is asked for can be had there, or must have been by then."""
_MADE_ANEW_IN: Mapping[Need, frozenset[StepKind]] = MappingProxyType(
    {
        Need.TEAM_FORMED: frozenset({StepKind.INVESTIGATION}),
        Need.LEGALITY_CHECKED: _ASKED_IN[Need.LEGALITY_CHECKED],
        **dict.fromkeys(
            INVESTIGATED - {Need.TEAM_FORMED},
            frozenset({StepKind.INVESTIGATION, StepKind.DETERMINATION, StepKind.APPROVAL}),
        ),
    }
)
"""What may be made more than once, and in which kinds of steps it is made where they ask for it anew."""


class _Reached(NamedTuple):
    """What a step is come to with: by which leads, and what has surely been made by then."""

    by: Mapping[_Come, tuple[Place, str]]
    made: frozenset[Need]


def faults_of_graph(pack: PackParts) -> Iterator[Fault]:
    """Everything that would leave a case without a way on, or close it before its time."""
    steps, reached = pack.tolerance.steps, _reached(pack)
    ends = _come_to_an_end(pack)
    for name, step in steps.items():
        at: Place = ("tolerance", "steps", name)
        if name not in reached:
            yield Fault(at, "no way leads to this step")
            continue
        if name not in ends:
            yield Fault((*at, "leads"), "from here no way leads to a settlement: the case could never end")
        yield from _of_coming(pack, step, reached[name])
        yield from _of_needs(pack, at, step, reached[name])
        yield from _of_anew(pack, at, step)
    for come, (at, _) in reached[END].by.items() if END in reached else ():
        yield from _of_closing(pack, come, at)
    yield from _of_openings(pack)


def _of_openings(pack: PackParts) -> Iterator[Fault]:
    """What is asked of who begins a case can be had then."""
    for index, route in enumerate(pack.tolerance.opens):
        if route.route is RouteKind.RISK_FILING and pack.risk_filing is None:
            yield Fault(("tolerance", "opens", index, "route"), "a case begins from a risk filing, and there is none")
        for n, need in enumerate(route.needs):
            if need is Need.RISK_FILED and pack.risk_filing is None:
                what = f"{need} asks for a filing before the act, and the pack has no risk_filing"
                yield Fault(_need(("tolerance", "opens", index), n), what)
            if need not in OF_OPENINGS:
                yield Fault(_need(("tolerance", "opens", index), n), f"{need} is asked in a step, not of who begins")
            elif need is Need.ENDORSEMENT and route.route is not RouteKind.APPLICATION:
                yield Fault(
                    _need(("tolerance", "opens", index), n), f"only an application is endorsed, not {route.route}"
                )


def _need(at: Place, index: int) -> Place:
    return (*at, "needs", index)


def _of_coming(pack: PackParts, step: Step, reached: _Reached) -> Iterator[Fault]:
    for come, (at, _) in reached.by.items():
        if step.kind is StepKind.SETTLEMENT:
            yield from _of_closing(pack, come, at)
        elif come not in _FITS[step.kind]:
            yield Fault(at, f"leads to a step of kind {step.kind}, which does not fit a case that is {come}")


def _of_closing(pack: PackParts, come: _Come, at: Place) -> Iterator[Fault]:
    """A case closes when it was not accepted or was decided, and served where its duties begin with that."""
    if come in _UNTIL_DECIDED:
        yield Fault(at, f"closes a case that is {come}")
    elif come is _Come.DECIDED and any(rule.opens == "feedback" for rule in pack.duties):
        yield Fault(at, "closes a case before the feedback that opens its duties: a step of kind service is missing")


def _of_needs(pack: PackParts, at: Place, step: Step, reached: _Reached) -> Iterator[Fault]:
    team = isinstance(pack.bodies.get(step.body or ""), TeamBody)
    here = (INVESTIGATED if team else INVESTIGATED - {Need.TEAM_FORMED}) if step.kind is StepKind.INVESTIGATION else ()
    for index, need in enumerate(step.needs):
        if need in OF_OPENINGS:
            yield Fault(_need(at, index), f"{need} is asked of who begins a case: put it under opens")
        elif step.kind not in _ASKED_IN[need]:
            where = ", ".join(sorted(_ASKED_IN[need]))
            yield Fault(_need(at, index), f"{need} has no effect in a step of kind {step.kind}, but in {where}")
        elif need in INVESTIGATED and need not in here and need not in reached.made:
            yield Fault(_need(at, index), f"{need} cannot be had by then: no investigation is sure to come before")
        elif need is Need.CONFIRMED_CORRECT and set(reached.by) - {_Come.SERVED}:
            yield Fault(_need(at, index), f"{need} cannot be had by then: the decision is not sure to be served")


def _of_anew(pack: PackParts, at: Place, step: Step) -> Iterator[Fault]:
    """What a step asks for anew can be made in it, by organs or a team."""
    body = pack.bodies.get(step.body or "")
    for index, need in enumerate(step.anew):
        here: Place = (*at, "anew", index)
        if need in (*step.needs, *step.anew[:index]):
            yield Fault(here, f"{need} is listed twice")
        elif need not in _MADE_ANEW_IN:
            yield Fault(here, f"{need} is not made anew in a step: put it to needs")
        elif step.kind not in _MADE_ANEW_IN[need]:
            where = ", ".join(sorted(_MADE_ANEW_IN[need]))
            yield Fault(here, f"{need} is not made in a step of kind {step.kind}, but in {where}")
        elif isinstance(body, VoteBody):
            yield Fault(here, f"a committee votes and makes no {need}: ask for it in a step of organs or a team")
        elif need is Need.TEAM_FORMED and not isinstance(body, TeamBody):
            yield Fault(here, "only a team is formed anew: the body of this step is none")


def _reached(pack: PackParts) -> Mapping[str, _Reached]:
    """Every step that a case can come to, and `end`: what it may have come to there, and what it surely has made."""
    come: dict[str, dict[_Come, tuple[Place, str]]] = defaultdict(dict)
    made: dict[str, frozenset[Need]] = {}
    open_: list[str] = []

    def arrive(step: str, states: Mapping[_Come, tuple[Place, str]], has: frozenset[Need]) -> None:
        before = (len(come[step]), made.get(step))
        for state, by in states.items():
            come[step].setdefault(state, by)
        made[step] = has if before[1] is None else before[1] & has
        if (len(come[step]), made[step]) != before:
            open_.append(step)

    for index, route in enumerate(pack.tolerance.opens):
        arrive(route.first, {_Come.UNDECIDED: (("tolerance", "opens", index, "first"), route.first)}, frozenset())
    while open_:
        name = open_.pop()
        step = pack.tolerance.steps.get(name)
        if step is None:
            continue
        for outcome, leads_to in step.leads.items():
            at: Place = ("tolerance", "steps", name, "leads", outcome)
            after = {_after(step.kind, outcome, state): (at, leads_to) for state in come[name]}
            arrive(leads_to, after, _made(pack, step, outcome, made[name]))
    return {name: _Reached(states, made[name]) for name, states in come.items()}


def _after(kind: StepKind, outcome: str, before: _Come) -> _Come:
    return _AFTER.get((kind, outcome), before)


def _made(pack: PackParts, step: Step, outcome: str, before: frozenset[Need]) -> frozenset[Need]:
    """What has surely been made after an outcome; an objection that is upheld has all looked into anew (ZS-26)."""
    if step.kind is StepKind.PUBLICITY and outcome == "objection":
        return frozenset()
    if step.kind is not StepKind.INVESTIGATION:
        return before
    team = isinstance(pack.bodies.get(step.body or ""), TeamBody)
    return before | (INVESTIGATED if team else INVESTIGATED - {Need.TEAM_FORMED})


def _come_to_an_end(pack: PackParts) -> frozenset[str]:
    """The steps from which a case can come to its end."""
    before: dict[str, list[str]] = defaultdict(list)
    for name, step in pack.tolerance.steps.items():
        for leads_to in step.leads.values():
            before[leads_to].append(name)
    ends = {name for name, step in pack.tolerance.steps.items() if step.kind is StepKind.SETTLEMENT}
    open_, found = [END, *ends], set(ends)
    while open_:
        for name in before[open_.pop()]:
            if name not in found:
                found.add(name)
                open_.append(name)
    return frozenset(found)
