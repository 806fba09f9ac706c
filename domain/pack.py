"""The procedure pack (程序包): law as data. Types only; what a step kind does is coded in `domain.rules_*`.

A pack has tracks (graphs of steps), bodies (who acts), an assessment (grounds, criteria, factors), outcomes, duties,
results, a ban rule and a ladder. Every value may carry `cite` and `standing`; `default` marks what is ours.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Literal, Self, assert_never

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from domain.deadlines import Term, TermUnit, months_later
from domain.faults import refuse_faults
from domain.pack_names import faults
from domain.values import Bilingual, Code, Frozen


class Standing(StrEnum):
    """How firm a value is: enacted, only proposed by its source, or our own default."""

    IN_FORCE = "in_force"
    PROPOSED = "proposed"
    DEFAULT = "default"


class Sourced(Frozen):
    """A value with the rules it comes from (rule ids or articles) and its standing; none means the pack's own."""

    cite: tuple[str, ...] = ()
    standing: Standing | None = None


class Role(Sourced):
    """An organ by the part it plays (机关角色)."""

    zh: str
    en: str


class JointBody(Sourced):
    """Organs that must all consent (会同); `lead` proposes by default and answers for lateness.

    What becomes of a disagreement stands in `on_disagreement`; without it, nothing follows but a new proposal.
    """

    kind: Literal["joint"] = "joint"
    organs: tuple[Code, ...] = Field(min_length=2)
    lead: Code
    on_disagreement: "Disagreement | None" = None


class VoteBody(Sourced):
    """A committee that votes (党委会). Quorum and threshold are two facts (A-14)."""

    kind: Literal["vote"] = "vote"
    committee: Code
    quorum: Annotated[str, Field(pattern=r"^[1-9][0-9]?/[1-9][0-9]?$")]
    passes: Literal["more_than_half_of_entitled"]

    def quorum_of(self, entitled: int) -> int:
        """How many of the entitled must take part."""
        share = Fraction(self.quorum) * entitled
        return -(-share.numerator // share.denominator)


class TeamBody(Sourced):
    """A joint team with members of every kind named (联合调查核实组)."""

    kind: Literal["team"] = "team"
    members: tuple[Code, ...] = Field(min_length=1)
    lead: Code


class OrganBody(Sourced):
    """One organ that decides by itself (单一机关): nobody else has to sign (BT-03, ZS-09)."""

    kind: Literal["organ"] = "organ"
    organ: Code


Body = Annotated[JointBody | VoteBody | TeamBody | OrganBody, Field(discriminator="kind")]


def roles_of(body: Body) -> tuple[str, ...]:
    """The roles a body is made of."""
    match body:
        case JointBody():
            return body.organs
        case TeamBody():
            return body.members
        case VoteBody():
            return (body.committee,)
        case OrganBody():
            return (body.organ,)
        case _:
            assert_never(body)


class Force(StrEnum):
    """What a passed term is: a breach (statutory), a mere reminder (advisory), or a chance gone to speak (window)."""

    STATUTORY = "statutory"
    ADVISORY = "advisory"
    WINDOW = "window"


Moment = Annotated[str, StringConstraints(pattern=r"^(opened|[a-z0-9][a-z0-9_\-]*\.[a-z_]+)$")]
"""When a term begins: `opened`, or `<step>.<what happened>`, the step `application` standing for the filing."""


class Extension(Sourced):
    """延长: a term may be made longer once, by at most so much in its own unit, when this role approves (A-28)."""

    at_most: int = Field(ge=1, le=3650)
    by: Code


class Within(Sourced):
    """A time limit (期限): amount and unit, and the moment it runs from, `opened` being the step's own start."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    amount: int = Field(ge=0, le=3650)
    unit: TermUnit
    runs_from: Moment = Field(default="opened", alias="from")
    force: Force = Force.STATUTORY
    met_by: Code | None = None
    extension: Extension | None = None

    @model_validator(mode="after")
    def _amount_fits_unit(self) -> Self:
        Term(amount=self.amount, unit=self.unit)
        return self

    @property
    def term(self) -> Term:
        """Amount and unit alone."""
        return Term(amount=self.amount, unit=self.unit)


class Disagreement(Sourced):
    """会同意见不一致 (A-13, NS-06, ZS-22): which bodies it goes to, in their order, and how long each has.

    Each but the last is one organ, which brings the others to agree or passes it on; the last is a committee, which
    votes. No term = promptly.
    """

    to: tuple[Code, ...] = Field(min_length=1)
    within: Within | None = None


class StepKind(StrEnum):
    """What may happen in a step; coded once, whatever the place."""

    ACCEPTANCE = "acceptance"
    INVESTIGATION = "investigation"
    DETERMINATION = "determination"
    APPROVAL = "approval"
    SERVICE = "service"
    PUBLICITY = "publicity"
    FILING = "filing"
    SETTLEMENT = "settlement"


class Need(StrEnum):
    """A named precondition, coded in domain."""

    ENDORSEMENT = "endorsement"
    EVIDENCE = "evidence"
    TEAM_FORMED = "team_formed"
    DEFENCE_HEARD = "defence_heard"
    FACTORS_WEIGHED = "factors_weighed"
    FINDINGS_COMPLETE = "findings_complete"
    SAME_MATTER_CHECKED = "same_matter_checked"
    CORRECTION_DEMANDS = "correction_demands"
    CONFIRMED_CORRECT = "confirmed_correct"
    LEGALITY_CHECKED = "legality_checked"


class ConsultationForm(StrEnum):
    """How others are asked before a case is decided (ZS-22, ZS-24)."""

    HEARING = "hearing"
    SYMPOSIUM = "symposium"
    EXPERT_OPINION = "expert_opinion"
    GROUP_MEETING = "group_meeting"


class Supplement(Sourced):
    """一次性告知补正 (A-01): who may ask the applicant to complete the papers, and how long the applicant has."""

    by: Code
    within: Within


class Shelving(Sourced):
    """暂缓认定（搁置） (ZS-25, A-22): who may put a case aside, and how long before it must be decided again."""

    by: Code
    within: Within


class Step(Sourced):
    """One step of a track: its kind, who acts, what is needed first, its term, and where each outcome leads.

    A publicity's term is how long it lasts, from the day it begins. A filing names in `with` the role that is told.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    kind: StepKind
    name: Bilingual
    body: Code | None = None
    needs: tuple[Need, ...] = ()
    within: Within | None = None
    leads: dict[Code, Code] = Field(default_factory=dict)
    returns_max: int = 0
    supplement: Supplement | None = None
    filed_with: Code | None = Field(default=None, alias="with")
    may: tuple[ConsultationForm, ...] = ()

    def next(self, outcome: str) -> str:
        """The step that an outcome leads to, or `end`."""
        return self.leads[outcome]


class RouteKind(StrEnum):
    """How a case begins: asked for, with an accountability, by an organ itself, or from a clue handed over."""

    APPLICATION = "application"
    ACCOUNTABILITY = "accountability"
    OWN_MOTION = "own_motion"
    CLUE_TRANSFER = "clue_transfer"


class Route(Sourced):
    """How a case may begin (启动方式): who may begin it, at which organ, and what must come with it.

    `by` are kinds of applicants for an application, else the roles whose organs may begin the case; `to` is the role
    of the organ that takes it.
    """

    route: RouteKind
    by: tuple[Code, ...]
    to: Code
    needs: tuple[Need, ...] = ()
    first: Code


class Track(Sourced):
    """A graph of steps."""

    opens: tuple[Route, ...]
    steps: dict[Code, Step]


class ReappraisalRoute(Sourced):
    """A way to have a decision looked at again (复议), with its window from receipt, if it has one."""

    route: Code
    name: Bilingual
    within: Within | None = None


class Reappraisal(Sourced):
    """The reappraisal track (复议): routes, rules, body and term (A-19, A-20)."""

    opens: tuple[ReappraisalRoute, ...]
    rules: tuple[Literal["other_handlers", "no_aggravation", "no_stay"], ...]
    body: Code
    within: Within
    duties: tuple["DutyRule", ...] = Field(
        default=(), description="opened for whom a reappraisal gives another outcome (ZS-45, A-21)"
    )


class Item(Sourced):
    """An entry of a list: a condition, a factor, an area."""

    id: Code
    name: Bilingual


FREE_TEXT = "free_text"
"""What stands for an entry of a list that its source names and does not give (A-33)."""

IN_FREE_TEXT: Mapping[str, Bilingual] = MappingProxyType(
    {
        "criterion": Bilingual(zh="标准（清单未公开，综合研判）", en="criteria, weighed as a whole"),
        "ground": Bilingual(zh="自述情形（清单未公开）", en="the situation in the applicant's words"),
        "factor": Bilingual(zh="综合因素（清单未公开，综合研判）", en="factors, weighed as a whole"),
        "negative": Bilingual(zh="负面清单（未公开，综合研判）", en="what must not be tolerated, as a whole"),
    }
)
"""What such an entry is called, by what a finding on it is of."""


class ReviewBy(Sourced):
    """How long after it took effect a list must be looked at again (ZS-40, R-01)."""

    amount: int = Field(ge=1, le=3650)
    unit: TermUnit

    @model_validator(mode="after")
    def _amount_fits_unit(self) -> Self:
        Term(amount=self.amount, unit=self.unit)
        return self

    @property
    def term(self) -> Term:
        """Amount and unit alone."""
        return Term(amount=self.amount, unit=self.unit)


class ItemList(Item):
    """A list that somebody issues (清单): for which layer, which edition, since when, and who keeps it up to date."""

    layer: Code = Field(description="province, city, county, sector")
    edition: Code
    effective_from: date | None = None
    review_by: ReviewBy | None = None
    owner: Code = Field(description="the role that keeps it up to date")
    source: str


class ListedItem(Item):
    """An entry that may name the list it was issued in."""

    list: Code | None = None


class Ground(ListedItem):
    """A situation that may be tolerated (应纳入容错的情形), with its own sub-conditions."""

    conditions: tuple[Item, ...] = ()
    fallback: bool = Field(default=False, description="兜底情形: what no other ground of the list covers")


class CriterionException(Sourced):
    """When a criterion need not be met, and what must be done in its place (例外适用, R-03)."""

    when: Item
    instead: Item


class Criterion(ListedItem):
    """A test (政策界限、原则); a finding on its wrong side blocks tolerance where `blocking`."""

    blocking: bool = True
    exception: CriterionException | None = None


class NegativeItem(ListedItem):
    """A situation that must not be tolerated (负面清单, ZS-03)."""


class UnavailableList(Sourced):
    """A list that the source names and does not give: its entries are never invented (A-33)."""

    reason: Bilingual
    items: int | None = Field(default=None, ge=1, description="how many entries it is said to have")


class Unavailable(Frozen):
    """Which lists of the assessment are not known (BT-G1)."""

    grounds: UnavailableList | None = None
    criteria: UnavailableList | None = None
    factors: UnavailableList | None = None
    negative: UnavailableList | None = None

    def stand_ins(self, of: str) -> tuple[Item, ...]:
        """The one item that a finding of a sort is made on where its list is not known; none where it is."""
        lists = {
            "criterion": self.criteria,
            "ground": self.grounds,
            "factor": self.factors,
            "negative": self.negative,
        }
        unknown = lists[of]
        if unknown is None:
            return ()
        return (Item(id=FREE_TEXT, name=IN_FREE_TEXT[of], cite=unknown.cite or ("A-33",), standing=unknown.standing),)


class Assessment(Sourced):
    """What is assessed: `effect` says whether tolerance is owed or may be given (A-32)."""

    effect: Literal["obligatory", "discretionary"]
    grounds: tuple[Ground, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    factors: tuple[Item, ...] = ()
    negative: tuple[NegativeItem, ...] = ()
    unavailable: Unavailable = Unavailable()
    lists: tuple[ItemList, ...] = ()

    def ground(self, ground_id: str) -> Ground | None:
        """The ground of that id, if the pack has it."""
        return next((ground for ground in self.grounds if ground.id == ground_id), None)

    def examined(self, ground_id: str) -> Mapping[str, tuple[Item, ...]]:
        """Everything that needs a finding in a case with that ground, by what the finding is of."""
        ground = self.ground(ground_id)
        return {
            "criterion": self.criteria or self.unavailable.stand_ins("criterion"),
            "condition": ground.conditions if ground else (),
            "ground": self.unavailable.stand_ins("ground"),
            "negative": self.negative or self.unavailable.stand_ins("negative"),
            "factor": self.factors or self.unavailable.stand_ins("factor"),
        }


class Outcome(StrEnum):
    """How a determination ends for one subject; listed from the mildest to the gravest."""

    EXEMPT = "exempt"
    REDUCED = "reduced"
    LIGHTER = "lighter"
    NOT_TOLERATED = "not_tolerated"

    @property
    def gravity(self) -> int:
        """0 for the mildest; used to see aggravation."""
        return list(Outcome).index(self)

    @property
    def tolerated(self) -> bool:
        """Whether the error is tolerated at all."""
        return self is not Outcome.NOT_TOLERATED


class SubjectChange(Sourced):
    """变更当事人 (YN-03): who may take subjects into a case or out of it, before anything is decided."""

    by: Code


class Disposition(Item):
    """问责处理意见 (BT-08): how accountability ends for a subject, and with which outcomes of tolerance it goes."""

    outcomes: tuple[Outcome, ...] = Field(min_length=1)


class Repeats(Sourced):
    """定期重复 (NS-20, ZS-34): when the duty is met, the next one is due within `every`, until there were so many."""

    every: Term
    times: int = Field(ge=2, le=100, description="how often in all, the first one included")

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.every.unit is TermUnit.same_day:
            raise ValueError("what is repeated needs a time from one to the next, not the same day")
        return self


class DutyRule(Sourced):
    """A duty that an outcome opens (后续职责). `by` is a role, or `subject`; no term of its own = due with feedback.

    `opens` says when: with the feedback, or with the decision itself, which wants a term.
    """

    duty: Code
    name: Bilingual
    by: Code
    per: Literal["case", "subject", "demand"]
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    within: Within | None = None
    opens: Literal["feedback", "decision"] = "feedback"
    repeats: Repeats | None = None


class Correction(Sourced):
    """纠错评估与督促整改 (ZS-35, BT-21, BT-22, NS-16): what becomes of the duty that is opened per correction demand.

    `evaluated_by` evaluates what was done; nobody: doing it ends it. What fails is corrected again, within `again` or
    the duty's own term. `supervised_by`, else who evaluates, takes `measures` against weak correction, listed from the
    mildest; where correction was refused, or with a measure that `refers`, `referral` opens for the subject.
    """

    evaluated_by: Code | None = None
    within: Within | None = None
    again: Within | None = None
    supervised_by: Code | None = None
    measures: tuple[Item, ...] = ()
    referral: DutyRule | None = None
    refers: tuple[Code, ...] = Field(
        default=(), description="measures with which the referral opens though correction is only weak or late (NS-16)"
    )

    @property
    def supervisor(self) -> str | None:
        """The role that takes measures."""
        return self.supervised_by or self.evaluated_by


class ResultArea(Item):
    """An area of results (结果运用领域): it protects the subject, or the unit that a person works in (ZS-06)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    protects: Literal["subject", "unit"] = Field(default="subject", alias="for")


class Consumer(Sourced):
    """A user of results (结果运用单位): a role that must acknowledge them, in some areas or all; no term = promptly."""

    role: Code
    areas: tuple[Code, ...] = ()
    within: Within | None = None


class Results(Sourced):
    """Result application (结果运用): for which outcomes and kinds of subject, in which areas, used by whom.

    `contrary_use` is the duty to decide a reported use against a subject (R-13); without it none can be reported.
    """

    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    subjects: tuple[Code, ...]
    areas: tuple[ResultArea, ...]
    consumers: tuple[Consumer, ...] = ()
    contrary_use: DutyRule | None = None


class Clarification(Sourced):
    """The clarification track (澄清正名) (NJ-29): who clarifies, on which grounds, in which forms; no term = promptly.

    `without_consent` is how far it may go unless the subject consents to more: the own unit and the users of results,
    or any scope (A-24).
    """

    by: Code
    grounds: tuple[Item, ...] = Field(min_length=1)
    forms: tuple[Item, ...] = Field(min_length=1)
    within: Within | None = None
    without_consent: Literal["unit", "wider"] = "unit"


class Ban(Sourced):
    """No second tolerance (不予二次容错): the key, what it bars, and the causes of recurrence that lift it."""

    key: tuple[Literal["matter"]] | tuple[Literal["matter"], Literal["error_class"]]
    bars: tuple[Outcome, ...]
    exceptions: tuple[Item, ...]


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
