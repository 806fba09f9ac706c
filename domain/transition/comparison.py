"""Another edition for a running case (过渡适用): whether it can go on there; in what it is milder or stricter.

One comparison for the choice and for its preview: of the case it sees what both its fold and its read model know.
Nothing here knows a clock or a page.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.acts.standstill import SUPPLEMENT
from domain.pack.assessment import FREE_TEXT
from domain.pack.pack import Pack
from domain.pack.steps import Need, Step, StepKind
from domain.pack.terms import Force, Within
from domain.terms.calendar import Calendar
from domain.terms.deadlines import due_date
from domain.transition.terms import TermEffect, TermNow, effect_on, rule_by, same_length
from domain.transition.words import GAINED, LOST, OBSTACLES, Words
from domain.values import Bilingual, Code, Frozen

_AFTER_INVESTIGATION = frozenset({StepKind.DETERMINATION, StepKind.APPROVAL})
_OF_FINDINGS = frozenset({Need.FINDINGS_COMPLETE, Need.FACTORS_WEIGHED})
_PROTECTING = ("other_handlers", "no_aggravation")
"""The rules of reappraisal that are there for the subject."""


class Reason(Frozen):
    """One thing found by the comparison: a code, the id of what it is about, and the same in words."""

    code: Code
    about: str = ""
    says: Bilingual


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A running case as far as another edition can touch it.

    Attributes:
        open_steps: The steps under way, with their kinds.
        outcomes: What was proposed or decided for its subjects; likewise liabilities and measures.
        findings: The items found on.
        routes: The levels and routes of the appeals under way.
        appeal_open: Whether a subject's window of appeal runs.
        pending: Whether a proposal waits for signatures, or a round is open.
    """

    ground: str
    error_class: str
    open_steps: Mapping[str, StepKind]
    outcomes: frozenset[str]
    liabilities: frozenset[str]
    measures: frozenset[str]
    findings: frozenset[tuple[str, str]]
    routes: frozenset[tuple[str, str]]
    appeal_open: bool
    shelved: bool
    pending: bool
    terms: tuple[TermNow, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an edition would be for a case: why it cannot go on there, and in what it is milder or stricter."""

    obstacles: tuple[Reason, ...]
    milder: tuple[Reason, ...]
    stricter: tuple[Reason, ...]

    @property
    def verdict(self) -> Literal["same", "milder", "stricter", "mixed"]:
        """In a word, for the subjects; `same` and `milder` are nowhere to their harm."""
        if self.milder:
            return "mixed" if self.stricter else "milder"
        return "stricter" if self.stricter else "same"


def compare(case: CaseNow, old: Pack, new: Pack) -> Comparison:
    """Compare two editions for a case; what is milder one way is stricter the other."""
    return Comparison(
        obstacles=tuple(_obstacles(case, old, new)),
        milder=tuple(_said(GAINED, _harms(case.ground, new, old))),
        stricter=tuple(_said(LOST, _harms(case.ground, old, new))),
    )


def term_effects(case: CaseNow, old: Pack, new: Pack, calendar: Calendar, today: date) -> Iterator[TermEffect]:
    """What the edition would do today to the terms of a case that can go on under it; nothing where all stays."""
    for term in case.terms:
        if not term.paused and (found := effect_on(term, rule_by(new, term), calendar, today)):
            yield found
    for step_id in case.open_steps:
        within = new.step(step_id).within
        if old.step(step_id).within is None and within:
            due = due_date(today, within.term, calendar)
            yield TermEffect(
                duty=step_id,
                was=None,
                was_amount=None,
                was_unit=None,
                due_on=due.due_on,
                amount=within.amount,
                unit=within.unit,
                provisional=due.provisional,
            )


def _obstacles(case: CaseNow, old: Pack, new: Pack) -> Iterator[Reason]:
    """Everything of the case that the edition has no place for."""
    for code, mine, theirs in (
        ("ground", {case.ground}, _grounds(new)),
        ("error_class", {case.error_class}, {item.id for item in new.error_classes}),
        ("outcome", case.outcomes, {outcome.value for outcome in new.outcomes}),
        ("liability", case.liabilities, {item.id for item in new.liabilities}),
        ("measure", case.measures, {item.id for item in new.measures}),
        ("route", {route for _, route in case.routes - _ways(new)}, set[str]()),
    ):
        yield from (_obstacle(code, each) for each in sorted(mine - theirs))
    for step_id, kind in case.open_steps.items():
        yield from _obstacles_in_step(step_id, kind, old, new)
    yield from _obstacles_of_state(case, old, new)
    for term in case.terms:
        yield from _obstacles_of_term(term, new)


def _obstacles_in_step(step_id: str, kind: StepKind, old: Pack, new: Pack) -> Iterator[Reason]:
    step = new.tolerance.steps.get(step_id)
    if step is None or step.kind is not kind:
        yield _obstacle("step", step_id)
    body = old.step(step_id).body
    if body is not None and body not in new.bodies:
        yield _obstacle("body", body)


def _obstacles_of_state(case: CaseNow, old: Pack, new: Pack) -> Iterator[Reason]:
    if case.pending:
        yield _obstacle("pending")
    if case.shelved and new.shelving is None:
        yield _obstacle("shelving")
    if case.appeal_open and _appeal(new) is None:
        yield _obstacle("appeal")
    if old.calendar != new.calendar:
        yield _obstacle("calendar", new.calendar)
    if lacking := sorted(_listed(new, case.ground) - case.findings):
        steps = [new.tolerance.steps.get(step) for step, kind in case.open_steps.items()]
        if any(step and step.kind in _AFTER_INVESTIGATION for step in steps) and _asks_for_findings(new):
            yield _obstacle("findings", "、".join(item for _, item in lacking))


def _obstacles_of_term(term: TermNow, new: Pack) -> Iterator[Reason]:
    rule = rule_by(new, term)
    if rule is None or same_length(rule, term.rule):
        return
    if term.paused:
        yield _obstacle("clock_stands", term.duty)
    elif term.extended_by and rule.unit is not term.rule.unit:
        yield _obstacle("extended", term.duty)


def _asks_for_findings(pack: Pack) -> bool:
    steps = pack.tolerance.steps.values()
    return any(_OF_FINDINGS & set(step.needs) for step in steps if step.kind in _AFTER_INVESTIGATION)


def _harms(ground: str, old: Pack, new: Pack) -> Iterator[tuple[str, str]]:
    """In what `new` is stricter than `old` for the subjects: a code, and the id of what it is about."""
    if not (old.assessment.ground(ground) and new.assessment.ground(ground)):
        ground = (
            ""  # a ground that one of them lacks is an obstacle, and its conditions are neither milder nor stricter
        )
    for code, lost in (
        ("outcome", {o.value for o in old.outcomes if o.tolerated} - {o.value for o in new.outcomes}),
        ("liability", {item.id for item in old.liabilities} - {item.id for item in new.liabilities}),
        ("criterion", _blocking(new, ground) - _blocking(old, ground)),
        ("negative", {item.id for item in new.assessment.negative} - {item.id for item in old.assessment.negative}),
        ("criterion_exception", _excepted(old) - _excepted(new)),
        ("ban", set(new.ban.bars) - set(old.ban.bars)),
        ("exception", {item.id for item in old.ban.exceptions} - {item.id for item in new.ban.exceptions}),
        ("result", _results(old) - _results(new)),
        ("route", {route for _, route in _ways(old) - _ways(new)}),
        ("rule", (old.reappraisal_rules & {*_PROTECTING}) - new.reappraisal_rules),
        ("window", set(_shorter(old, new))),
    ):
        yield from ((code, str(each)) for each in sorted(lost))
    if (old.assessment.effect, new.assessment.effect) == ("obligatory", "discretionary"):
        yield "effect", ""
    if len(new.ban.key) < len(old.ban.key):
        yield "ban_key", ""


def _blocking(pack: Pack, ground: str) -> set[str]:
    """What bars tolerance where it is found not met: blocking criteria, and the conditions of the case's ground."""
    found = pack.assessment.ground(ground)
    criteria = {criterion.id for criterion in pack.assessment.criteria if criterion.blocking}
    return criteria | {condition.id for condition in (found.conditions if found else ())}


def _listed(pack: Pack, ground: str) -> set[tuple[str, str]]:
    """Every item that needs a finding."""
    return {(of, item.id) for of, items in pack.assessment.examined(ground).items() for item in items}


def _grounds(pack: Pack) -> set[str]:
    """What the ground of a case may be; one's own words where the list is not known (A-33)."""
    listed = {item.id for item in pack.assessment.grounds}
    return {FREE_TEXT} if pack.assessment.in_own_words else listed


def _excepted(pack: Pack) -> set[str]:
    """The criteria that may be excepted (R-03)."""
    return {criterion.id for criterion in pack.assessment.criteria if criterion.exception}


def _results(pack: Pack) -> set[str]:
    """Where the result protects: each outcome in each area."""
    return {f"{outcome.value}.{area.id}" for outcome in pack.results.outcomes for area in pack.results.areas}


def _shorter(old: Pack, new: Pack) -> Iterator[str]:
    """The subjects' own times that are shorter in `new`; none at all has no end, and another unit counts as shorter."""
    theirs = dict(_windows(new))
    for name, before in _windows(old):
        after = theirs.get(name, before)
        if after and (before is None or after.unit is not before.unit or after.amount < before.amount):
            yield name


def _windows(pack: Pack) -> Iterator[tuple[str, Within | None]]:
    for level in pack.levels:
        for way in level.opens:
            yield way.route if level is pack.levels[0] else f"{level.id}.{way.route}", way.within
    for name, step in pack.tolerance.steps.items():
        yield from _windows_of_step(name, step)


def _windows_of_step(name: str, step: Step) -> Iterator[tuple[str, Within | None]]:
    if step.supplement:
        yield f"{name}.{SUPPLEMENT}", step.supplement.within
    if step.within and step.within.force is Force.WINDOW:
        yield name, step.within


def _ways(pack: Pack) -> set[tuple[str, str]]:
    """The ways to appeal, each with its level."""
    return {(level.id, way.route) for level in pack.levels for way in level.opens}


def _appeal(pack: Pack) -> Within | None:
    return next((route.within for route in pack.reappraised_by if route.route == "request"), None)


def _obstacle(code: str, about: str = "") -> Reason:
    return Reason(code=code, about=about, says=OBSTACLES[code](about))


def _said(words: Mapping[str, Words], found: Iterable[tuple[str, str]]) -> Iterator[Reason]:
    return (Reason(code=code, about=about, says=words[code](about)) for code, about in found)
