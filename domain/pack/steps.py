"""Who acts in a procedure and in which steps: roles, bodies, ways in, the tolerance track, levels of appeal."""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal, assert_never

from pydantic import BeforeValidator, ConfigDict, Field

from domain.pack.results import DutyRule, StepDuty
from domain.pack.terms import Force, Item, Length, Sourced, Standing, Within, Wording, chinese_alone
from domain.terms.deadlines import TermUnit
from domain.values import Bilingual, Code, Flag, Whole, is_absent, is_empty


class Role(Sourced):
    """An organ by the part it plays (机关角色)."""

    zh: str
    en: str


Played = Annotated[Role, BeforeValidator(chinese_alone, json_schema_input_type=Role | str)]
"""A role as it is written: with all that is said of it, or by its Chinese name alone."""


class JointBody(Sourced):
    """Organs that must all consent (会同); `lead` proposes by default and answers for lateness.

    What becomes of a disagreement stands in `on_disagreement`; without it, nothing follows but a new proposal.
    """

    kind: Literal["joint"] = "joint"
    organs: tuple[Code, ...] = Field(min_length=2)
    lead: Code
    on_disagreement: "Disagreement | None" = None


class VoteBody(Sourced):
    """A committee that votes (党委会). Quorum and threshold are two facts (A-14).

    Whoever has put forward, signed or disputed for an organ what is voted on votes on it only where `proposer_votes`
    says so (A-41).
    """

    kind: Literal["vote"] = "vote"
    committee: Code
    quorum: Annotated[str, Field(pattern=r"^[1-9][0-9]?/[1-9][0-9]?$")]
    passes: Literal["more_than_half_of_entitled"]
    proposer_votes: Flag = False

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


def answerable(body: Body) -> str:
    """The role that answers for lateness: the lead of a joint body or team, the committee itself (A-01)."""
    match body:
        case JointBody() | TeamBody():
            return body.lead
        case VoteBody():
            return body.committee
        case OrganBody():
            return body.organ
        case _:
            assert_never(body)


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
    ADVICE = "advice"
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
    RISK_FILED = "risk_filed"


class ConsultationForm(StrEnum):
    """How others are asked before a case is decided (ZS-22, ZS-24)."""

    HEARING = "hearing"
    SYMPOSIUM = "symposium"
    EXPERT_OPINION = "expert_opinion"
    GROUP_MEETING = "group_meeting"


class ListedDocument(Item):
    """列明的材料: a document that the text names for a step or for an opening; `required`, or only welcome."""

    required: Flag = True


class Supplement(Sourced):
    """一次性告知补正 (A-01): who may ask the applicant to complete the papers, and how long the applicant has."""

    by: Code
    within: Within


class Shelving(Sourced):
    """暂缓认定（搁置） (ZS-25, A-22): who may put a case aside, and how long before it must be decided again."""

    by: Code
    within: Within


class HandoverClocks(Sourced):
    """What becomes of the terms when a case comes to another organ, by how it comes (A-48).

    `restarts`: it begins anew with the receipt, as what was not the earlier organ's own; `continues`: it goes on.
    """

    transfer: Literal["restarts", "continues"] = "restarts"
    elevation: Literal["restarts", "continues"] = "continues"
    designation: Literal["restarts", "continues"] = "continues"
    hand_down: Literal["restarts", "continues"] = "continues"


class Handover(Sourced):
    """移送、提级、指定管辖、交办 (A-48): how soon a case is received, or a superior says who has it; and the terms."""

    receive: Within = Within(
        amount=5, unit=TermUnit.working_days, force=Force.ADVISORY, standing=Standing.DEFAULT, cite=("A-48",)
    )
    decide: Within = Within(
        amount=10, unit=TermUnit.working_days, force=Force.ADVISORY, standing=Standing.DEFAULT, cite=("A-48",)
    )
    clocks: HandoverClocks = HandoverClocks()


class Step(Sourced):
    """One step of a track: its kind, who acts, what is needed first, its term, and where each outcome leads.

    A publicity's term is how long it lasts, from the day it begins. A filing names in `with` the role that is told.
    `anew` is needed as well, and in this step itself: what was made before it was opened does not satisfy it.
    What `body` puts forward is decided by `decided_by`, where another decides than who handles it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    kind: StepKind
    name: Wording
    body: Code | None = None
    decided_by: Code | None = Field(default=None, exclude_if=is_absent)
    needs: tuple[Need, ...] = ()
    anew: tuple[Need, ...] = Field(default=(), exclude_if=is_empty)
    within: Within | None = None
    leads: dict[Code, Code] = Field(default_factory=dict)
    returns_max: Whole = Field(default=0, ge=0, le=100)
    supplement: Supplement | None = None
    filed_with: Code | None = Field(default=None, alias="with")
    may: tuple[ConsultationForm, ...] = ()
    documents: tuple[ListedDocument, ...] = Field(default=(), exclude_if=is_empty)
    duties: tuple[StepDuty, ...] = Field(default=(), exclude_if=is_empty)

    @property
    def bodies(self) -> tuple[Code, ...]:
        """Who acts in it: the body that handles it, and the one that decides, if that is another."""
        return tuple(body for body in (self.body, self.decided_by) if body)

    def next(self, outcome: str) -> str:
        """The step that an outcome leads to, or `end`."""
        return self.leads[outcome]


class RouteKind(StrEnum):
    """How a case begins: asked for, with an accountability, by an organ itself, from a clue or a risk filing."""

    APPLICATION = "application"
    ACCOUNTABILITY = "accountability"
    OWN_MOTION = "own_motion"
    CLUE_TRANSFER = "clue_transfer"
    RISK_FILING = "risk_filing"


class Alongside(Sourced):
    """与另一程序相联的申请期间: an application is admitted by the moments of another procedure, which runs elsewhere.

    Attributes:
        name: The other procedure: 问责程序.
        begins: The moment of it from which on one may apply; None: at any time before it ends.
        ends: The moment of it until which; None: `within` runs from where it begins.
        within: How long after the last moment named one may still apply; None: not after it, or without an end.
    """

    name: Wording
    begins: Wording | None = None
    ends: Wording | None = None
    within: Length | None = None


class Route(Sourced):
    """How a case may begin (启动方式): who may begin it, at which organ, and what must come with it.

    `by` are kinds of applicants for an application, else the roles whose organs may begin the case; `to` is the role
    of the organ that takes it. `alongside` says when one may apply, where that hangs on another procedure.
    """

    route: RouteKind
    by: tuple[Code, ...]
    to: Code
    needs: tuple[Need, ...] = ()
    alongside: Alongside | None = Field(default=None, exclude_if=is_absent)
    documents: tuple[ListedDocument, ...] = Field(default=(), exclude_if=is_empty)
    first: Code


class Track(Sourced):
    """A graph of steps."""

    opens: tuple[Route, ...]
    steps: dict[Code, Step]


class ReappraisalRoute(Sourced):
    """A way to have a decision looked at again (复议), with its window from receipt, if it has one.

    On a later level the window runs from the decision of the level before.
    """

    route: Code
    name: Wording
    within: Within | None = None


class HeardBy(StrEnum):
    """Who looks at a decision again, by who took it (办理机关).

    `same`: who decided; `another`: the body named, none of whose organs decided; `above`: the organ above who decided.
    """

    SAME = "same"
    ANOTHER = "another"
    ABOVE = "above"


class AppealNeed(StrEnum):
    """What must come with an appeal: `new_evidence` alone, that no decision before it knew."""

    NEW_EVIDENCE = "new_evidence"


class AppealAcceptance(Sourced):
    """受理复议、申诉: within which time it is decided whether an appeal is taken up, and on which grounds it is not."""

    within: Within
    grounds: tuple[Item, ...] = Field(min_length=1)


REAPPRAISAL = "reappraisal"
"""What a level is called in code that has no name of its own."""
_REAPPRAISAL_NAME = Bilingual(zh="复议", en="reappraisal")


class Reappraisal(Sourced):
    """One level of appeal (复议、复核、申诉): routes, rules, who decides it and within which time (A-19, A-20).

    Attributes:
        body: Who decides it; none where `heard_by` says it by who took the decision.
        needs: What must come with it.
        acceptance: Whether it is first decided if it is taken up; None: it is, with the request.
        told: The duty to tell the subject, and whoever else is listed, how it ended.
        duties: Opened for whom it gives another outcome (ZS-45, A-21).
    """

    id: Code = Field(default=REAPPRAISAL, exclude_if=lambda id_: id_ == REAPPRAISAL)
    name: Wording = Field(default=_REAPPRAISAL_NAME, exclude_if=lambda name: name == _REAPPRAISAL_NAME)
    opens: tuple[ReappraisalRoute, ...]
    rules: tuple[Literal["other_handlers", "no_aggravation", "no_stay", "stays_results"], ...]
    body: Code | None = Field(default=None, exclude_if=is_absent)
    heard_by: HeardBy | None = Field(default=None, exclude_if=is_absent)
    needs: tuple[AppealNeed, ...] = Field(default=(), exclude_if=is_empty)
    acceptance: AppealAcceptance | None = Field(default=None, exclude_if=is_absent)
    within: Within
    told: "DutyRule | None" = Field(default=None, exclude_if=is_absent)
    duties: tuple["DutyRule", ...] = Field(
        default=(), description="opened for whom a reappraisal gives another outcome (ZS-45, A-21)"
    )

    @property
    def acceptance_duty(self) -> str:
        """What the duty to say whether an appeal is taken up is called."""
        return f"{self.id}_acceptance"

    @property
    def terms(self) -> tuple[tuple[str, Within], ...]:
        """The terms of what organs owe on it, each by what its duty is called."""
        accepted = ((self.acceptance_duty, self.acceptance.within),) if self.acceptance else ()
        return (*accepted, (self.id, self.within))

    @property
    def stays_results(self) -> bool:
        """Whether what its subject was granted is not applied while it runs."""
        return "stays_results" in self.rules

    def way(self, route: str) -> ReappraisalRoute | None:
        """One of its routes; None where it has no such."""
        return next((way for way in self.opens if way.route == route), None)
