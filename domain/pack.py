"""The procedure pack (程序包): law as data. Types only; what a step kind does is coded in `domain.rules_*`.

A pack has tracks (graphs of steps), bodies (who acts), an assessment (grounds, criteria, factors), outcomes, duties,
results, a ban rule and a ladder. Every value may carry `cite` and `standing`; `default` marks what is ours.
"""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from domain.deadlines import Term, TermUnit
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
    """Organs that must all consent (会同); `lead` proposes by default and answers for lateness."""

    kind: Literal["joint"] = "joint"
    organs: tuple[Code, ...] = Field(min_length=2)
    lead: Code


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


Body = Annotated[JointBody | VoteBody | TeamBody, Field(discriminator="kind")]


class Force(StrEnum):
    """What a passed term is: a breach (statutory), a mere reminder (advisory), or a subject's lost chance (window)."""

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


class StepKind(StrEnum):
    """What may happen in a step; coded once, whatever the place."""

    ACCEPTANCE = "acceptance"
    INVESTIGATION = "investigation"
    DETERMINATION = "determination"
    APPROVAL = "approval"
    SERVICE = "service"
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


class Supplement(Sourced):
    """一次性告知补正 (A-01): who may ask the applicant to complete the papers, and how long the applicant has."""

    by: Code
    within: Within


class Shelving(Sourced):
    """暂缓认定（搁置） (ZS-25, A-22): who may put a case aside, and how long before it must be decided again."""

    by: Code
    within: Within


class Step(Sourced):
    """One step of a track: its kind, who acts, what is needed first, its term, and where each outcome leads."""

    kind: StepKind
    name: Bilingual
    body: Code | None = None
    needs: tuple[Need, ...] = ()
    within: Within | None = None
    leads: dict[Code, Code] = Field(default_factory=dict)
    returns_max: int = 0
    supplement: Supplement | None = None

    def next(self, outcome: str) -> str:
        """The step that an outcome leads to, or `end`."""
        return self.leads[outcome]


class Route(Sourced):
    """How a case may begin (启动方式): who may ask, whom, and what must come with it."""

    route: Code
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


class Item(Sourced):
    """An entry of a list: a condition, a factor, an area."""

    id: Code
    name: Bilingual


class Ground(Item):
    """A situation that may be tolerated (应纳入容错的情形), with its own sub-conditions."""

    conditions: tuple[Item, ...] = ()


class Criterion(Item):
    """A test (政策界限、原则); a finding on its wrong side blocks tolerance where `blocking`."""

    blocking: bool = True


class Assessment(Sourced):
    """What is assessed: `effect` says whether tolerance is owed or may be given (A-32)."""

    effect: Literal["obligatory", "discretionary"]
    grounds: tuple[Ground, ...]
    criteria: tuple[Criterion, ...]
    factors: tuple[Item, ...]

    def ground(self, ground_id: str) -> Ground | None:
        """The ground of that id, if the pack has it."""
        return next((ground for ground in self.grounds if ground.id == ground_id), None)


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


class DutyRule(Sourced):
    """A duty that an outcome opens (后续职责). `by` is a role, or `subject`; no term of its own = due with feedback."""

    duty: Code
    name: Bilingual
    by: Code
    per: Literal["case", "subject", "demand"]
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    within: Within | None = None


class Results(Sourced):
    """Result application (结果运用): for which outcomes and kinds of subject, in which areas."""

    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    subjects: tuple[Code, ...]
    areas: tuple[Item, ...]


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
    risk_filing: RiskFilingTrack | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse_faults("Pack", faults(self))
        return self

    def step(self, step_id: str) -> Step:
        """The step of the tolerance track with that id."""
        return self.tolerance.steps[step_id]

    def standing_of(self, *values: Sourced | None) -> Standing:
        """The standing of a value: its own, else that of what holds it, else the pack's."""
        return next((value.standing for value in values if value is not None and value.standing), self.standing)
