"""What must fit together in a pack before anybody may install it: it leads somewhere, and nothing contradicts another.

Types and values are pydantic's, names those of `names`; this compares the parts. It knows which outcomes a step kind
has, and no procedure.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from domain.documents.facts import CaseFact, placeholders
from domain.faults import Fault, Place
from domain.organs import UNITS
from domain.pack.articles import faults_of_articles
from domain.pack.assessment import UnavailableList
from domain.pack.names import (
    LATER_RULES,
    PROMPT_WITHINS,
    STEP_DUTIES,
    WITHINS,
    Known,
    either,
    faults_of_names,
    found,
    known,
)
from domain.pack.parts import PackParts
from domain.pack.results import Correction
from domain.pack.steps import Disagreement, Step
from domain.pack.terms import Item, Within

_OUTCOMES = {
    "acceptance": {"accepted", "refused"},
    "investigation": {"reported"},
    "advice": {"advised"},
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
OUTCOMES_OF_STEPS = frozenset({*_DETERMINED, _RETURNED}.union(*_OUTCOMES.values()))
"""Every outcome that a step of some kind may have."""
_APPLICATION = "application"
_OPENED = "opened"
_FREE_TEXT = "free_text"
_EXAMINED = {"investigation", "determination"}
"""The kinds of steps in which findings are made and others are consulted."""
_RESERVED = {
    "supplement": "a duty that clocks stand still for",
    "shelving": "a duty that clocks stand still for",
    "publicity_conclusion": "the duty to conclude a publicity",
    "correction_evaluation": "the duty to evaluate a correction",
    "acknowledge_results": "a duty that follows from results or clarifications",
    "clarification": "a duty that follows from results or clarifications",
    "settle_disagreement": "the duty to settle a disagreement, and of a vote on one",
    "refusal_supervision": "the duty of the organ above to look at a refusal",
    "receive_case": "a duty of a case that is handed over",
    "decide_jurisdiction": "a duty of a case that is handed over",
}
"""What the duties are called that acts open by themselves; a pack names no other duty like them."""
_CONFIRMED = "confirmed_correct"


def faults(pack: PackParts) -> Iterator[Fault]:
    """Everything in a pack that is unknown, given twice, missing, leads nowhere, or does not fit."""
    checks = (
        faults_of_names,
        _of_bodies,
        _of_steps,
        _of_duties,
        _of_clocks,
        _of_reserved,
        _of_subjects,
        _of_assessment,
        _of_examination,
        _of_correction,
        _of_prompt_duties,
        _of_risk_filing,
        _of_records,
        _of_reports,
        _of_documents,
        faults_of_articles,
    )
    for check in checks:
        yield from check(pack)


def _of_bodies(pack: PackParts) -> Iterator[Fault]:
    for name, body in pack.bodies.items():
        if body.kind in {"joint", "team"} and body.lead not in (body.organs if body.kind == "joint" else body.members):
            yield Fault(("bodies", name, "lead"), f"{body.lead} leads a body it is not part of")
    for at, rule in found(pack, "bodies.*.on_disagreement"):
        yield from _of_disagreement(at, rule, pack)


def _of_disagreement(at: Place, rule: Disagreement, pack: PackParts) -> Iterator[Fault]:
    """A disagreement passes through single organs, and ends with a committee that votes: somebody decides (A-13)."""
    *before, last = rule.to
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


def _of_steps(pack: PackParts) -> Iterator[Fault]:
    roles, before = Known.of(pack.roles), _moments_before(pack)
    for index, route in enumerate(pack.tolerance.opens):
        if route.route.value != _APPLICATION:
            for n, role in enumerate(route.by):
                yield from known(("tolerance", "opens", index, "by", n), role, roles)
    for name, step in pack.tolerance.steps.items():
        at_step = ("tolerance", "steps", name)
        if step.body is None and step.kind != "settlement":
            yield Fault((*at_step, "body"), "the step needs a body that acts in it")
        yield from _of_leads(name, step)
        yield from _of_publicity(at_step, step)
        yield from _of_filing(at_step, step)
        if step.within:
            yield from _of_moment((*at_step, "within"), step.within, {_OPENED, *before[name]})


def _of_leads(name: str, step: Step) -> Iterator[Fault]:
    at = ("tolerance", "steps", name, "leads")
    needed = _OUTCOMES[step.kind.value] | ({_RETURNED} if step.returns_max else set())
    if step.kind.value == "determination":
        needed |= set(_DETERMINED) & set(step.leads) or {_DETERMINED[0]}
        if needed >= set(_DETERMINED):
            yield Fault(at, "a determination is either proposed or decided, not both")
    for outcome in sorted(needed - set(step.leads)):
        yield Fault(at, f"outcome {outcome} leads nowhere")
    for outcome in step.leads:
        if outcome not in needed:
            yield Fault((*at, outcome), f"a step of kind {step.kind.value} has no such outcome, or may not use it")


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


def _of_filing(at: Place, step: Step) -> Iterator[Fault]:
    if step.kind.value == "filing" and step.filed_with is None:
        yield Fault((*at, "with"), "a filing names the role that is told")
    if step.kind.value != "filing" and step.filed_with is not None:
        yield Fault((*at, "with"), "only a filing is made with somebody")


def _moments_before(pack: PackParts) -> Mapping[str, set[str]]:
    """By step, those whose end begins it: a term may only run from the moment that really opens its step."""
    before: dict[str, set[str]] = defaultdict(set)
    for route in pack.tolerance.opens:
        before[route.first].add(_APPLICATION)
    for name, step in pack.tolerance.steps.items():
        for leads_to in step.leads.values():
            before[leads_to].add(name)
    return before


def _of_moment(at: Place, within: Within, allowed: set[str]) -> Iterator[Fault]:
    begins = within.runs_from.partition(".")[0]
    if begins not in allowed:
        yield Fault((*at, "from"), f"{within.runs_from} does not begin this term; it may run from {either(allowed)}")


def _of_clocks(pack: PackParts) -> Iterator[Fault]:
    """What may be extended; and that what clocks wait for has a fitting force."""
    for at, within in found(pack, *WITHINS):
        if within.extension and within.unit.value == "same_day":
            yield Fault((*at, "extension"), "what is due the same day cannot be extended")
    for name, its in (("receive", pack.handover.receive), ("decide", pack.handover.decide)):
        yield from _of_moment(("handover", name), its, {_OPENED})
        if its.force.value == "window":
            yield Fault(("handover", name, "force"), "the term of an organ's own duty is no window")
    for name, step in pack.tolerance.steps.items():
        yield from _of_supplement(("tolerance", "steps", name, "supplement"), step)
    if pack.shelving and pack.shelving.within.force.value != "statutory":
        yield Fault(("shelving", "within", "force"), "a shelved case must be decided in time: its term is statutory")


def _of_reserved(pack: PackParts) -> Iterator[Fault]:
    """No step and no duty has the name of a duty that acts open by themselves."""
    of_appeals = {duty for level in pack.levels for duty in (level.id, level.acceptance_duty)}
    named: list[tuple[Place, str]] = [(("tolerance", "steps", name), name) for name in pack.tolerance.steps]
    named += found(pack, *(f"{rule}.duty" for rule in ("duties.*", STEP_DUTIES, *LATER_RULES, "results.contrary_use")))
    for at, name in named:
        if name in _RESERVED:
            yield Fault(at, f"{name} is the name of {_RESERVED[name]}")
        if name in of_appeals:
            yield Fault(at, f"{name} is the name of a duty of a level of appeal")


def _of_supplement(at: Place, step: Step) -> Iterator[Fault]:
    if step.supplement is None:
        return
    if step.kind.value != "acceptance":
        yield Fault(at, "papers are completed before acceptance, in no other step")
    if step.supplement.within.force.value != "window":
        yield Fault((*at, "within", "force"), "the applicant's own time to complete papers is a window")


def _of_duties(pack: PackParts) -> Iterator[Fault]:
    its = pack.results
    if (its.areas or its.consumers or its.contrary_use) and not its.outcomes:
        yield Fault(("results",), "areas, users or reports of results are given, and no outcome that has them")
    taken = {*pack.tolerance.steps, *(each.duty for each in (*pack.duties, *pack.told.values()))}
    if pack.results.contrary_use and pack.results.contrary_use.duty in taken:
        yield Fault(("results", "contrary_use", "duty"), f"{pack.results.contrary_use.duty} is listed twice")


def _of_prompt_duties(pack: PackParts) -> Iterator[Fault]:
    """Duties that answer something run from their own opening, are an organ's own, and share their names with none."""
    for at, within in found(pack, *PROMPT_WITHINS):
        yield from _of_moment(at, within, {_OPENED})
        if within.force.value == "window":
            yield Fault((*at, "force"), "the term of an organ's own duty is no window")


def _of_risk_filing(pack: PackParts) -> Iterator[Fault]:
    """Who files with whom; and that the reply has a plain term of the organ's own, from receipt."""
    track = pack.risk_filing
    if track is None:
        return
    for index, role in enumerate(track.by):
        if role not in UNITS:
            yield Fault(
                ("risk_filing", "by", index), f"{role} does not act for a unit; those that do are {either(UNITS)}"
            )
    at = ("risk_filing", "reply")
    yield from _of_moment(at, track.reply, {_OPENED})
    if track.reply.force.value == "window":
        yield Fault((*at, "force"), "the organ owes the reply: a window is a subject's own time")
    if track.reply.extension:
        yield Fault((*at, "extension"), "the term of a reply is not extended; a complex filing goes to the group")
    for index, stage in enumerate(track.stages):
        if stage.by in UNITS:
            what = f"{stage.by} acts for a unit; an organ looks at what a unit files"
            yield Fault(("risk_filing", "stages", index, "by"), what)
        if stage.within and stage.within.force.value == "window":
            here = ("risk_filing", "stages", index, "within", "force")
            yield Fault(here, "the term of an organ's own duty is no window")


def _of_records(pack: PackParts) -> Iterator[Fault]:
    """What comes round can be seen to be late."""
    for index, kind in enumerate(pack.records):
        if kind.confidential and kind.every:
            yield Fault(
                ("records", index, "every"), "what comes round is late in the digest, where nothing confidential stands"
            )


def _of_documents(pack: PackParts) -> Iterator[Fault]:
    """The facts in its words are those there are; a form that nobody signs is not signed along and has no number."""
    facts = Known.of(CaseFact)
    for index, rule in enumerate(pack.documents or ()):
        for words, name in ((rule.title, "title"), (rule.text, "text")):
            for fact in placeholders(words):
                yield from known(("documents", index, name), fact, facts)
        for asked, name in ((rule.countersigned_by, "countersigned_by"), (rule.numbered, "numbered")):
            if asked and rule.signed_by is None:
                what = f"{rule.id} is signed by nobody: it is not countersigned and bears no number"
                yield Fault(("documents", index, name), what)


def _of_reports(pack: PackParts) -> Iterator[Fault]:
    """A report has a plain term from the end of its period, and an organ owes one a period."""
    owed = set[tuple[str, str]]()
    for index, rule in enumerate(pack.reports or ()):
        at: Place = ("reports", index)
        yield from _of_moment((*at, "within"), rule.within, {_OPENED})
        if rule.by in UNITS:
            yield Fault((*at, "by"), f"{rule.by} acts for a unit, and figures are of places: name an organ")
        if rule.within.force.value == "window":
            yield Fault((*at, "within", "force"), "the organ owes the report: a window is a subject's own time")
        if rule.within.extension:
            yield Fault((*at, "within", "extension"), "the term of a report is not extended")
        if (rule.by, rule.every) in owed:
            yield Fault((*at, "every"), f"{rule.by} owes a report every {rule.every} already")
        owed.add((rule.by, rule.every))


def _of_subjects(pack: PackParts) -> Iterator[Fault]:
    """Every outcome has a disposition to go with, where the pack names some."""
    covered = {outcome for disposition in pack.dispositions for outcome in disposition.outcomes}
    for outcome in pack.outcomes if pack.dispositions else ():
        if outcome not in covered:
            yield Fault(("dispositions",), f"no disposition goes with the outcome {outcome.value}")


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
    yield from _of_urging(pack.correction)


def _of_later_rules(pack: PackParts) -> Iterator[Fault]:
    earlier = {*pack.tolerance.steps, *(rule.duty for rule in (*pack.told.values(), *pack.duties))}
    for at, rule in found(pack, STEP_DUTIES, *LATER_RULES):
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


def _of_assessment(pack: PackParts) -> Iterator[Fault]:
    """A list is either given or not known."""
    assessment, at = pack.assessment, ("assessment",)
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
