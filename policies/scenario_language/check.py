"""What only the pack can say of a scenario before it is played: unknown names, facts of a wrong type."""

from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import ValidationError

from domain.acts.clarification import CLARIFICATION
from domain.acts.results import ACKNOWLEDGEMENT
from domain.acts.terms import DECISION_ON_JURISDICTION, RECEIPT
from domain.case.correction import EVALUATION
from domain.case.state import DISAGREEMENT
from domain.pack.pack import Pack
from domain.pack.prevention import RiskFilingTrack
from domain.risk_filings.terms import REPLY, REPLY_NAME, STAGE, VALIDITY, VALIDITY_NAME
from policies.scenario_language.acts import (
    ALONG,
    BY_NUMBER,
    ENTER_MEETING,
    LOOKED_UP,
    admitted_facts,
    compose,
    nothing,
)
from policies.scenario_language.path import CLOSED, along, numbers_fault
from policies.scenario_language.place import Place
from policies.scenario_language.scenarios import (
    Act,
    AlarmAhead,
    CalendarChoice,
    Expectation,
    Faults,
    Happened,
    OutcomesAre,
    RefusedWith,
    ResultsInForce,
    Scenario,
    TermStands,
    WindowOpen,
)
from policies.scenario_language.scene import CannotTell, Scene, scene_of
from policies.scenario_language.words import COMMANDS, EVENTS, ORDINARY, REPLAN, ROUND, is_rule

_OF_CLOCKS = (
    *("supplement", "shelving", "publicity_conclusion", EVALUATION, DISAGREEMENT),
    *(RECEIPT, DECISION_ON_JURISDICTION),
)
_OF_RESULTS = (ACKNOWLEDGEMENT, CLARIFICATION)
_OF_FILINGS = (REPLY, VALIDITY, REPLY_NAME.zh, VALIDITY_NAME.zh)
"""The terms that no step and no duty of a pack gives its name."""


class PackChecks:
    """The checks of one pack, in its place."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._terms = frozenset(_terms(place.pack))

    def posts(self, scenario: Scenario) -> Faults:
        """Every post that the place does not have."""
        named: list[tuple[tuple[str, ...], str]] = [
            (("subjects", name, "holds"), subject.holds) for name, subject in scenario.subjects.items() if subject.holds
        ]
        named += [(("held_by", post), each) for post, by in scenario.held_by.items() for each in (post, by)]
        known = {position.id for position in self._place.organs.positions}
        yield from ((at, f"there is no post {post}") for at, post in named if post not in known)

    def covers(self, scenario: Scenario) -> Faults:
        """Every article that is neither one of the pack's own nor a rule of the texts this software was made of."""
        yield from ((("covers", index), what) for index, what in self._no_articles(scenario.covers))

    def _no_articles(self, ids: Iterable[str]) -> Iterator[tuple[int, str]]:
        own = {rule.id for rule in self._place.pack.rules}
        yield from ((n, f"no such rule: {id_}") for n, id_ in enumerate(ids) if id_ not in own and not is_rule(id_))

    def act(self, scenario: Scenario, act: Act) -> Faults:
        """Every fault of an act, each with its place in it."""
        yield from _of_act(scene_of(self._place, scenario), act)
        if "duty" in act.facts and act.facts["duty"] not in self._terms:
            yield ("duty",), self._no_term(str(act.facts["duty"]))

    def expected(self, scenario: Scenario, expected: Expectation) -> Faults:
        """Every fault of an expectation: what it names must exist, or it would hold by mistake."""
        names: dict[str, str | None] = {}
        match expected:
            case RefusedWith(cite=cite):
                yield from ((("cite", index), what) for index, what in self._no_articles(cite or ()))
            case Happened():
                yield from _of_event(expected)
                names = {"term": str(expected.facts["duty"])} if "duty" in expected.facts else {}
            case TermStands():
                names = {"term": expected.term, "subject": expected.subject}
            case AlarmAhead():
                names = {"term": expected.alarm}
                if expected.rung is None and expected.on is None:
                    yield (), "say its rung, or the day on which it rings"
            case ResultsInForce() | WindowOpen():
                names = {"subject": expected.subject}
            case OutcomesAre():
                unknown = expected.outcomes.keys() - scenario.subjects.keys()
                yield from ((("outcomes", name), f"no subject is called {name}") for name in unknown)
            case _:
                pass
        if (term := names.get("term")) and term not in self._terms:
            yield (), self._no_term(term)
        if names.get("subject") and names["subject"] not in scenario.subjects:
            yield ("subject",), f"no subject is called {names['subject']}"

    def _no_term(self, name: str) -> str:
        return f"no term or duty is called {name}; there are {', '.join(sorted(self._terms))}"


def _terms(pack: Pack) -> tuple[str, ...]:
    steps = ((id_, step.name.zh) for id_, step in pack.tolerance.steps.items() if step.within)
    rules = ((rule.duty, rule.name.zh) for rule in pack.duty_rules)
    appeals = (duty for level in pack.levels for duty, _ in level.terms)
    return (
        *appeals,
        *_OF_CLOCKS,
        *_OF_RESULTS,
        *((*_OF_FILINGS, *_stages(pack.risk_filing)) if pack.risk_filing else ()),
        *(name for names in (*steps, *rules) for name in names),
    )


def _stages(track: RiskFilingTrack) -> tuple[str, ...]:
    """What the terms are called of the stages before a reply."""
    timed = [stage.name.zh for stage in track.stages if stage.within]
    return (STAGE, *timed) if timed else ()


def _of_event(expected: Happened) -> Faults:
    fields = {*EVENTS[expected.event].model_fields} - {"private", "kind"}
    if "duty_id" in fields:
        fields.add("duty")
    if "term_id" in fields:
        fields.add("term")
    for name in expected.facts.keys() - fields:
        yield (name,), f"{expected.event} has no such fact; it has {', '.join(sorted(fields))}"


def _of_act(scene: Scene, act: Act) -> Faults:
    for name in act.by:
        if name not in scene.place.actors:
            yield ("by",), f"nobody is called {name}; say a role, or a post like {scene.route.to}-officer-2"
    admitted = admitted_facts(scene, act.what)
    for name in act.facts:
        if name not in admitted:
            yield (name,), f"{act.what} has no such fact; it has {', '.join(sorted(admitted))}"
    if act.what in (ROUND, ENTER_MEETING):
        told = ((name, numbers_fault(fact)) for name, fact in act.facts.items() if name in BY_NUMBER)
        yield from (((name,), what) for name, what in told if what)
    if act.what == ORDINARY:
        yield from _of_path(scene, act)
    elif act.what in COMMANDS:
        yield from _of_command(scene, act)


def _of_path(scene: Scene, act: Act) -> Faults:
    steps = scene.place.pack.tolerance.steps
    ends = (*steps, CLOSED)
    if act.facts.get("to") not in ends:
        yield ("to",), f"the path leads to one of {', '.join(ends)}"
    for step in steps.keys() & act.facts.keys():
        try:
            date.fromisoformat(str(act.facts[step]))
        except ValueError:
            yield (step,), "the day on which this step was done, as 2026-02-10"
    for what in ALONG:
        yield from _of_command(scene, along(scene, act, what, act.on))


def _of_command(scene: Scene, act: Act) -> Faults:
    try:
        if act.what == REPLAN:
            CalendarChoice.model_validate(act.facts)
        else:
            looked_up = LOOKED_UP.get(act.what)
            compose(scene, act, {looked_up: nothing(looked_up)} if looked_up else {})
    except CannotTell as cannot:
        yield cannot.at, cannot.what
    except ValidationError as error:
        errors = [item for item in error.errors() if item["type"] != "too_short"] or error.errors()
        yield from ((item["loc"], item["msg"]) for item in errors)
