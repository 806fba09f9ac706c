"""Another edition for a running case (过渡适用): whether it can go on there; in what it is milder or stricter.

One comparison for the choice and for its preview: of the case it sees what both its fold and its read model know.
Nothing here knows a calendar, a clock or a page.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.deadlines import Term
from domain.events import TermRule
from domain.pack import Force, Need, Pack, Reappraisal, Shelving, Step, StepKind, Supplement, Within
from domain.replanning import RunningTerm
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
class TermNow:
    """A running term of a case.

    Attributes:
        duty: Its code in the pack.
        step: The step whose term it is, if one's.
        of_reappraisal: Whether it is the term of a reappraisal.
        rule: The rule it has now; its `edition` says nothing here.
        paused: Its clock stands still.
    """

    duty: str
    step: str | None
    of_reappraisal: bool
    rule: TermRule
    extended_by: int
    paused: bool
    running: RunningTerm


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A running case as far as another edition can touch it.

    Attributes:
        open_steps: The steps under way, with their kinds.
        outcomes: What was proposed or decided for its subjects; likewise liabilities and measures.
        findings: The items found on.
        routes: The routes of the reappraisals under way.
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
    routes: frozenset[str]
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
        milder=tuple(_said(_GAINED, _harms(case.ground, new, old))),
        stricter=tuple(_said(_LOST, _harms(case.ground, old, new))),
    )


def rule_by(pack: Pack, term: TermNow) -> TermRule | None:
    """The rule that an edition gives a running term; None where it gives it none.

    A duty that follows from an outcome keeps the rule it was opened by.
    """
    holder = _holder(pack, term)
    if holder is None:
        return term.rule.model_copy(update={"edition": pack.edition})
    within = holder.within
    if within is None:
        return None
    return TermRule(
        edition=pack.edition,
        amount=within.amount,
        unit=within.unit,
        force=within.force,
        standing=pack.standing_of(within, holder),
        cite=within.cite or holder.cite,
    )


def running_by(term: TermNow, rule: TermRule) -> RunningTerm:
    """A running term with another rule; what it was extended by is added, and a subject's own window only grows."""
    return replace(
        term.running,
        term=Term(amount=rule.amount + term.extended_by, unit=rule.unit),
        of_subject=term.running.of_subject or rule.force is Force.WINDOW,
    )


def _holder(pack: Pack, term: TermNow) -> Step | Reappraisal | Shelving | Supplement | None:
    """What of an edition the length of a running term stands in."""
    if term.step is not None:
        return pack.tolerance.steps.get(term.step)
    if term.of_reappraisal:
        return pack.reappraisal
    if term.duty == SHELVING:
        return pack.shelving
    return _supplement(pack) if term.duty == SUPPLEMENT else None


def _supplement(pack: Pack) -> Supplement | None:
    return next((step.supplement for step in pack.tolerance.steps.values() if step.supplement), None)


def _obstacles(case: CaseNow, old: Pack, new: Pack) -> Iterator[Reason]:
    """Everything of the case that the edition has no place for."""
    for code, mine, theirs in (
        ("ground", {case.ground}, {item.id for item in new.assessment.grounds}),
        ("error_class", {case.error_class}, {item.id for item in new.error_classes}),
        ("outcome", case.outcomes, {outcome.value for outcome in new.outcomes}),
        ("liability", case.liabilities, {item.id for item in new.liabilities}),
        ("measure", case.measures, {item.id for item in new.measures}),
        ("route", case.routes, {route.route for route in new.reappraisal.opens}),
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
    if rule is None or _same_length(rule, term.rule):
        return
    if term.paused:
        yield _obstacle("clock_stands", term.duty)
    elif term.extended_by and rule.unit is not term.rule.unit:
        yield _obstacle("extended", term.duty)


def _asks_for_findings(pack: Pack) -> bool:
    steps = pack.tolerance.steps.values()
    return any(_OF_FINDINGS & set(step.needs) for step in steps if step.kind in _AFTER_INVESTIGATION)


def _same_length(one: TermRule, other: TermRule) -> bool:
    return (one.amount, one.unit) == (other.amount, other.unit)


def _harms(ground: str, old: Pack, new: Pack) -> Iterator[tuple[str, str]]:
    """In what `new` is stricter than `old` for the subjects: a code, and the id of what it is about."""
    for code, lost in (
        ("outcome", {o.value for o in old.outcomes if o.tolerated} - {o.value for o in new.outcomes}),
        ("liability", {item.id for item in old.liabilities} - {item.id for item in new.liabilities}),
        ("criterion", _blocking(new, ground) - _blocking(old, ground)),
        ("ban", set(new.ban.bars) - set(old.ban.bars)),
        ("exception", {item.id for item in old.ban.exceptions} - {item.id for item in new.ban.exceptions}),
        ("result", _results(old) - _results(new)),
        ("route", {route.route for route in old.reappraisal.opens} - {r.route for r in new.reappraisal.opens}),
        ("rule", {rule for rule in _PROTECTING if rule in old.reappraisal.rules} - set(new.reappraisal.rules)),
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
    found, assessment = pack.assessment.ground(ground), pack.assessment
    return {
        *(("criterion", item.id) for item in assessment.criteria),
        *(("factor", item.id) for item in assessment.factors),
        *(("condition", item.id) for item in (found.conditions if found else ())),
    }


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
    for route in pack.reappraisal.opens:
        yield route.route, route.within
    for name, step in pack.tolerance.steps.items():
        yield from _windows_of_step(name, step)


def _windows_of_step(name: str, step: Step) -> Iterator[tuple[str, Within | None]]:
    if step.supplement:
        yield f"{name}.{SUPPLEMENT}", step.supplement.within
    if step.within and step.within.force is Force.WINDOW:
        yield name, step.within


def _appeal(pack: Pack) -> Within | None:
    return next((route.within for route in pack.reappraisal.opens if route.route == "request"), None)


_Words = Callable[[str], Bilingual]


def _words(zh: str, en: str) -> _Words:
    return lambda about: Bilingual(zh=zh.format(about), en=en.format(about))


_OBSTACLES: Mapping[str, _Words] = MappingProxyType(
    {
        "ground": _words("没有本案的情形 {}", "it has no ground {}"),
        "error_class": _words("没有本案的失误类别 {}", "it has no error class {}"),
        "outcome": _words("没有已提出或已作出的认定结果 {}", "it has no outcome {}, which was proposed or decided"),
        "liability": _words("没有已列入意见的责任种类 {}", "it has no liability {}, which an opinion names"),
        "measure": _words("没有已列入意见的措施 {}", "it has no measure {}, which an opinion names"),
        "route": _words("没有正在进行的复议途径 {}", "it has no route {}, on which a reappraisal runs"),
        "step": _words("没有正在办理的环节 {}，或种类不同", "it has no step {} of that kind, which is under way"),
        "body": _words("没有正在办理的主体 {}", "it has no body {}, which acts now"),
        "pending": _words("会签或表决尚未结束", "signatures or a vote are pending"),
        "shelving": _words("本案已搁置，该版本没有暂缓认定", "the case is shelved, and it knows no shelving"),
        "appeal": _words("申请复议的期间正在进行，该版本没有此期间", "a window of appeal runs, and it has none"),
        "calendar": _words("按另一个工作日历 {} 计算", "it counts by another calendar, {}"),
        "findings": _words("调查已结束，还须研判 {}", "the investigation is over, and it asks for findings on {}"),
        "clock_stands": _words("{} 的期限正在中止计时，恢复后才能改变长短", "the clock of {} stands still"),
        "extended": _words("{} 的期限已延长，该版本用另一种单位", "{} was extended, and its unit is another there"),
    }
)
_LOST: Mapping[str, _Words] = MappingProxyType(
    {
        "outcome": _words("不再有认定结果 {}", "outcome {} is lost"),
        "liability": _words("不再可以免除 {}", "liability {} can no longer be waived"),
        "criterion": _words("增加了不符即不得容错的 {}", "{} newly bars tolerance where it is not met"),
        "ban": _words("不予二次容错增加了 {}", "the ban newly bars {}"),
        "ban_key": _words("不予二次容错不再限于同类失误", "the ban is no longer limited to the same class of error"),
        "exception": _words("不予二次容错不再有例外 {}", "the ban loses its exception {}"),
        "result": _words("结果运用不再包括 {}", "results no longer apply: {}"),
        "route": _words("不再有复议途径 {}", "route {} to reappraisal is lost"),
        "rule": _words("复议不再有规则 {}", "reappraisal loses its rule {}"),
        "window": _words("当事人的期间 {} 缩短，或换了单位", "the subject's time {} is shorter, or of another unit"),
        "effect": _words("由应当容错改为可以容错", "tolerance is no longer owed, only possible"),
    }
)
_GAINED: Mapping[str, _Words] = MappingProxyType(
    {
        "outcome": _words("增加了认定结果 {}", "outcome {} is new"),
        "liability": _words("增加了可以免除的 {}", "liability {} can newly be waived"),
        "criterion": _words("不符 {} 不再不得容错", "{} no longer bars tolerance"),
        "ban": _words("不予二次容错不再包括 {}", "the ban no longer bars {}"),
        "ban_key": _words("不予二次容错只限于同类失误", "the ban is limited to the same class of error"),
        "exception": _words("不予二次容错增加了例外 {}", "the ban gains an exception, {}"),
        "result": _words("结果运用增加了 {}", "results newly apply: {}"),
        "route": _words("增加了复议途径 {}", "route {} to reappraisal is new"),
        "rule": _words("复议增加了规则 {}", "reappraisal gains the rule {}"),
        "window": _words("当事人的期间 {} 延长，或换了单位", "the subject's time {} is longer, or of another unit"),
        "effect": _words("由可以容错改为应当容错", "tolerance is owed now, not only possible"),
    }
)


def _obstacle(code: str, about: str = "") -> Reason:
    return Reason(code=code, about=about, says=_OBSTACLES[code](about))


def _said(words: Mapping[str, _Words], found: Iterable[tuple[str, str]]) -> Iterator[Reason]:
    return (Reason(code=code, about=about, says=words[code](about)) for code, about in found)
