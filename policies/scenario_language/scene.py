"""What the acts of a scenario are about: the place, the pack, its steps and bodies, the subjects by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from domain.acts.examination import EXAMINED
from domain.case.state import Case
from domain.pack.assessment import FREE_TEXT
from domain.pack.prevention import RecordKind, RiskFilingTrack
from domain.pack.routing import deciding_body
from domain.pack.steps import Body, HeardBy, JointBody, OrganBody, Route, RouteKind, Step, StepKind, VoteBody
from domain.values import SubjectFacts
from policies.packs.located import Location
from policies.scenario_language.place import Place, named, subjects_of
from policies.scenario_language.scenarios import Act, Scenario, acts

_Listed = TypeVar("_Listed")

OPENED_BY: Mapping[str, RouteKind | None] = {
    "file_application": RouteKind.APPLICATION,
    "begin_with_accountability": RouteKind.ACCOUNTABILITY,
    "begin_by_organ": None,
}
"""The acts that begin a case, and by which way; what an organ begins tells it."""


class CannotTell(Exception):  # noqa: N818 - says what is the matter
    """What an act tells cannot be made into a command: where below the act, and why."""

    def __init__(self, at: Location, what: str) -> None:
        super().__init__(what)
        self.at = at
        self.what = what


@dataclass(frozen=True)
class Scene:
    """What the acts of one scenario are about: the place, its pack, and the subjects by name."""

    place: Place
    scenario: Scenario

    @cached_property
    def subjects(self) -> Mapping[UUID, SubjectFacts]:
        """The register of subjects."""
        return subjects_of(self.place.pack, self.scenario.subjects)

    @cached_property
    def persons(self) -> Mapping[UUID, str]:
        """Which subjects hold a post, and the person by whom the organs know them."""
        held = {named(name): subject.holds for name, subject in self.scenario.subjects.items() if subject.holds}
        return {id_: self.place.actors[post].person for id_, post in held.items()}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name behind each id, as text."""
        matters = (matter.matter for matter in self.scenario.known)
        return {str(named(name)): name for name in (*self.scenario.subjects, *matters)}

    @property
    def first_subject(self) -> str:
        """The subject that is meant where none is named."""
        return next(iter(self.scenario.subjects))

    @cached_property
    def ground(self) -> str:
        """The ground that the application names."""
        filings = (act for _, act in acts(self.scenario) if act.what != "open_clarification")
        told = (act.facts["ground"] for act in filings if "ground" in act.facts)
        return str(next(told, self.first_ground))

    @property
    def first_ground(self) -> str:
        """The ground where none is told: the first of the list, or in one's own words where it is not known."""
        grounds = self.place.pack.assessment.grounds
        return grounds[0].id if grounds else FREE_TEXT

    @cached_property
    def route(self) -> Route:
        """The way in: that of the act which begins the case, else the pack's first.

        Raises:
            CannotTell: The pack has no such way in.
        """
        for _, act in acts(self.scenario):
            if act.what in OPENED_BY:
                kind = OPENED_BY[act.what] or RouteKind(str(act.facts.get("route", RouteKind.OWN_MOTION)))
                if route := self.place.pack.route(kind):
                    return route
                raise CannotTell((), f"a case of this pack does not begin by {kind}")
        return self.place.pack.tolerance.opens[0]

    def step(self, kind: StepKind) -> tuple[str, Step]:
        """The first step of a kind, with its id.

        Raises:
            CannotTell: The pack has none.
        """
        for id_, step in self.place.pack.tolerance.steps.items():
            if step.kind is kind:
                return id_, step
        raise CannotTell((), f"the pack has no step of the kind {kind}")

    def body(self, kind: StepKind) -> Body:
        """Who acts in the first step of a kind."""
        _, step = self.step(kind)
        return self.place.pack.bodies[step.body or ""]

    @property
    def appealed_to(self) -> tuple[str, ...]:
        """The organs that decide the first appeal against the outcome, the one that answers for it first.

        Raises:
            CannotTell: The pack knows no appeal.
        """
        pack = self.place.pack
        level = next(iter(pack.levels), None)
        if level is None:
            raise CannotTell((), "the pack has no reappraisal")
        body = pack.bodies[level.body or deciding_body(pack, "request") or ""]
        if level.heard_by is HeardBy.ABOVE:
            return (f"{members_of(body)[0]}-above",)
        return members_of(body)

    @property
    def exception_body(self) -> Body:
        """Who finds that a recurrence has a cause which lifts the ban."""
        body = self.place.pack.excepts
        if body is None:
            raise CannotTell((), "nobody finds exceptions in this pack")
        return self.place.pack.bodies[body]

    def first(self, what: str, items: tuple[_Listed, ...]) -> _Listed:
        """The first entry of a list of the pack, meant where none is told.

        Raises:
            CannotTell: The pack has none.
        """
        if not items:
            raise CannotTell((), f"the pack has no {what}")
        return items[0]

    @property
    def shelved_by(self) -> tuple[str, ...]:
        """Who may put a case aside; nobody, if the pack has no such rule."""
        rule = self.place.pack.shelving
        return (rule.by,) if rule else ()

    @property
    def corrections_urged_by(self) -> tuple[str, ...]:
        """Who takes measures against weak correction; nobody, if the pack has no such rule."""
        rule = self.place.pack.correction
        return (rule.supervisor,) if rule and rule.supervisor else ()

    @property
    def corrections_ordered_by(self) -> tuple[str, ...]:
        """Who may order correction meanwhile; nobody, if the pack has no such rule."""
        rule = self.place.pack.correction
        return (rule.ordered_by,) if rule and rule.ordered_by else ()

    @property
    def corrected_by(self) -> str | None:
        """The duty that is opened per correction demand."""
        return next((rule.duty for rule in self.place.pack.duties if rule.per == "demand"), None)


def scene_of(place: Place, scenario: Scenario) -> Scene:
    """A scenario in its place, where some may hold several posts."""
    return Scene(place.with_posts(scenario.held_by), scenario)


def examiners(scene: Scene, case: Case) -> tuple[str, ...]:
    """Who examines a case where it is now: the lead of the step's body, or of an investigation's."""
    kind = next((state.kind for state in case.open_steps.values() if state.kind in EXAMINED), StepKind.INVESTIGATION)
    return members_of(scene.body(kind))[:1]


def advisers(scene: Scene, case: Case) -> tuple[str, ...]:
    """Who gives advice next: the first of those asked that has not yet spoken."""
    pack = scene.place.pack
    asked = [pack.bodies[pack.step(id_).body or ""] for id_, s in case.open_steps.items() if s.kind is StepKind.ADVICE]
    asked = asked or [scene.body(StepKind.ADVICE)]
    return tuple(role for role in members_of(asked[0]) if role not in case.advised)[:1] or members_of(asked[0])[:1]


def deciders(scene: Scene, kind: StepKind) -> tuple[str, ...]:
    """Who decides what is put forward in the first step of a kind, where others decide, and by signing."""
    _, step = scene.step(kind)
    body = scene.place.pack.bodies[step.decided_by] if step.decided_by else None
    return () if body is None or isinstance(body, VoteBody) else members_of(body)


def members_of(body: Body) -> tuple[str, ...]:
    """The roles of a body, its lead first."""
    if isinstance(body, VoteBody):
        return (body.committee,)
    if isinstance(body, OrganBody):
        return (body.organ,)
    roles = body.organs if isinstance(body, JointBody) else body.members
    return (body.lead, *(role for role in roles if role != body.lead))


def track_of(scene: Scene) -> RiskFilingTrack:
    """The pack's rules for risk filings.

    Raises:
        CannotTell: It has none.
    """
    track = scene.place.pack.risk_filing
    if track is None:
        raise CannotTell((), "the pack has no risk filing")
    return track


def record_kind(scene: Scene, act: Act) -> RecordKind:
    """The kind of work record that an act names by its id or its Chinese name, or the pack's first.

    Raises:
        CannotTell: The pack has none, or none of that name.
    """
    kinds = scene.place.pack.records
    if not kinds:
        raise CannotTell((), "the pack has no work records")
    told = act.facts.get("record", kinds[0].id)
    for kind in kinds:
        if told in (kind.id, kind.name.zh):
            return kind
    raise CannotTell(("record",), f"no work record is called {told}; there are {', '.join(each.id for each in kinds)}")
