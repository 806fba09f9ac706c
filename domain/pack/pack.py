"""The procedure pack (程序包): law as data. Types only; what a step kind does is coded in `domain.acts`.

A pack has tracks (graphs of steps), bodies (who acts), an assessment (grounds, criteria, factors), outcomes, duties,
results, a ban rule and a ladder. Every value may carry `cite` and `standing`; `default` marks what is ours.
"""

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.faults import refuse_faults
from domain.pack.assessment import Assessment
from domain.pack.names import faults
from domain.pack.results import Ban, Clarification, Correction, Disposition, DutyRule, Outcome, Results, SubjectChange
from domain.pack.steps import (
    Body,
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
from domain.pack.terms import Item, Sourced, Standing, Within
from domain.terms.deadlines import months_later
from domain.values import Bilingual, Code, Frozen


class LadderRung(Frozen):
    """One rung: so many working days after the due date, and to whom."""

    level: int = Field(ge=1)
    name: Bilingual
    after_due: int = Field(ge=0, description="working days")
    to: Code


class Ladder(Sourced):
    """The escalation ladder (提醒、催办、督办、上报)."""

    remind_before: tuple[Annotated[int, Field(ge=1)], ...] = ()
    rungs: tuple[LadderRung, ...]


class Validity(Sourced):
    """报备有效期 (A-25): how long a risk filing stands at most. No term: nobody has to act by its end."""

    amount: int = Field(ge=1, le=3650)
    unit: Literal["calendar_days", "months"]


class RiskFilingTrack(Sourced):
    """容错报备 (ZS-17, ZS-18): a unit tells the accountability organ of a risk before the work starts.

    Attributes:
        by: Roles that may file.
        to: The role filed with, which replies and archives.
        complex_to: The coordination group that deliberates on complex filings (ZS-22); none: the organ alone.
        reply: Within what time the organ replies, from the day of receipt.
        valid: How long a filing stands at most, from the day of the reply.
        amend: Whether a filing follows a material change; otherwise the unit files anew.
        late: What becomes of a filing that comes after the planned start.
    """

    by: tuple[Code, ...] = Field(min_length=1)
    to: Code
    complex_to: Code | None = None
    reply: Within
    valid: Validity
    amend: bool = True
    late: Literal["accepted_flagged", "refused"] = "accepted_flagged"


class Every(Sourced):
    """每隔 (ZS-21, NS-11): from one time to the next, by the date: nobody's right ends, so no calendar moves it."""

    amount: int = Field(ge=1, le=3650)
    unit: Literal["calendar_days", "months"]

    def after(self, on: date) -> date:
        """The day by which it must be done again."""
        return months_later(on, self.amount) if self.unit == "months" else on + timedelta(days=self.amount)


About = Literal["matter", "unit", "person", "none"]
"""What a work record is about."""


class RecordKind(Item):
    """工作记录种类 (ZS-19, ZS-21, ZS-37, NS-11 to NS-13, BT-19): preventive work that an organ does outside any case.

    Attributes:
        by: The role whose organs keep such records.
        asked_by: Roles that may open one with the keeper, because they ask for something.
        about: What it is about; a unit or a person must be named, a registered matter may be.
        confidential: Only the keeper and whoever opened it know of it (R-15).
        every: How long after an entry the next one is due, while the record is open.
        outcomes: What may come of it; where there are some, it is not closed without one.
        documents_needed: Whether it is not closed without a document.
    """

    by: Code
    asked_by: tuple[Code, ...] = ()
    about: About = "none"
    confidential: bool = False
    every: Every | None = None
    outcomes: tuple[Item, ...] = ()
    documents_needed: bool = False

    def outcome(self, outcome_id: str) -> Item | None:
        """The outcome of that id, if there is one."""
        return next((each for each in self.outcomes if each.id == outcome_id), None)


class Pack(Sourced):
    """One edition of a locality's procedure; immutable once installed, known by its content hash."""

    pack: Code
    edition: Code
    name: Bilingual
    standing: Standing
    source: str
    calendar: Code
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
    subject_change: SubjectChange | None = None
    dispositions: tuple[Disposition, ...] = ()
    correction: Correction | None = None
    clarification: Clarification | None = None
    risk_filing: RiskFilingTrack | None = None
    records: tuple[RecordKind, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse_faults("Pack", faults(self))
        return self

    def step(self, step_id: str) -> Step:
        """The step of the tolerance track with that id."""
        return self.tolerance.steps[step_id]

    def record_kind(self, record: str) -> RecordKind | None:
        """The kind of work record of that id, if the pack has it."""
        return next((kind for kind in self.records if kind.id == record), None)

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
