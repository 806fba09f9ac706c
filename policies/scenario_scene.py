"""What the acts of a scenario are about: the place, the pack, its steps and bodies, the subjects by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from domain.pack import Body, JointBody, Route, Step, StepKind, VoteBody
from domain.values import SubjectFacts
from policies.located import Location
from policies.scenario_place import Place, named, subjects_of
from policies.scenarios import Scenario, acts


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
        return str(next(told, self.place.pack.assessment.grounds[0].id))

    @property
    def route(self) -> Route:
        """The way in."""
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
    def reappraisal_body(self) -> Body:
        """Who reappraises."""
        return self.place.pack.bodies[self.place.pack.reappraisal.body]

    @property
    def shelved_by(self) -> tuple[str, ...]:
        """Who may put a case aside; nobody, if the pack has no such rule."""
        rule = self.place.pack.shelving
        return (rule.by,) if rule else ()


def members_of(body: Body) -> tuple[str, ...]:
    """The roles of a body, its lead first."""
    if isinstance(body, VoteBody):
        return (body.committee,)
    roles = body.organs if isinstance(body, JointBody) else body.members
    return (body.lead, *(role for role in roles if role != body.lead))
