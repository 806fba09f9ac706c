"""What must fit together in a pack before anybody may install it: names that are used, given once, and lead somewhere.

Types and values are pydantic's; this compares the parts. It knows which outcomes a step kind has, and no procedure.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from domain.faults import Fault, Place
from domain.pack.assessment import ListedItem, UnavailableList
from domain.pack.parts import PackParts
from domain.pack.results import Correction, DutyRule
from domain.pack.steps import Body, Disagreement, Step
from domain.pack.terms import Item, Within

_OUTCOMES = {
    "acceptance": {"accepted", "refused"},
    "investigation": {"reported"},
    "determination": set[str](),
    "approval": {"approved", "refused"},
    "service": {"served"},
    "publicity": {"quiet", "objection"},
    "filing": {"filed"},
    "settlement": set[str](),
}
_DETERMINED = ("proposed", "decided")
"""A determination is put to somebody else for approval, or it decides: one of the two leads on."""
_RETURNED = "returned"
_APPLICATION = "application"
_OPENED = "opened"
_FREE_TEXT = "free_text"
_NEVER_WITHOUT = {"grounds", "criteria"}
"""The lists that no assessment is without, known or not."""
_EXAMINED = {"investigation", "determination"}
"""The kinds of steps in which findings are made and others are consulted."""
_SUBJECT = "subject"
_RESERVED = {
    "supplement": "a duty that clocks stand still for",
    "shelving": "a duty that clocks stand still for",
    "publicity_conclusion": "the duty to conclude a publicity",
    "correction_evaluation": "the duty to evaluate a correction",
    "acknowledge_results": "a duty that follows from results or clarifications",
    "clarification": "a duty that follows from results or clarifications",
    "settle_disagreement": "the duty to settle a disagreement, and of a vote on one",
}
"""What the duties are called that acts open by themselves; a pack names no other duty like them."""
_CONFIRMED = "confirmed_correct"
_WITHIN_ORGAN = {"responsible_officer", "organ_head"}
"""Rungs that stay inside the late organ (A-06); all others name a role."""
_FILERS = {"unit", "own_committee"}
"""The roles that act for a unit."""


def faults(pack: PackParts) -> Iterator[Fault]:
    """Every name of a pack that is unknown, given twice, missing, or leads nowhere."""
    yield from _of_bodies(pack)
    yield from _of_steps(pack)
    yield from _of_duties(pack)
    yield from _of_lists(pack)
    yield from _of_clocks(pack)
    yield from _of_reserved(pack)
    yield from _of_subjects(pack)
    yield from _of_assessment(pack)
    yield from _of_examination(pack)
    yield from _of_correction(pack)
    yield from _of_results(pack)
    yield from _of_prompt_duties(pack)
    yield from _of_clarification(pack)
    yield from _of_risk_filing(pack)
    yield from _of_records(pack)
    for index, rung in enumerate(pack.ladder.rungs):
        if rung.to not in _WITHIN_ORGAN:
            yield from _known(("ladder", "rungs", index, "to"), rung.to, pack.roles)


def _of_bodies(pack: PackParts) -> Iterator[Fault]:
    for name, body in pack.bodies.items():
        for key, role in _members(body):
            yield from _known(("bodies", name, *key), role, pack.roles)
        if body.kind in {"joint", "team"} and body.lead not in (body.organs if body.kind == "joint" else body.members):
            yield Fault(("bodies", name, "lead"), f"{body.lead} leads a body it is not part of")
        if body.kind == "joint" and body.on_disagreement:
            yield from _of_disagreement(("bodies", name, "on_disagreement"), body.on_disagreement, pack)


def _of_disagreement(at: Place, rule: Disagreement, pack: PackParts) -> Iterator[Fault]:
    """A disagreement passes through single organs, and ends with a committee that votes: somebody decides (A-13)."""
    *before, last = rule.to
    for index, to in enumerate(rule.to):
        yield from _known((*at, "to", index), to, pack.bodies)
    for index, to in enumerate(before):
        if to in pack.bodies and pack.bodies[to].kind != "organ":
            yield Fault(
                (*at, "to", index), f"{to} is no single organ: before the last, one organ settles a disagreement"
            )
    if last in pack.bodies and pack.bodies[last].kind != "vote":
        yield Fault((*at, "to", len(before)), f"{last} does not vote: a disagreement ends with a committee that does")
    if rule.within:
        yield from _of_moment((*at, "within"), rule.within, {_OPENED})
        if rule.within.force.value == "window":
            yield Fault((*at, "within", "force"), "the term of an organ's own duty is no window")


def _members(body: Body) -> Iterator[tuple[Place, str]]:
    match body.kind:
        case "joint":
            yield from ((("organs", index), role) for index, role in enumerate(body.organs))
        case "team":
            yield from ((("members", index), role) for index, role in enumerate(body.members))
        case "vote":
            yield ("committee",), body.committee
        case "organ":
            yield ("organ",), body.organ


def _of_steps(pack: PackParts) -> Iterator[Fault]:
    steps = pack.tolerance.steps
    yield from _given_once(("tolerance", "opens"), [route.route.value for route in pack.tolerance.opens], "route")
    for index, route in enumerate(pack.tolerance.opens):
        at = ("tolerance", "opens", index)
        yield from _known((*at, "first"), route.first, steps)
        yield from _known((*at, "to"), route.to, pack.roles)
        if route.route.value != _APPLICATION:
            for n, role in enumerate(route.by):
                yield from _known((*at, "by", n), role, pack.roles)
    for name, step in steps.items():
        at_step = ("tolerance", "steps", name)
        if step.body is not None:
            yield from _known((*at_step, "body"), step.body, pack.bodies)
        elif step.kind != "settlement":
            yield Fault((*at_step, "body"), "the step needs a body that acts in it")
        yield from _of_leads(pack, name, step)
        yield from _of_publicity(at_step, step)
        yield from _of_filing(at_step, step, pack)
        if step.within:
            yield from _of_moment((*at_step, "within"), step.within, {_OPENED, *_moments_before(pack, name)})


def _of_leads(pack: PackParts, name: str, step: Step) -> Iterator[Fault]:
    at = ("tolerance", "steps", name, "leads")
    needed = _OUTCOMES[step.kind.value] | ({_RETURNED} if step.returns_max else set())
    if step.kind.value == "determination":
        needed |= set(_DETERMINED) & set(step.leads) or {_DETERMINED[0]}
        if needed >= set(_DETERMINED):
            yield Fault(at, "a determination is either proposed or decided, not both")
    for outcome in sorted(needed - set(step.leads)):
        yield Fault(at, f"outcome {outcome} leads nowhere")
    for outcome, to in step.leads.items():
        if outcome not in needed:
            yield Fault((*at, outcome), f"a step of kind {step.kind.value} has no such outcome, or may not use it")
        if to != "end":
            yield from _known((*at, outcome), to, pack.tolerance.steps)


def _of_publicity(at: Place, step: Step) -> Iterator[Fault]:
    """How long something is made public is a window of its own; only then is it asked whether nothing is contested."""
    if step.kind.value != "publicity":
        if _CONFIRMED in step.needs:
            yield Fault((*at, "needs"), f"{_CONFIRMED} is asked before a publicity, in no other step")
        return
    if step.within is None:
        yield Fault((*at, "within"), "a publicity needs a term: how long it lasts")
        return
    if step.within.force.value != "window":
        yield Fault((*at, "within", "force"), "the time for objections is a window")
    if step.within.runs_from != _OPENED:
        yield Fault((*at, "within", "from"), f"a publicity runs from the day it begins: {_OPENED}, or leave it out")


def _of_filing(at: Place, step: Step, pack: PackParts) -> Iterator[Fault]:
    if step.filed_with is not None:
        yield from _known((*at, "with"), step.filed_with, pack.roles)
    if step.kind.value == "filing" and step.filed_with is None:
        yield Fault((*at, "with"), "a filing names the role that is told")
    if step.kind.value != "filing" and step.filed_with is not None:
        yield Fault((*at, "with"), "only a filing is made with somebody")


def _moments_before(pack: PackParts, step: str) -> Iterator[str]:
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


def _of_clocks(pack: PackParts) -> Iterator[Fault]:
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


def _of_reserved(pack: PackParts) -> Iterator[Fault]:
    """No step and no duty has the name of a duty that acts open by themselves."""
    named: list[tuple[Place, str]] = [(("tolerance", "steps", name), name) for name in pack.tolerance.steps]
    named += [(("duties", index, "duty"), rule.duty) for index, rule in enumerate(pack.duties)]
    named += [((*at, "duty"), rule.duty) for at, rule in _later_rules(pack)]
    if rule := pack.results.contrary_use:
        named.append((("results", "contrary_use", "duty"), rule.duty))
    for at, name in named:
        if name in _RESERVED:
            yield Fault(at, f"{name} is the name of {_RESERVED[name]}")


def _of_supplement(at: Place, step: Step, pack: PackParts) -> Iterator[Fault]:
    if step.supplement is None:
        return
    yield from _known((*at, "by"), step.supplement.by, pack.roles)
    if step.kind.value != "acceptance":
        yield Fault(at, "papers are completed before acceptance, in no other step")
    if step.supplement.within.force.value != "window":
        yield Fault((*at, "within", "force"), "the applicant's own time to complete papers is a window")


def _withins(pack: PackParts) -> Iterator[tuple[Place, Within]]:
    """Every term of a pack, and where it stands."""
    for name, body in pack.bodies.items():
        if body.kind == "joint" and body.on_disagreement and body.on_disagreement.within:
            yield ("bodies", name, "on_disagreement", "within"), body.on_disagreement.within
    for name, step in pack.tolerance.steps.items():
        at_step = ("tolerance", "steps", name)
        if step.within:
            yield (*at_step, "within"), step.within
        if step.supplement:
            yield (*at_step, "supplement", "within"), step.supplement.within
    for index, rule in enumerate(pack.duties):
        if rule.within:
            yield ("duties", index, "within"), rule.within
    yield from _later_withins(pack)
    yield ("reappraisal", "within"), pack.reappraisal.within
    if pack.shelving:
        yield ("shelving", "within"), pack.shelving.within
    yield from _prompt_withins(pack)


def _prompt_withins(pack: PackParts) -> Iterator[tuple[Place, Within]]:
    """The terms of duties that answer something: a result, a report, a clarification."""
    given: list[tuple[Place, Within | None]] = [
        (("results", "consumers", index, "within"), consumer.within)
        for index, consumer in enumerate(pack.results.consumers)
    ]
    if pack.results.contrary_use:
        given.append((("results", "contrary_use", "within"), pack.results.contrary_use.within))
    if pack.clarification:
        given.append((("clarification", "within"), pack.clarification.within))
    yield from ((at, within) for at, within in given if within)


def _of_results(pack: PackParts) -> Iterator[Fault]:
    """Who uses results and in which areas, and who decides a use against a subject."""
    results, areas = pack.results, [area.id for area in pack.results.areas]
    yield from _given_once(("results", "consumers"), [consumer.role for consumer in results.consumers], "role")
    for index, consumer in enumerate(results.consumers):
        yield from _known(("results", "consumers", index, "role"), consumer.role, pack.roles)
        for number, area in enumerate(consumer.areas):
            yield from _known(("results", "consumers", index, "areas", number), area, areas)
    if rule := results.contrary_use:
        yield from _known(("results", "contrary_use", "by"), rule.by, pack.roles)
        for index, outcome in enumerate(rule.outcomes):
            yield from _known(("results", "contrary_use", "outcomes", index), outcome.value, results.outcomes)
        taken = {*pack.tolerance.steps, *(each.duty for each in (*pack.duties, *pack.told.values()))}
        if rule.duty in taken:
            yield Fault(("results", "contrary_use", "duty"), f"{rule.duty} is listed twice")


def _of_prompt_duties(pack: PackParts) -> Iterator[Fault]:
    """Duties that answer something run from their own opening, are an organ's own, and share their names with none."""
    for at, within in _prompt_withins(pack):
        yield from _of_moment(at, within, {_OPENED})
        if within.force.value == "window":
            yield Fault((*at, "force"), "the term of an organ's own duty is no window")


def _of_clarification(pack: PackParts) -> Iterator[Fault]:
    if pack.clarification is None:
        return
    yield from _known(("clarification", "by"), pack.clarification.by, pack.roles)
    for key, items in (("grounds", pack.clarification.grounds), ("forms", pack.clarification.forms)):
        yield from _given_once(("clarification", key), [item.id for item in items], "id")


def _later_withins(pack: PackParts) -> Iterator[tuple[Place, Within]]:
    for at, rule in _later_rules(pack):
        if rule.within:
            yield (*at, "within"), rule.within
    if pack.correction:
        terms = {"within": pack.correction.within, "again": pack.correction.again}
        yield from ((("correction", name), within) for name, within in terms.items() if within)


def _of_risk_filing(pack: PackParts) -> Iterator[Fault]:
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


def _of_records(pack: PackParts) -> Iterator[Fault]:
    """Who keeps work records, who may ask for one; and that what comes round can be seen to be late."""
    yield from _given_once(("records",), [kind.id for kind in pack.records], "id")
    for index, kind in enumerate(pack.records):
        at = ("records", index)
        yield from _known((*at, "by"), kind.by, pack.roles)
        for n, role in enumerate(kind.asked_by):
            yield from _known((*at, "asked_by", n), role, pack.roles)
        yield from _given_once((*at, "outcomes"), [outcome.id for outcome in kind.outcomes], "id")
        if kind.confidential and kind.every:
            yield Fault((*at, "every"), "what comes round is late in the digest, where nothing confidential stands")


def _of_duties(pack: PackParts) -> Iterator[Fault]:
    rules: list[tuple[Place, DutyRule]] = [(("duties", index), rule) for index, rule in enumerate(pack.duties)]
    rules += [(("told", name), rule) for name, rule in pack.told.items()]
    rules += _later_rules(pack)
    for at, rule in rules:
        if rule.by != _SUBJECT:
            yield from _known((*at, "by"), rule.by, pack.roles)
        for index, outcome in enumerate(rule.outcomes):
            yield from _known((*at, "outcomes", index), outcome.value, [o.value for o in pack.outcomes])
        if rule.opens == "decision" and rule.within is None:
            yield Fault((*at, "within"), "a duty that opens with the decision needs a term of its own")
        yield from _given_once((*at, "recipients"), [each.id for each in rule.recipients], "id")
    if "acceptance" not in pack.told and any(s.kind.value == "acceptance" for s in pack.tolerance.steps.values()):
        yield Fault(("told",), "nobody is told of the acceptance decision: acceptance is missing")
    yield from _known(("reappraisal", "body"), pack.reappraisal.body, pack.bodies)
    for places, outcomes in ((("results", "outcomes"), pack.results.outcomes), (("ban", "bars"), pack.ban.bars)):
        for index, outcome in enumerate(outcomes):
            yield from _known((*places, index), outcome.value, [o.value for o in pack.outcomes])


def _of_subjects(pack: PackParts) -> Iterator[Fault]:
    """Who changes the subjects, and that every outcome has a disposition to go with, where the pack names some."""
    if pack.subject_change:
        yield from _known(("subject_change", "by"), pack.subject_change.by, pack.roles)
    for index, disposition in enumerate(pack.dispositions):
        for at, outcome in enumerate(disposition.outcomes):
            yield from _known(
                ("dispositions", index, "outcomes", at), outcome.value, [each.value for each in pack.outcomes]
            )
    covered = {outcome for disposition in pack.dispositions for outcome in disposition.outcomes}
    for outcome in pack.outcomes if pack.dispositions else ():
        if outcome not in covered:
            yield Fault(("dispositions",), f"no disposition goes with the outcome {outcome.value}")


def _later_rules(pack: PackParts) -> Iterator[tuple[Place, DutyRule]]:
    """The duties that no feedback opens, and where they stand."""
    for index, rule in enumerate(pack.reappraisal.duties):
        yield ("reappraisal", "duties", index), rule
    if pack.correction and pack.correction.referral:
        yield ("correction", "referral"), pack.correction.referral


def _of_correction(pack: PackParts) -> Iterator[Fault]:
    """Who evaluates and urges, and that there is one duty that is corrected and evaluated."""
    yield from _of_later_rules(pack)
    demanded = [index for index, rule in enumerate(pack.duties) if rule.per == "demand"]
    for index in demanded:
        if pack.duties[index].repeats:
            yield Fault(("duties", index, "repeats"), "a correction is done again when it failed, not every so often")
    if pack.correction is None:
        return
    if len(demanded) != 1:
        what = f"it is about the one duty that is opened per demand, of which there are {len(demanded)}"
        yield Fault(("correction",), what)
    roles = {"evaluated_by": pack.correction.evaluated_by, "supervised_by": pack.correction.supervised_by}
    for name, role in roles.items():
        if role is not None:
            yield from _known(("correction", name), role, pack.roles)
    yield from _of_urging(pack.correction)


def _of_later_rules(pack: PackParts) -> Iterator[Fault]:
    earlier = {rule.duty for rule in (*pack.told.values(), *pack.duties)}
    for at, rule in _later_rules(pack):
        if rule.duty in earlier:
            yield Fault((*at, "duty"), f"{rule.duty} is listed twice")
        earlier.add(rule.duty)
        if rule.per == "demand":
            yield Fault((*at, "per"), "only the duties that the feedback opens are of a correction demand")


def _of_urging(rule: Correction) -> Iterator[Fault]:
    if rule.evaluated_by is None and (rule.within or rule.again):
        what = "a term to evaluate or to correct again needs somebody who evaluates"
        yield Fault(("correction", "evaluated_by"), what)
    if rule.measures and rule.supervisor is None:
        yield Fault(("correction", "supervised_by"), "measures need somebody who takes them")
    if rule.referral and not rule.measures:
        yield Fault(("correction", "measures"), "a referral follows a measure against refusing: there is none")
    if rule.referral and rule.referral.per == "case":
        yield Fault(("correction", "referral", "per"), "a referral is of one subject")
    if rule.refers and not rule.referral:
        yield Fault(("correction", "referral"), "measures refer to a referral: there is none")
    for index, measure in enumerate(rule.refers):
        yield from _known(("correction", "refers", index), measure, [each.id for each in rule.measures])


def _of_lists(pack: PackParts) -> Iterator[Fault]:
    assessment = pack.assessment
    lists: list[tuple[Place, tuple[Item, ...]]] = [
        (("scope",), pack.scope),
        (("error_classes",), pack.error_classes),
        (("liabilities",), pack.liabilities),
        (("measures",), pack.measures),
        (("dispositions",), pack.dispositions),
        (("assessment", "grounds"), assessment.grounds),
        (("assessment", "criteria"), assessment.criteria),
        (("assessment", "factors"), assessment.factors),
        (("assessment", "negative"), assessment.negative),
        (("assessment", "lists"), assessment.lists),
        (("results", "areas"), pack.results.areas),
        (("ban", "exceptions"), pack.ban.exceptions),
    ]
    lists += [(("correction", "measures"), pack.correction.measures)] if pack.correction else []
    lists += [
        (("assessment", "grounds", index, "conditions"), ground.conditions)
        for index, ground in enumerate(assessment.grounds)
    ]
    for at, items in lists:
        yield from _given_once(at, [item.id for item in items], "id")
    yield from _given_once(("duties",), [rule.duty for rule in pack.duties], "duty")
    yield from _given_once(("reappraisal", "opens"), [route.route for route in pack.reappraisal.opens], "route")


def _of_assessment(pack: PackParts) -> Iterator[Fault]:
    """Lists that entries name, who keeps them, and that a list is either given or not known."""
    assessment, at = pack.assessment, ("assessment",)
    lists = [each.id for each in assessment.lists]
    for index, each in enumerate(assessment.lists):
        yield from _known((*at, "lists", index, "owner"), each.owner, pack.roles)
    listed: dict[str, tuple[ListedItem, ...]] = {
        "grounds": assessment.grounds,
        "criteria": assessment.criteria,
        "negative": assessment.negative,
    }
    for name, entries in listed.items():
        for index, entry in enumerate(entries):
            if entry.list is not None:
                yield from _known((*at, name, index, "list"), entry.list, lists)
    unavailable = assessment.unavailable
    given: dict[str, tuple[tuple[Item, ...], UnavailableList | None]] = {
        "grounds": (assessment.grounds, unavailable.grounds),
        "criteria": (assessment.criteria, unavailable.criteria),
        "factors": (assessment.factors, unavailable.factors),
        "negative": (assessment.negative, unavailable.negative),
    }
    for name, (items, unknown) in given.items():
        if items and unknown:
            yield Fault((*at, "unavailable", name), f"{name} are given, and said to be unavailable")
        if not items and not unknown and name in _NEVER_WITHOUT:
            yield Fault(at, f"{name} are neither given nor said to be unavailable")
        for index, item in enumerate(items):
            if item.id == _FREE_TEXT:
                yield Fault((*at, name, index, "id"), f"{_FREE_TEXT} stands for an entry of a list not known")


def _of_examination(pack: PackParts) -> Iterator[Fault]:
    """Others are consulted, and findings asked for, in the steps that examine a case."""
    assessment, unavailable = pack.assessment, pack.assessment.unavailable
    steps = pack.tolerance.steps.items()
    for name, step in steps:
        if step.may and step.kind.value not in _EXAMINED:
            yield Fault(("tolerance", "steps", name, "may"), f"nobody is consulted in a step of kind {step.kind.value}")
        if "legality_checked" in step.needs and step.kind.value not in _EXAMINED:
            yield Fault(("tolerance", "steps", name, "needs"), f"legality is not checked in a {step.kind.value} step")
    if any("findings_complete" in step.needs for _, step in steps if step.kind.value in _EXAMINED):
        return
    for at, rests in (
        (("assessment", "negative"), assessment.negative),
        (("assessment", "unavailable"), unavailable.grounds or unavailable.criteria or unavailable.negative),
    ):
        if rests:
            yield Fault(
                at, "nothing asks for these findings: an investigation or determination needs findings_complete"
            )


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
