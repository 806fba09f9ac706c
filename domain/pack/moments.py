"""The moments of a case that a term may run from (起算): where each has an effect, and what they are called.

A term runs from the act that opens it, so it may name the moments that are that act; of a duty also the receipt of the
feedback, with which it then opens. What else it might name would be counted from another day than it says.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from domain.faults import Place
from domain.pack.names import LEVELS, found
from domain.pack.parts import PackParts
from domain.pack.steps import Reappraisal, RouteKind, Step, StepKind
from domain.pack.terms import Within

OPENED = "opened"
"""When the step, or what the term is of, began."""
RECEIVED = "received"
"""When a subject had the feedback in hand; of an application, when it came in."""
_APPLICATION = f"application.{RECEIVED}"
_DECIDED_ON = "decided_on"
_SERVED = ("dispatched", "served")

At = tuple[Place, Within, frozenset[str]]
"""A term of a pack, where it stands, and the moments it may run from there."""


def terms(pack: PackParts) -> Iterator[At]:
    """Every term of a pack, with what it may run from."""
    before, opened = _before(pack), frozenset({OPENED})
    for name, step in pack.tolerance.steps.items():
        if step.within:
            yield ("tolerance", "steps", name, "within"), step.within, opened | before[name]
        for index, rule in enumerate(step.duties):
            if rule.within:
                ended = {f"{name}.{outcome}" for outcome in rule.after or step.leads}
                yield ("tolerance", "steps", name, "duties", index, "within"), rule.within, opened | ended
    yield from _of_duties(pack)
    yield from _of_reappraisal(pack)
    for path in _FROM_THEIR_OWN_BEGINNING:
        for at, within in found(pack, path):
            yield at, within, opened


_FROM_THEIR_OWN_BEGINNING = (
    *("bodies.*.on_disagreement.within", "tolerance.steps.*.supplement.within", "shelving.within"),
    *(f"{level}.{each}" for level in LEVELS for each in ("acceptance.within", "told.within", "duties.*.within")),
    *("correction.within", "correction.again"),
    *("correction.referral.within", "results.contrary_use.within", "results.consumers.*.within"),
    *("clarification.within", "handover.receive", "handover.decide", "risk_filing.reply", "reports.*.within"),
    "risk_filing.stages.*.within",
)


def from_receipt(within: Within | None) -> bool:
    """Whether a duty opens with the receipt of the feedback, and not with its dispatch."""
    return within is not None and within.runs_from.partition(".")[2] == RECEIVED


def receipts(pack: PackParts) -> frozenset[str]:
    """The moments in which a subject receives the feedback."""
    return frozenset(f"{name}.{RECEIVED}" for name in _steps(pack, StepKind.SERVICE))


def _of_duties(pack: PackParts) -> Iterator[At]:
    served = {f"{name}.{each}" for name in _steps(pack, StepKind.SERVICE) for each in _SERVED}
    decided = {f"{name}.{_DECIDED_ON}" for name in _steps(pack, StepKind.APPROVAL)}
    decided |= {
        f"{name}.decided" for name, step in _steps(pack, StepKind.DETERMINATION).items() if "decided" in step.leads
    }
    for index, rule in enumerate(pack.duties):
        begins = decided if rule.opens == "decision" else served
        if rule.opens == "feedback" and rule.per != "case":
            begins = begins | receipts(pack)
        if rule.within:
            yield ("duties", index, "within"), rule.within, frozenset({OPENED, *begins})
    accepted = {f"{name}.{_DECIDED_ON}" for name in _steps(pack, StepKind.ACCEPTANCE)}
    for kind, rule in pack.told.items():
        if rule.within:
            yield ("told", kind, "within"), rule.within, frozenset({OPENED, *accepted})


def _of_reappraisal(pack: PackParts) -> Iterator[At]:
    """The windows in which a subject may ask: from the receipt of what is asked about, or from the refusal.

    On a later level from the decision of the one before. What decides an appeal has from the request, or from its
    acceptance.
    """
    refused = frozenset(f"{name}.refused" for name in _steps(pack, StepKind.ACCEPTANCE))
    begins = {"request": receipts(pack), "not_accepted": refused}
    for at, level in levels(pack):
        for index, route in enumerate(level.opens):
            if route.within:
                yield (*at, "opens", index, "within"), route.within, begins.get(route.route, frozenset({OPENED}))
        accepted = {f"{level.id}.accepted"} if level.acceptance else set[str]()
        yield (*at, "within"), level.within, frozenset({OPENED, *accepted})
        begins = dict.fromkeys(begins, frozenset({f"{level.id}.decided"}))


def levels(pack: PackParts) -> Iterator[tuple[Place, Reappraisal]]:
    """Every level of appeal in its order, with its place."""
    yield from found(pack, *LEVELS)


def from_acceptance(level: Reappraisal) -> bool:
    """Whether the time to decide an appeal begins with its acceptance, and not with the request."""
    return level.within.runs_from.partition(".")[2] == "accepted"


def _before(pack: PackParts) -> Mapping[str, frozenset[str]]:
    """By step, the moments that are its beginning."""
    before: dict[str, frozenset[str]] = defaultdict(frozenset)
    for route in pack.tolerance.opens:
        if route.route is RouteKind.APPLICATION:
            before[route.first] |= {_APPLICATION}
    for name, step in pack.tolerance.steps.items():
        for outcome, leads_to in step.leads.items():
            before[leads_to] |= {f"{name}.{each}" for each in _called(step, outcome)}
    return before


def _called(step: Step, outcome: str) -> tuple[str, ...]:
    """What the moment of an outcome is called."""
    match step.kind:
        case StepKind.SERVICE:
            return _SERVED
        case StepKind.APPROVAL | StepKind.ACCEPTANCE if outcome != "returned":
            return (outcome, _DECIDED_ON)
        case _:
            return (outcome,)


def _steps(pack: PackParts, kind: StepKind) -> Mapping[str, Step]:
    return {name: step for name, step in pack.tolerance.steps.items() if step.kind is kind}
