"""The procedure pack (程序包): law as data. Types only; what a step kind does is coded in `domain.acts`.

A pack has tracks (graphs of steps), bodies (who acts), an assessment (grounds, criteria, factors), outcomes, duties,
results, a ban rule and a ladder. Every value may carry `cite` and `standing`; `default` marks what is ours.
"""

from typing import Literal

from pydantic import Field

from domain.pack.assessment import Assessment
from domain.pack.prevention import RecordKind, RiskFilingTrack
from domain.pack.reporting import ReportRule, default_reports
from domain.pack.results import (
    Ban,
    Clarification,
    Correction,
    Disposition,
    DutyRule,
    Inquiry,
    Outcome,
    Results,
    SubjectChange,
)
from domain.pack.steps import (
    Body,
    Handover,
    JointBody,
    OrganBody,
    Reappraisal,
    Role,
    Route,
    RouteKind,
    Shelving,
    Step,
    TeamBody,
    Track,
    VoteBody,
    roles_of,
)
from domain.pack.terms import Item, Ladder, Sourced, Standing
from domain.values import Bilingual, Code, is_absent


class PackParts(Sourced):
    """The parts of a pack, each valid by itself; `Pack` says that they fit together.

    Attributes:
        jurisdiction: Where it holds: a case begins under it there and below alone. None: in the whole installation.
    """

    pack: Code
    edition: Code
    name: Bilingual
    standing: Standing
    source: str
    calendar: Code
    jurisdiction: Code | None = None
    scope: tuple[Item, ...]
    error_classes: tuple[Item, ...]
    liabilities: tuple[Item, ...]
    measures: tuple[Item, ...]
    roles: dict[Code, Role]
    bodies: dict[Code, Body]
    assessment: Assessment
    outcomes: tuple[Outcome, ...]
    tolerance: Track
    told: dict[Literal["acceptance"], DutyRule]
    reappraisal: Reappraisal
    duties: tuple[DutyRule, ...]
    results: Results
    ban: Ban
    ladder: Ladder
    shelving: Shelving | None = None
    handover: Handover = Handover(standing=Standing.DEFAULT, cite=("A-48",))
    subject_change: SubjectChange | None = None
    dispositions: tuple[Disposition, ...] = ()
    correction: Correction | None = None
    clarification: Clarification | None = None
    risk_filing: RiskFilingTrack | None = None
    records: tuple[RecordKind, ...] = ()
    inquiry: Inquiry | None = Field(default=None, exclude_if=is_absent)
    reports: tuple[ReportRule, ...] | None = Field(default=None, exclude_if=is_absent)

    def step(self, step_id: str) -> Step:
        """The step of the tolerance track with that id."""
        return self.tolerance.steps[step_id]

    def record_kind(self, record: str) -> RecordKind | None:
        """The kind of work record of that id, if the pack has it."""
        return next((kind for kind in self.records if kind.id == record), None)

    @property
    def reporting(self) -> tuple[ReportRule, ...]:
        """The periodic reports owed under it; where it says nothing of them, those of ours (A-53), an empty list: none.

        By ours the role owes them that applications go to, else the first that cases begin with.
        """
        if self.reports is not None:
            return self.reports
        begins = self.route(RouteKind.APPLICATION) or next(iter(self.tolerance.opens), None)
        return default_reports(begins.to) if begins else ()

    @property
    def deciders(self) -> tuple[str, ...]:
        """The roles that decide by themselves or jointly: those that handle a case, in the order of the bodies."""
        return self._roles(JointBody, OrganBody)

    @property
    def committees(self) -> tuple[str, ...]:
        """The roles that vote."""
        return self._roles(VoteBody)

    @property
    def handling_roles(self) -> tuple[str, ...]:
        """The roles that act in a step of the procedure, in the order of the bodies."""
        return self._roles(JointBody, OrganBody, TeamBody, VoteBody)

    def _roles(self, *kinds: type[JointBody | VoteBody | TeamBody | OrganBody]) -> tuple[str, ...]:
        """The roles of all bodies of some kinds, each once."""
        settle = self._only_settle
        bodies = (body for id_, body in self.bodies.items() if isinstance(body, kinds) and id_ not in settle)
        return tuple(dict.fromkeys(role for body in bodies for role in roles_of(body)))

    @property
    def _only_settle(self) -> frozenset[str]:
        """The bodies that disagreements go to and that act in no step: they handle no case."""
        rules = (body.on_disagreement for body in self.bodies.values() if isinstance(body, JointBody))
        acting = {self.reappraisal.body, *(step.body for step in self.tolerance.steps.values())}
        return frozenset(to for rule in rules if rule for to in rule.to) - acting

    def route(self, kind: RouteKind) -> Route | None:
        """How a case of the tolerance track begins in that way; None where the pack has no such way."""
        return next((route for route in self.tolerance.opens if route.route is kind), None)

    @property
    def duty_rules(self) -> tuple[DutyRule, ...]:
        """Every duty the pack names, whatever opens it."""
        by_acts = (self.correction.referral if self.correction else None, self.results.contrary_use)
        return (*self.told.values(), *self.duties, *self.reappraisal.duties, *(rule for rule in by_acts if rule))

    def duty_rule(self, duty: str) -> DutyRule | None:
        """The rule of a duty of that name; a pack names each once."""
        return next((rule for rule in self.duty_rules if rule.duty == duty), None)

    def standing_of(self, *values: Sourced | None) -> Standing:
        """The standing of a value: its own, else that of what holds it, else the pack's."""
        return next((value.standing for value in values if value is not None and value.standing), self.standing)
