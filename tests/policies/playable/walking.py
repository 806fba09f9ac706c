"""A walk through what a pack makes possible: from the opening of a case to its close, by acts that are offered alone.

What was done least so far is done next, so that a few walks come to everything that a pack can come to.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from pydantic import JsonValue

from domain.acts.proposals import REAPPRAISAL
from domain.case.events import AnyEvent
from domain.case.state import Case, DecidedReappraisal
from domain.context import DecisionContext
from domain.guards import Subject
from domain.messages import Command
from domain.pack.assessment import Graded
from domain.pack.pack import Pack
from domain.pack.prevention import RiskFilingTrack
from domain.pack.results import Outcome
from domain.pack.steps import RouteKind, VoteBody
from domain.possible import PossibleAct, possible_acts
from domain.refusals import Refused
from domain.streams import CASE
from domain.terms.deadlines import SHANGHAI
from domain.values import Actor
from policies.scenario_language.acts import compose
from policies.scenario_language.place import MEMBERS, Place, place_of
from policies.scenario_language.play import Player, player
from policies.scenario_language.scenarios import Act, Scenario, ScenarioFile
from policies.scenario_language.scene import OPENED_BY, Scene
from policies.scenario_language.words import CLOCK, COMMANDS

_FIRST_DAY = date(2026, 1, 20)
_FILED = date(2026, 1, 5)
_OFFICE_OPENS = time(10, tzinfo=SHANGHAI)
_ACTS_MAX, _WAITS_MAX, _WAIT = 400, 12, timedelta(days=40)
_ACTS_A_DAY = 4
"""So that a long walk ends within the years whose holidays are announced: what is estimated never passes."""
_APPEALS_OF_CLOSED = 16
"""How often, in all walks, something is appealed in a closed case, where there is more than one level."""
_CHOICES = ("agree", "agree", "disagree", "postpone")
_ONCE = frozenset({"request_supplement", "raise_objection", "extend_term", "order_correction"})
"""What anybody may do again and again: in a walk once."""
_GOES_ON = (
    *("endorse_application", "request_supplement", "submit_supplement", "decide_acceptance", "sign_off"),
    *("settle_disagreement", "deny_same_matter", "form_team", "record_defence", "record_findings"),
    *("record_legality_check", "report_investigation", "propose_determination", "decide_approval", "open_round"),
    *("cast_ballot", "close_round", "serve_feedback", "confirm_receipt", "start_publicity", "raise_objection"),
    *("conclude_publicity", "file_with_committee", "complete_duty", "evaluate_correction", "acknowledge_results"),
    *("request_reappraisal", "decide_appeal_acceptance", "decide_reappraisal", "extend_term"),
    *("hand_in_documents", "give_advice", "order_correction"),
)
_ASKED = tuple(COMMANDS[each] for each in _GOES_ON)
_REAPPRAISING = tuple(COMMANDS[each] for each in ("decide_appeal_acceptance", "decide_reappraisal", "sign_off"))


class StuckError(AssertionError):
    """A case that nobody can bring to its end."""


class _Move(NamedTuple):
    """Something offered, and how it might be done."""

    what: str
    who: Actor
    about: Mapping[str, Subject]
    facts: Mapping[str, object]

    def key(self, case: Case) -> tuple[object, ...]:
        """What it counts as: the same act in the same steps, about the same field, with the same facts."""
        return (self.what, *case.open_steps, str(self.about.get("route")), str(sorted(self.facts.items())))


@dataclass
class Walker:
    """All walks through one pack: what has been done in them, and what has come of it."""

    pack: Pack
    random: Random
    done: Counter[tuple[object, ...]] = field(default_factory=Counter)
    events: list[AnyEvent] = field(default_factory=list)
    votes: dict[UUID, str] = field(default_factory=dict)
    walks: int = 0
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        """Set up the place once."""
        self.place = place_of(self.pack, festivals=False)

    def walk(self, way: RouteKind) -> Case:
        """Play one case from its opening by a way to its close.

        Raises:
            StuckError: Nothing leads on.
        """
        play = _begun(self.place, self.pack, way)
        self.votes.clear()
        self.walks += 1
        once = set[str]()
        on, waits = play.now.date() + timedelta(days=1), 0
        for number in range(_ACTS_MAX):
            case = play.case
            assert case is not None
            asked_enough = {"request_reappraisal"} if len(case.reappraisals) > self._appeals_max else set[str]()
            moves = [each for each in self._moves(play, case, on) if each.what not in once | asked_enough]
            if case.closed and not (moves := [each for each in moves if self._is_new(each)]):
                self.events += play.case_stream.events
                return case
            if any(self._did(play, move, on, once) for move in self._in_order(moves, case)):
                on, waits = on + timedelta(days=number % _ACTS_A_DAY == 0), 0
                play.do(Act(on=on - timedelta(days=1), what=CLOCK))
            elif waits < _WAITS_MAX:
                on, waits = on + _WAIT, waits + 1
                play.do(Act(on=on - timedelta(days=1), what=CLOCK))
            else:
                break
        case = play.case
        assert case is not None
        left = {each.opened.duty: each.opened.responsible for each in case.open_duties.values()}
        raise StuckError(f"{self.pack.pack}: {[*case.open_steps]}, {left}, {play.case_stream.events[-3:]}")

    @property
    def _appeals_max(self) -> int:
        """How often a walk appeals at the most, less one: once on each level, and once more where there are several."""
        return len(self.pack.levels) - (1 if len(self.pack.levels) == 1 else 0)

    def _is_new(self, move: _Move) -> bool:
        """Whether it is worth while to open a closed case: little was asked to be looked at again so far."""
        enough = _APPEALS_OF_CLOSED if len(self.pack.levels) > 1 else 1
        return move.what == "request_reappraisal" and self.done[move.what,] < enough

    def _in_order(self, moves: list[_Move], case: Case) -> list[_Move]:
        """Those done least first, in any order among themselves."""
        self.random.shuffle(moves)
        return sorted(moves, key=lambda move: self.done[move.key(case)])

    def _did(self, play: Player, move: _Move, on: date, once: set[str]) -> bool:
        case = play.case
        assert case is not None
        self.done[move.key(case)] += 1
        self.done[move.what,] += 1
        body = compose(play.scene, Act(on=on, what=move.what, facts=dict(move.facts)), move.about)
        try:
            play.case_stream.send(move.who, body, datetime.combine(on, _OFFICE_OPENS), _context(play))
        except Refused:
            return False
        once |= {move.what} & _ONCE
        return True

    def _moves(self, play: Player, case: Case, on: date) -> Iterator[_Move]:
        """Everything that is offered to anybody, in each of the ways in which it might be done."""
        context, at = _context(play), datetime.combine(on, _OFFICE_OPENS)
        for who in self._people(case):
            for each in possible_acts(CASE, case, who, at, context, self._asked(who, case), on):
                if each.offered:
                    for facts in self._ways(each, case, play.scene):
                        yield _Move(each.kind, who, each.about, facts)

    def _asked(self, who: Actor, case: Case) -> tuple[type[Command], ...]:
        """What somebody is asked for: who handles the case does not reappraise it, and who reappraises does no more."""
        if not who.position.endswith(("officer-2", "officer-3")):
            return _ASKED
        return _REAPPRAISING if {*case.proposals} <= {REAPPRAISAL} else ()

    def _people(self, case: Case) -> Iterator[Actor]:
        actors = self.place.actors
        committees = {body.committee for body in self.pack.bodies.values() if isinstance(body, VoteBody)}
        for role in self.pack.roles:
            above = ["above-officer-1"] if case.reappraisals and role != "organization" else []
            others = ["officer-2"] if case.reappraisals else []
            if any(isinstance(each, DecidedReappraisal) for each in case.reappraisals.values()):
                others.append("officer-3")
            yield from (actors[f"{role}-{post}"] for post in ("officer-1", *others, *above))
            if role in committees:
                yield actors[f"{role}-secretary"]
                if case.round is not None:
                    yield from (actors[f"{role}-member-{number}"] for number in range(1, MEMBERS + 1))
        yield actors["unit-contact"]
        yield actors["organization-above-officer-1"]

    def _ways(  # noqa: C901, PLR0912 - one arm for each act that may be done in several ways
        self, act: PossibleAct, case: Case, scene: Scene
    ) -> Iterator[Mapping[str, object]]:
        match act.kind:
            case "decide_acceptance":
                yield from ({}, {"refusal_ground": "not_in_scope"})
            case "complete_duty":
                duty = case.open_duties[UUID(str(act.about["duty"]))]
                yield {"duty": duty.opened.duty}
            case "hand_in_documents":
                yield from _missing(case, self.pack)
            case "record_defence":
                yield from ({"subject": name} for name in scene.scenario.subjects)
            case "record_findings":
                yield _by_grades(self.pack, scene.ground, self.walks)
            case "extend_term":
                duty = case.open_duties[UUID(str(act.about["duty"]))]
                yield {"duty": duty.opened.duty, "days": 1}
            case "request_reappraisal":
                yield {"evidence": [f"第{len(case.reappraisals)}份新证据"]}
                yield {}
            case "decide_appeal_acceptance":
                yield {}
                yield {"refusal_ground": "late"}
            case "sign_off":
                yield {}
                yield {"consents": False, "reasons": "不同意"}
            case "settle_disagreement":
                yield from ({}, {"agreed": False})
            case "propose_determination":
                outcomes, names = self.pack.outcomes, [*scene.scenario.subjects]
                for n in range(len(outcomes)):
                    told = {each: outcomes[(n + k) % len(outcomes)].value for k, each in enumerate(names)}
                    yield {"opinions": told}
                yield {"opinions": dict.fromkeys(names, Outcome.NOT_TOLERATED.value)}
            case "decide_approval":
                yield from ({"result": each} for each in ("approved", "refused", "returned"))
            case "cast_ballot":
                yield {"choice": self._vote(case), "reasons": "如上"}
            case "conclude_publicity":
                yield {"objections": case.publicity.objections if case.publicity else 0}
                yield {"upheld": True}
            case "close_round":
                if case.round and len(case.round.ballots) == len(case.round.entitled):
                    yield {}
            case _:
                yield {}

    def _vote(self, case: Case) -> str:
        """How everybody votes in the round under way: as was voted least in that step."""
        round_ = case.round
        assert round_ is not None
        if round_.id not in self.votes:
            self.done["vote", round_.step] += 1
            self.votes[round_.id] = _CHOICES[self.done["vote", round_.step] % len(_CHOICES)]
        return self.votes[round_.id]


def _begun(place: Place, pack: Pack, way: RouteKind) -> Player:
    route = pack.route(way)
    assert route is not None
    what = next((each for each, kind in OPENED_BY.items() if kind is way), "begin_by_organ")
    facts: dict[str, JsonValue] = {"route": way.value} if what == "begin_by_organ" else {}
    facts |= {"risk_filing": True} if way is RouteKind.RISK_FILING else {}
    kind = route.by[0] if way is RouteKind.APPLICATION else "person"
    by = route.to if way is RouteKind.APPLICATION else route.by[0]
    scenario = Scenario.model_validate(
        {
            "name": "walk",
            "covers": ["R-01"],
            "subjects": {"甲": "unit" if kind == "unit" else "person", "乙": "unit"},
            "when": {_FIRST_DAY: what, "by": by, **facts},
            "then": [{"stage": "closed"}],
        }
    )
    play = player(place, ScenarioFile(pack=pack.pack, scenarios=(scenario,)), scenario)
    if way is RouteKind.RISK_FILING and pack.risk_filing:
        _filed_before(play, pack.risk_filing)
    play.do(scenario.when)
    return play


def _filed_before(play: Player, track: RiskFilingTrack) -> None:
    """A risk filing that has passed its stages and was filed, before the case begins from it."""
    play.do(Act(on=_FILED, what="risk_filing_file"))
    for stage in track.stages:
        play.do(Act(on=_FILED, what="risk_filing_pass_stage", facts={"stage": stage.id}))
    play.do(Act(on=_FILED, what="risk_filing_reply"))


def _by_grades(pack: Pack, ground: str, walk: int) -> Mapping[str, object]:
    """As it usually is, and in every other walk by one of the grades that items have."""
    graded = {
        f"{of}.{item.id}": item.grades
        for of, items in pack.assessment.examined(ground).items()
        for item in items
        if isinstance(item, Graded) and item.grades
    }
    if not graded or walk % 2:
        return {}
    return {"grades": {item: grades[walk // 2 % len(grades)].id for item, grades in graded.items()}}


def _missing(case: Case, pack: Pack) -> Iterator[Mapping[str, object]]:
    """What a step asks for by name and nobody has handed in, all at once."""
    asked = [(step, each.id) for step in case.open_steps for each in pack.step(step).documents]
    if missing := [name for step, name in asked if (step, name) not in case.handed_in]:
        yield {"named": missing}


def _context(play: Player) -> DecisionContext:
    return replace(play.context, subjects=play.scene.subjects)
