"""What a pack says and the software does not do is refused where it stands, and told where it would mean something.

Names, types and what must fit together stand in `fitting`: an edition that was installed once is held to these alone.
This is asked of a file before it is installed.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain

from domain.faults import Fault, Place
from domain.pack.assessment import RESULTS, Criterion
from domain.pack.moments import levels, terms
from domain.pack.names import DUTY_RULES, GRADED, LATER_RULES, TOLD_OF_APPEALS, WITHINS, Known, either, found, known
from domain.pack.parts import PackParts
from domain.pack.results import DutyRule, Outcome
from domain.pack.routing import REAPPRAISALS, faults_of_appeals
from domain.pack.soundness import faults_of_graph
from domain.pack.steps import JointBody, Route, RouteKind, Step, StepKind, TeamBody, VoteBody, roles_of
from domain.pack.terms import Force, Within
from domain.terms.deadlines import TermUnit

APPLICANTS = ("person", "unit")
"""Who may apply, and whom results may protect, by the kinds of subjects there are."""
LAYERS = ("province", "city", "county", "sector")
_LEVELS = frozenset({"reappraisal", "appeals"})
MET_BY = ("dispatched", "received")
"""By what the term of a feedback is met."""
_OWN_TIME = "a person's right to ask has a time of its own: days or months"
_DECIDING = frozenset({StepKind.ACCEPTANCE, StepKind.DETERMINATION, StepKind.APPROVAL})
"""The kinds of steps in which a decision is taken, by one organ, jointly, or by a vote."""


def faults_of_effect(pack: PackParts) -> Iterator[Fault]:
    """Everything in a pack that would be passed over, or leave nobody a choice, or no way on."""
    yield from chain(_of_words(pack), _of_bodies(pack), _of_steps(pack), _of_rest(pack), faults_of_graph(pack))


def _of_words(pack: PackParts) -> Iterator[Fault]:
    """Closed words are closed: one that is misspelt would take a protection away unseen."""
    applicants, ways, layers = Known.of(APPLICANTS), Known.of(REAPPRAISALS), Known.of(LAYERS)
    for index, route in enumerate(pack.tolerance.opens):
        if route.alongside:
            yield from _of_alongside(("tolerance", "opens", index, "alongside"), route)
        if route.route is RouteKind.APPLICATION:
            yield from _closed(("tolerance", "opens", index, "by"), route.by, applicants)
    yield from _closed(("results", "subjects"), pack.results.subjects, applicants)
    for index, item in enumerate(pack.scope):
        yield from _closed(("scope", index, "subjects"), item.subjects, applicants)
    for at, level in levels(pack):
        for index, way in enumerate(level.opens):
            yield from known((*at, "opens", index, "route"), way.route, ways)
    for index, each in enumerate(pack.assessment.lists):
        yield from known(("assessment", "lists", index, "layer"), each.layer, layers)
    met_by = Known.of(MET_BY)
    for at, within, _ in terms(pack):
        if within.met_by is not None:
            yield from known((*at, "met_by"), within.met_by, met_by)


def _of_alongside(at: Place, route: Route) -> Iterator[Fault]:
    """Who applies has a time; it hangs on a moment, and lasts days or months after it."""
    rule = route.alongside
    if rule is None:
        return
    if route.route is not RouteKind.APPLICATION:
        yield Fault(at, f"only who applies has a time to do so, not {route.route}: organs begin when they must")
    if rule.begins is None and rule.ends is None:
        yield Fault(at, "says no moment of the other procedure: where it begins, where it ends, or both")
    if rule.within and rule.within.unit in {TermUnit.promptly, TermUnit.same_day}:
        yield Fault((*at, "within", "unit"), _OWN_TIME)


def _closed(at: Place, said: Iterable[str], words: Known) -> Iterator[Fault]:
    before = set[str]()
    for index, word in enumerate(said):
        yield from known((*at, index), word, words)
        if word in before:
            yield Fault((*at, index), f"{word} is listed twice")
        before.add(word)


def _of_bodies(pack: PackParts) -> Iterator[Fault]:
    for name, body in pack.bodies.items():
        if isinstance(body, VoteBody) and Fraction(body.quorum) > 1:
            yield Fault(
                ("bodies", name, "quorum"), f"{body.quorum} is more than all: a quorum is a part of the entitled"
            )
    if not pack.deciders:
        yield Fault(("bodies",), "no organ handles the cases: one body must be of kind organ or joint")


def _of_steps(pack: PackParts) -> Iterator[Fault]:
    for name, step in pack.tolerance.steps.items():
        at: Place = ("tolerance", "steps", name)
        body = pack.bodies.get(step.body or "")
        if isinstance(body, VoteBody) and step.kind not in _DECIDING:
            yield Fault((*at, "body"), f"nobody votes in a step of kind {step.kind}, but where a decision is taken")
        if isinstance(body, TeamBody) and step.kind is not StepKind.INVESTIGATION:
            yield Fault((*at, "body"), f"a team investigates; in a step of kind {step.kind} an organ acts")
        yield from _of_outcomes(at, step)
        if step.decided_by is not None:
            yield from _of_decision_by_another(pack, (*at, "decided_by"), step)
        if step.kind is StepKind.SETTLEMENT:
            yield from _of_settlement(at, step)
    for at, within, moments in terms(pack):
        if within.runs_from not in moments:
            what = f"{within.runs_from} does not begin this term; it may run from {either(moments)}"
            yield Fault((*at, "from"), what)
        yield from _of_window(pack, at, within)
    for at in _met_by(pack):
        yield Fault((*at, "met_by"), "only the term of a step of kind service is met by dispatch or receipt")


def _of_outcomes(at: Place, step: Step) -> Iterator[Fault]:
    """What is returned, and what follows some outcome, speaks of outcomes that the step has."""
    if step.returns_max and step.kind is not StepKind.APPROVAL:
        yield Fault((*at, "returns_max"), f"nothing is returned from a step of kind {step.kind}, but from an approval")
    for index, rule in enumerate(step.duties):
        yield from _closed((*at, "duties", index, "after"), rule.after, Known.of(step.leads))


def _of_decision_by_another(pack: PackParts, at: Place, step: Step) -> Iterator[Fault]:
    """What one body puts forward another decides: an organ, several jointly, or a committee by its vote."""
    handling, deciding = pack.bodies.get(step.body or ""), pack.bodies.get(step.decided_by or "")
    if step.kind not in _DECIDING:
        yield Fault(at, f"nothing is decided in a step of kind {step.kind}, but in {either(_DECIDING)}")
    if isinstance(deciding, TeamBody):
        yield Fault(at, "a team decides nothing; an organ, several jointly, or a vote do")
    if isinstance(handling, VoteBody):
        yield Fault(at, "what a committee votes on is decided by its vote, and by nobody else")
    if isinstance(handling, JointBody) and handling.on_disagreement:
        yield Fault(at, "what joint organs disagree on is settled by on_disagreement, and decided by nobody else")
    both = {*roles_of(handling)} & {*roles_of(deciding)} if handling and deciding else set[str]()
    if both:
        yield Fault(at, f"{either(both)} puts it forward already: another organ decides")


def _of_settlement(at: Place, step: Step) -> Iterator[Fault]:
    """Nobody acts in a settlement: it is over when the last duty is done."""
    for key in ("body", "within", "needs", "documents", "duties"):
        if getattr(step, key):
            yield Fault(
                (*at, key), f"nobody acts in a settlement, so {key} has no effect there: put it to another step"
            )


def _of_window(pack: PackParts, at: Place, within: Within) -> Iterator[Fault]:
    """A window is people's own time to speak: it is stated where they have it, and an organ has none (A-01, A-19)."""
    of_appeal = at[0] in _LEVELS and at[-3:-2] == ("opens",)
    of_person = of_appeal or at[-2] == "supplement"
    step = pack.tolerance.steps.get(str(at[2])) if at[0] == "tolerance" else None
    of_public = step is not None and step.kind is StepKind.PUBLICITY and at[3:] == ("within",)
    if of_person and within.unit in {TermUnit.promptly, TermUnit.same_day}:
        yield Fault((*at, "unit"), _OWN_TIME)
    if of_appeal and within.force is Force.ADVISORY:
        yield Fault((*at, "force"), "the time to ask for reappraisal is a window; it reminds nobody")
    if within.force is Force.WINDOW and not (of_person or of_public):
        yield Fault((*at, "force"), "a window is a person's own time; what an organ or a subject owes has none")


def _met_by(pack: PackParts) -> Iterator[Place]:
    of_service = {
        ("tolerance", "steps", name, "within")
        for name, step in pack.tolerance.steps.items()
        if step.kind is StepKind.SERVICE
    }
    for at, within, _ in terms(pack):
        if within.met_by is not None and at not in of_service:
            yield at


def _of_rest(pack: PackParts) -> Iterator[Fault]:
    yield from _of_choices(pack)
    yield from _of_grades(pack)
    yield from faults_of_appeals(pack)
    yield from _of_duties(pack)
    extended = {at for at, _ in found(pack, *WITHINS)} | {("told", kind, "within") for kind in pack.told}
    for at, within, _ in terms(pack):
        if within.extension and at not in extended:
            yield Fault((*at, "extension"), "this term is not extended; terms of steps and duties may be")


def _of_choices(pack: PackParts) -> Iterator[Fault]:
    """Lists from which somebody must choose have something to choose."""
    tolerated = [outcome for outcome in pack.outcomes if outcome.tolerated]
    empty: tuple[tuple[Place, bool, str], ...] = (
        (("error_classes",), not pack.error_classes, "a case names its class of error: list at least one"),
        (("tolerance", "opens"), not pack.tolerance.opens, "no case could begin: say how"),
        (("outcomes",), not tolerated, "nothing could be tolerated: list an outcome that tolerates"),
        (
            ("outcomes",),
            Outcome.NOT_TOLERATED not in pack.outcomes,
            "not_tolerated is missing: what is blocked could never be decided",
        ),
        (("liabilities",), not pack.liabilities, "what is tolerated names the liability waived: list at least one"),
        (
            ("results", "subjects"),
            not pack.results.subjects and bool(pack.results.areas),
            "results would protect nobody",
        ),
    )
    yield from (Fault(at, what) for at, is_empty, what in empty if is_empty)
    for index, route in enumerate(pack.tolerance.opens):
        if not route.by:
            yield Fault(("tolerance", "opens", index, "by"), "nobody could begin a case in this way")
    results = pack.results
    for key in ("consumers", "contrary_use"):
        if getattr(results, key) and not results.areas:
            yield Fault(("results", key), "results have no areas: there is nothing to use or to report")
    if pack.ban.exceptions and not pack.ban.bars:
        yield Fault(("ban", "exceptions"), "nothing is barred, so nothing is excepted")
    for index, outcome in enumerate(pack.ban.bars):
        if outcome is Outcome.NOT_TOLERATED:
            yield Fault(("ban", "bars", index), "a ban bars what tolerates; not_tolerated is always possible")


def _of_grades(pack: PackParts) -> Iterator[Fault]:
    """Grades leave a choice, and some way to tolerate; what each bars, it says itself."""
    tolerated = {outcome for outcome in pack.outcomes if outcome.tolerated}
    for at, item in found(pack, *GRADED):
        if not item.grades:
            continue
        if len(item.grades) == 1:
            yield Fault((*at, "grades"), "one grade leaves nothing to choose: list two or more")
        if tolerated and all(tolerated <= {*grade.bars} for grade in item.grades):
            yield Fault((*at, "grades"), "every grade bars all that tolerates: nothing could be tolerated")
        if isinstance(item, Criterion) and not item.blocking:
            yield Fault((*at, "blocking"), "grades say themselves what they bar: leave blocking out")
        for index, grade in enumerate(item.grades):
            if grade.id in RESULTS:
                yield Fault((*at, "grades", index, "id"), f"{grade.id} is what is found without grades: rename it")
            if Outcome.NOT_TOLERATED in grade.bars:
                here = (*at, "grades", index, "bars", grade.bars.index(Outcome.NOT_TOLERATED))
                yield Fault(here, "a grade bars what tolerates; not_tolerated is always possible")


def _of_duties(pack: PackParts) -> Iterator[Fault]:
    """What opens a duty says whom it is of and when; only where an outcome opens it may it say that otherwise."""
    for kind, rule in pack.told.items():
        yield from _plain(("told", kind), rule, "case")
        if rule.outcomes and set(rule.outcomes) != set(pack.outcomes):
            what = "a notice goes out before there is an outcome: leave them out, or list all"
            yield Fault(("told", kind, "outcomes"), what)
    for at, later in found(pack, *(rule for rule in LATER_RULES if rule not in TOLD_OF_APPEALS)):
        yield from _plain(at, later, later.per)
    yield from _of_notices(pack)
    if pack.results.contrary_use:
        yield from _of_contrary_use(pack.results.contrary_use, pack)
    for at, rule in found(pack, *DUTY_RULES):
        for index, outcome in enumerate(rule.outcomes):
            if outcome in rule.outcomes[:index]:
                yield Fault((*at, "outcomes", index), f"{outcome} is listed twice")


def _of_notices(pack: PackParts) -> Iterator[Fault]:
    """How an appeal ended is told once, whatever was decided."""
    for at, rule in found(pack, *TOLD_OF_APPEALS):
        yield from _plain(at, rule, "subject")
        if rule.outcomes and set(rule.outcomes) != set(pack.outcomes):
            yield Fault((*at, "outcomes"), "a notice goes out whatever was decided: list all of them")
        if rule.repeats:
            yield Fault((*at, "repeats"), "a notice is given once: write a duty of its own")


def _of_contrary_use(rule: DutyRule, pack: PackParts) -> Iterator[Fault]:
    at: Place = ("results", "contrary_use")
    yield from _plain(at, rule, "subject")
    if rule.outcomes and set(rule.outcomes) != set(pack.results.outcomes):
        yield Fault((*at, "outcomes"), "a result is protected whatever its outcome: list those of results")
    for key in ("repeats", "recipients"):
        if getattr(rule, key):
            yield Fault((*at, key), "a report is decided once, and goes to nobody else: write a duty of its own")


def _plain(at: Place, rule: DutyRule, per: str) -> Iterator[Fault]:
    if rule.per != per:
        yield Fault((*at, "per"), f"this duty is opened once per {per}")
    if rule.opens != "feedback":
        yield Fault(
            (*at, "opens"), "this duty opens with its own act; only those listed in duties begin with a decision"
        )
