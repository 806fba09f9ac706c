"""What must fit together in a pack before anybody may install it: names that are used, given once, and lead somewhere.

Types and values are pydantic's; this compares the parts. It knows which outcomes a step kind has, and no procedure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from domain.faults import Fault, Place

if TYPE_CHECKING:
    from domain.pack import Body, DutyRule, Item, Pack, Step, Within

_OUTCOMES = {
    "acceptance": {"accepted", "refused"},
    "investigation": {"reported"},
    "determination": {"proposed"},
    "approval": {"approved", "refused"},
    "service": {"served"},
    "settlement": set[str](),
}
_RETURNED = "returned"
_APPLICATION = "application"
_OPENED = "opened"
_SUBJECT = "subject"
_OF_CLOCKS = {"supplement", "shelving"}
"""What the duties are called that clocks stand still for; a pack names no other duty like them."""
_WITHIN_ORGAN = {"responsible_officer", "organ_head"}
"""Rungs that stay inside the late organ (A-06); all others name a role."""
_FILERS = {"unit", "own_committee"}
"""The roles that act for a unit."""


def faults(pack: Pack) -> Iterator[Fault]:
    """Every name of a pack that is unknown, given twice, missing, or leads nowhere."""
    yield from _of_bodies(pack)
    yield from _of_steps(pack)
    yield from _of_duties(pack)
    yield from _of_lists(pack)
    yield from _of_clocks(pack)
    yield from _of_risk_filing(pack)
    for index, rung in enumerate(pack.ladder.rungs):
        if rung.to not in _WITHIN_ORGAN:
            yield from _known(("ladder", "rungs", index, "to"), rung.to, pack.roles)


def _of_bodies(pack: Pack) -> Iterator[Fault]:
    for name, body in pack.bodies.items():
        for key, role in _members(body):
            yield from _known(("bodies", name, *key), role, pack.roles)
        if body.kind != "vote" and body.lead not in (body.organs if body.kind == "joint" else body.members):
            yield Fault(("bodies", name, "lead"), f"{body.lead} leads a body it is not part of")


def _members(body: Body) -> Iterator[tuple[Place, str]]:
    match body.kind:
        case "joint":
            yield from ((("organs", index), role) for index, role in enumerate(body.organs))
        case "team":
            yield from ((("members", index), role) for index, role in enumerate(body.members))
        case "vote":
            yield ("committee",), body.committee


def _of_steps(pack: Pack) -> Iterator[Fault]:
    steps = pack.tolerance.steps
    for index, route in enumerate(pack.tolerance.opens):
        at = ("tolerance", "opens", index)
        yield from _known((*at, "first"), route.first, steps)
        yield from _known((*at, "to"), route.to, pack.roles)
    for name, step in steps.items():
        at_step = ("tolerance", "steps", name)
        if step.body is not None:
            yield from _known((*at_step, "body"), step.body, pack.bodies)
        elif step.kind != "settlement":
            yield Fault((*at_step, "body"), "the step needs a body that acts in it")
        yield from _of_leads(pack, name, step)
        if step.within:
            yield from _of_moment((*at_step, "within"), step.within, {_OPENED, *_moments_before(pack, name)})


def _of_leads(pack: Pack, name: str, step: Step) -> Iterator[Fault]:
    at = ("tolerance", "steps", name, "leads")
    needed = _OUTCOMES[step.kind.value] | ({_RETURNED} if step.returns_max else set())
    for outcome in sorted(needed - set(step.leads)):
        yield Fault(at, f"outcome {outcome} leads nowhere")
    for outcome, to in step.leads.items():
        if outcome not in needed:
            yield Fault((*at, outcome), f"a step of kind {step.kind.value} has no such outcome, or may not use it")
        if to != "end":
            yield from _known((*at, outcome), to, pack.tolerance.steps)


def _moments_before(pack: Pack, step: str) -> Iterator[str]:
    """The steps whose end begins this one: a term may only run from the moment that really opens its step."""
    if any(route.first == step for route in pack.tolerance.opens):
        yield _APPLICATION
    for name, other in pack.tolerance.steps.items():
        if step in other.leads.values():
            yield name


def _of_moment(at: Place, within: Within, allowed: set[str]) -> Iterator[Fault]:
    begins = within.runs_from.partition(".")[0]
    if begins not in allowed:
        yield Fault((*at, "from"), f"{within.runs_from} does not begin this term; it may run from {_either(allowed)}")


def _of_clocks(pack: Pack) -> Iterator[Fault]:
    """Who may extend a term, ask for papers, or put a case aside; and that what clocks wait for has a fitting force."""
    for at, within in _withins(pack):
        if within.extension:
            yield from _known((*at, "extension", "by"), within.extension.by, pack.roles)
            if within.unit.value == "same_day":
                yield Fault((*at, "extension"), "what is due the same day cannot be extended")
    for name, step in pack.tolerance.steps.items():
        yield from _of_supplement(("tolerance", "steps", name, "supplement"), step, pack)
    if pack.shelving:
        yield from _known(("shelving", "by"), pack.shelving.by, pack.roles)
        if pack.shelving.within.force.value != "statutory":
            yield Fault(
                ("shelving", "within", "force"), "a shelved case must be decided in time: its term is statutory"
            )
    named: list[tuple[Place, str]] = [(("tolerance", "steps", name), name) for name in pack.tolerance.steps]
    named += [(("duties", index, "duty"), rule.duty) for index, rule in enumerate(pack.duties)]
    for at, name in named:
        if name in _OF_CLOCKS:
            yield Fault(at, f"{name} is the name of a duty that clocks stand still for")


def _of_supplement(at: Place, step: Step, pack: Pack) -> Iterator[Fault]:
    if step.supplement is None:
        return
    yield from _known((*at, "by"), step.supplement.by, pack.roles)
    if step.kind.value != "acceptance":
        yield Fault(at, "papers are completed before acceptance, in no other step")
    if step.supplement.within.force.value != "window":
        yield Fault((*at, "within", "force"), "the applicant's own time to complete papers is a window")


def _withins(pack: Pack) -> Iterator[tuple[Place, Within]]:
    """Every term of a pack, and where it stands."""
    for name, step in pack.tolerance.steps.items():
        at_step = ("tolerance", "steps", name)
        if step.within:
            yield (*at_step, "within"), step.within
        if step.supplement:
            yield (*at_step, "supplement", "within"), step.supplement.within
    for index, rule in enumerate(pack.duties):
        if rule.within:
            yield ("duties", index, "within"), rule.within
    yield ("reappraisal", "within"), pack.reappraisal.within
    if pack.shelving:
        yield ("shelving", "within"), pack.shelving.within


def _of_risk_filing(pack: Pack) -> Iterator[Fault]:
    """Who files with whom; and that the reply has a plain term of the organ's own, from receipt."""
    track = pack.risk_filing
    if track is None:
        return
    for index, role in enumerate(track.by):
        if role not in _FILERS:
            yield Fault(
                ("risk_filing", "by", index), f"{role} does not act for a unit; those that do are {_either(_FILERS)}"
            )
    yield from _known(("risk_filing", "to"), track.to, pack.roles)
    if track.complex_to is not None:
        yield from _known(("risk_filing", "complex_to"), track.complex_to, pack.roles)
    at = ("risk_filing", "reply")
    yield from _of_moment(at, track.reply, {_OPENED})
    if track.reply.force.value == "window":
        yield Fault((*at, "force"), "the organ owes the reply: a window is a subject's own time")
    if track.reply.extension:
        yield Fault((*at, "extension"), "the term of a reply is not extended; a complex filing goes to the group")


def _of_duties(pack: Pack) -> Iterator[Fault]:
    rules: list[tuple[Place, DutyRule]] = [(("duties", index), rule) for index, rule in enumerate(pack.duties)]
    rules += [(("told", name), rule) for name, rule in pack.told.items()]
    for at, rule in rules:
        if rule.by != _SUBJECT:
            yield from _known((*at, "by"), rule.by, pack.roles)
        for index, outcome in enumerate(rule.outcomes):
            yield from _known((*at, "outcomes", index), outcome.value, [o.value for o in pack.outcomes])
    if "acceptance" not in pack.told:
        yield Fault(("told",), "nobody is told of the acceptance decision: acceptance is missing")
    yield from _known(("reappraisal", "body"), pack.reappraisal.body, pack.bodies)
    for places, outcomes in ((("results", "outcomes"), pack.results.outcomes), (("ban", "bars"), pack.ban.bars)):
        for index, outcome in enumerate(outcomes):
            yield from _known((*places, index), outcome.value, [o.value for o in pack.outcomes])


def _of_lists(pack: Pack) -> Iterator[Fault]:
    assessment = pack.assessment
    lists: list[tuple[Place, tuple[Item, ...]]] = [
        (("scope",), pack.scope),
        (("error_classes",), pack.error_classes),
        (("liabilities",), pack.liabilities),
        (("measures",), pack.measures),
        (("assessment", "grounds"), assessment.grounds),
        (("assessment", "criteria"), assessment.criteria),
        (("assessment", "factors"), assessment.factors),
        (("results", "areas"), pack.results.areas),
        (("ban", "exceptions"), pack.ban.exceptions),
    ]
    lists += [
        (("assessment", "grounds", index, "conditions"), ground.conditions)
        for index, ground in enumerate(assessment.grounds)
    ]
    for at, items in lists:
        yield from _given_once(at, [item.id for item in items], "id")
    yield from _given_once(("duties",), [rule.duty for rule in pack.duties], "duty")
    yield from _given_once(("reappraisal", "opens"), [route.route for route in pack.reappraisal.opens], "route")


def _given_once(at: Place, names: list[str], key: str) -> Iterator[Fault]:
    again = {name for name, times in Counter(names).items() if times > 1}
    first = {name: names.index(name) for name in again}
    for index, name in enumerate(names):
        if name in again and index != first[name]:
            yield Fault((*at, index, key), f"{name} is listed twice")


def _known(at: Place, name: str, names: Iterable[str]) -> Iterator[Fault]:
    if name not in names:
        yield Fault(at, f"unknown name {name}; known are {_either(names)}")


def _either(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
