"""The procedure pack (程序包): law as data. Types only; what a step kind does is coded in `domain.acts`.

A pack has tracks (graphs of steps), bodies (who acts), an assessment (grounds, criteria, factors), outcomes, duties,
results, a ban rule and a ladder. Every value may carry `cite` and `standing`; `default` marks what is ours.
"""

from typing import Literal

from pydantic import Field, JsonValue

from domain.pack.assessment import Assessment
from domain.pack.documents import DocumentRule
from domain.pack.our_documents import OUR_DOCUMENTS
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
    Owed,
    Results,
    SubjectChange,
)
from domain.pack.steps import (
    Body,
    Handover,
    JointBody,
    OrganBody,
    Played,
    Reappraisal,
    ReappraisalRoute,
    Route,
    RouteKind,
    Shelving,
    Step,
    StepKind,
    TeamBody,
    Track,
    VoteBody,
    roles_of,
)
from domain.pack.terms import Article, Item, Ladder, Sourced, Standing, Wording
from domain.values import Bilingual, Code, SubjectFacts, WrittenDate, is_absent, is_empty

_ONE_CLASS = (Item(id="error", name=Bilingual(zh="失误", en="error"), standing=Standing.DEFAULT, cite=("A-56",)),)
_ONE_LIABILITY = (
    Item(
        id="accountability", name=Bilingual(zh="问责", en="accountability"), standing=Standing.DEFAULT, cite=("A-56",)
    ),
)
NOT_TOLD_APART = (_ONE_CLASS, _ONE_LIABILITY)
"""What every case has one of, where a procedure tells no kinds apart (A-56)."""


OUR_HANDOVER = Handover(standing=Standing.DEFAULT, cite=("A-48",))
"""How a case comes to another organ where a procedure says nothing of it (A-48)."""


class ScopeItem(Item):
    """适用范围: a class of people or units that the procedure is for, as the register of subjects tells them apart.

    `subjects` are the kinds of subjects in it, persons or units; none told: both.
    """

    subjects: tuple[Code, ...] = Field(default=(), exclude_if=is_empty)

    def holds(self, subject: SubjectFacts) -> bool:
        """Whether a subject is of it."""
        return subject.sector == self.id and (not self.subjects or subject.kind in self.subjects)


class EarlierFacts(Sourced):
    """以前的事实 (从旧): what of a procedure is otherwise where the facts happened before a day.

    Attributes:
        facts_before: The first day whose facts it is not about.
        values: What is otherwise, as an edition laid over another says it; all else is as it is.
    """

    facts_before: WrittenDate
    values: dict[str, JsonValue] = Field(min_length=1)


class PackParts(Sourced):
    """The parts of a pack, each valid by itself; `Pack` says that they fit together. What is left out, it has not.

    Attributes:
        effective_from: The day from which it holds, and may be published; None: from its publication.
        earlier: What of it is otherwise for facts of earlier days.
        rules: The articles of its own text that `cite` names; none: those of the texts this software was made of.
        scope: The classes of people and units it is for; none told: for all.
        jurisdiction: Where it holds: a case begins under it there and below alone. None: in the whole installation.
    """

    pack: Code
    edition: Code
    name: Wording
    standing: Standing
    source: str
    calendar: Code = "cn"
    jurisdiction: Code | None = None
    effective_from: WrittenDate | None = Field(default=None, exclude_if=is_absent)
    earlier: tuple[EarlierFacts, ...] = Field(default=(), exclude_if=is_empty)
    rules: tuple[Article, ...] = Field(default=(), exclude_if=is_empty)
    scope: tuple[ScopeItem, ...] = ()
    error_classes: tuple[Item, ...] = _ONE_CLASS
    liabilities: tuple[Item, ...] = _ONE_LIABILITY
    measures: tuple[Item, ...] = ()
    roles: dict[Code, Played]
    bodies: dict[Code, Body]
    assessment: Assessment = Assessment()
    outcomes: tuple[Outcome, ...]
    tolerance: Track
    told: dict[Literal["acceptance"], DutyRule] = Field(default_factory=dict)
    reappraisal: Reappraisal | None = None
    appeals: tuple[Reappraisal, ...] = Field(default=(), exclude_if=is_empty)
    duties: tuple[DutyRule, ...] = ()
    results: Results = Results()
    ban: Ban = Ban()
    ladder: Ladder = Ladder()
    shelving: Shelving | None = None
    handover: Handover = OUR_HANDOVER
    subject_change: SubjectChange | None = None
    dispositions: tuple[Disposition, ...] = ()
    correction: Correction | None = None
    clarification: Clarification | None = None
    risk_filing: RiskFilingTrack | None = None
    records: tuple[RecordKind, ...] = ()
    inquiry: Inquiry | None = Field(default=None, exclude_if=is_absent)
    reports: tuple[ReportRule, ...] | None = Field(default=None, exclude_if=is_absent)
    documents: tuple[DocumentRule, ...] | None = Field(default=None, exclude_if=is_absent)

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
    def official_documents(self) -> tuple[DocumentRule, ...]:
        """The documents that it asks for; where it says nothing of them, those of ours (A-63), an empty list: none."""
        return OUR_DOCUMENTS if self.documents is None else self.documents

    def official_document(self, document: str) -> DocumentRule | None:
        """The rule of a document of that id, if the pack has it."""
        return next((rule for rule in self.official_documents if rule.id == document), None)

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
        acting = {level.body for level in self.levels}
        acting |= {body for step in self.tolerance.steps.values() for body in step.bodies}
        return frozenset(to for rule in rules if rule for to in rule.to) - acting

    def route(self, kind: RouteKind) -> Route | None:
        """How a case of the tolerance track begins in that way; None where the pack has no such way."""
        return next((route for route in self.tolerance.opens if route.route is kind), None)

    @property
    def levels(self) -> tuple[Reappraisal, ...]:
        """The levels of appeal in their order: those listed, or the reappraisal alone."""
        return self.appeals or ((self.reappraisal,) if self.reappraisal else ())

    def level(self, level_id: str) -> Reappraisal | None:
        """The level of appeal of that id, if the pack has it."""
        return next((level for level in self.levels if level.id == level_id), None)

    def level_after(self, level_id: str) -> Reappraisal | None:
        """The level that opens once that one was decided; None after the last."""
        ids = [level.id for level in self.levels]
        return self.levels[ids.index(level_id) + 1] if level_id in ids[:-1] else None

    @property
    def reappraised_by(self) -> tuple[ReappraisalRoute, ...]:
        """The ways to have a decision looked at again, level by level; none where the procedure knows no appeal."""
        return tuple(way for level in self.levels for way in level.opens)

    @property
    def reappraisal_rules(self) -> frozenset[str]:
        """The rules that every level of appeal keeps."""
        kept = [frozenset(level.rules) for level in self.levels]
        return frozenset[str]().union(*kept).intersection(*kept)

    @property
    def excepts(self) -> Code | None:
        """The body that finds an exception of the ban: that of the first appeal, else the one that determines."""
        first = next(iter(self.levels), None)
        if first is not None and first.body is not None:
            return first.body
        return next((s.body for s in self.tolerance.steps.values() if s.kind is StepKind.DETERMINATION), None)

    @property
    def notices(self) -> tuple[DutyRule, ...]:
        """The duties to tell people what was decided, whatever it was."""
        return (*self.told.values(), *(level.told for level in self.levels if level.told))

    @property
    def duty_rules(self) -> tuple[Owed, ...]:
        """Every duty the pack names, whatever opens it."""
        of_steps = (rule for step in self.tolerance.steps.values() for rule in step.duties)
        by_acts = (self.correction.referral if self.correction else None, self.results.contrary_use)
        reappraised = (rule for level in self.levels for rule in level.duties)
        return (*self.notices, *self.duties, *of_steps, *reappraised, *(rule for rule in by_acts if rule))

    def duty_rule(self, duty: str) -> Owed | None:
        """The rule of a duty of that name; a pack names each once."""
        return next((rule for rule in self.duty_rules if rule.duty == duty), None)

    def standing_of(self, *values: Sourced | None) -> Standing:
        """The standing of a value: its own or that of its article, else that of what holds it, else the pack's."""
        found = (value.standing or self._standing_of_article(value.cite) for value in values if value is not None)
        return next((standing for standing in found if standing), self.standing)

    def _standing_of_article(self, cite: tuple[str, ...]) -> Standing | None:
        """What `rules` say of the standing of the first article cited."""
        return next((rule.standing for rule in self.rules if cite and rule.id == cite[0]), None)
