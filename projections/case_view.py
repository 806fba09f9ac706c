"""What a case page shows (案卷).

Ids, codes and dates only: names are in the registers, and what people wrote is decrypted from the log by the version
given beside each fact.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.events import Decision, DemandFact, EndorsementFact, Finding, OpinionFact, RoundResult, Tally, TeamMember
from domain.pack import StepKind
from domain.values import Code, Frozen, Sha256, SubjectFacts
from projections.duties import DutyView
from projections.rows import Row


class StepView(Frozen):
    """环节: a step the case has come to; one gone through again shows its last passage."""

    step: Code
    kind: StepKind
    state: Literal["open", "done"]
    opened_on: date
    closed_on: date | None = None


class SubjectView(Frozen):
    """当事人: the opinion on a subject, in effect once `decided`, and where service and defence stand."""

    facts: SubjectFacts
    opinion: OpinionFact | None = None
    decided: bool = False
    received_on: date | None = None
    appeal_until: date | None = None
    appeal_provisional: bool = False
    appeal_version: int = 0


class DefenceView(Frozen):
    """申辩: its words are in the event of that version."""

    version: int
    subject: UUID
    mode: Literal["oral", "written", "waived"]
    on: date


class FindingView(Frozen):
    """研判意见: its reasons are in the event of that version."""

    version: int
    finding: Finding


class ProposalView(Frozen):
    """会同提出: what awaits other organs' signatures."""

    proposal_id: UUID
    version: int
    step: Code
    decision: Decision
    organ: Code
    awaited: tuple[Code, ...]


class OpenRoundView(Frozen):
    """表决进行中: who may vote and who has not yet; how anybody voted is nobody's to read before the close."""

    round_id: UUID
    step: Code
    committee: Code
    opened_on: date
    quorum: str
    entitled: tuple[Code, ...]
    awaited: tuple[Code, ...]
    recused: tuple[Code, ...] = ()
    cast: int = 0


class ClosedRoundView(Frozen):
    """表决结果: the tally and what follows from it."""

    round_id: UUID
    step: Code
    committee: Code
    opened_on: date
    closed_on: date
    quorum: str
    tally: Tally
    result: RoundResult


class ReappraisalView(Frozen):
    """复议: who asked on which route, and how it was decided; the reasons are in the event of that version."""

    reappraisal_id: UUID
    version: int
    route: Code
    subject: UUID
    opened_on: date
    result: Literal["upheld", "changed", "reopened"] | None = None
    decided_on: date | None = None


class BarredBy(Frozen):
    """不予二次容错: the earlier case, and the rule."""

    earlier_case: UUID
    earlier_occurrence: UUID
    cite: tuple[str, ...]
    on: date


class ExceptionView(Frozen):
    """例外认定: the special cause of the recurrence; the reasons are in the proposal of the event before."""

    version: int
    cause: Code
    on: date


class EditionView(Frozen):
    """过渡适用: a choice between two editions; the ground is in the event of that version."""

    version: int
    choice: Literal["old", "new", "milder"]
    on: date
    edition: Code
    pack_sha256: Sha256
    was_edition: Code
    document: Sha256


class CaseLine(Row):
    """案件: a line of the case list. `version` is that of the stream, `opened_index` the list's order."""

    version: int
    number: str = ""
    opened_index: int
    pack: Code
    edition: Code
    route: Code
    history: bool = Field(description="补录: entered afterwards from paper")
    history_open: bool = Field(description="still being entered: no clock runs")
    jurisdiction: Code
    to_organ: Code
    opened_on: date
    stage: str
    next_due: date | None = None
    closed: bool = False
    changed_at: datetime

    @property
    def key(self) -> None:
        """A case has one row."""
        return


class CasePage(CaseLine):
    """案卷: everything a case page shows but names and words."""

    year: int
    serial: int = 0
    pack_sha256: Sha256
    applicant: UUID
    ground: Code
    error_class: Code
    occurred_on: date
    after_accountability: Code | None
    endorsement: EndorsementFact
    evidence: tuple[Sha256, ...]
    matter_id: UUID
    occurrence_id: UUID
    earlier_matter: UUID | None = None
    denied_matters: tuple[UUID, ...] | None = None
    barred_by: BarredBy | None = None
    exception: ExceptionView | None = None
    supplement_asked_on: date | None = None
    supplement: tuple[Sha256, ...] = ()
    shelved_on: date | None = None
    accepted: bool | None = None
    refusal_ground: Code | None = None
    approved_on: date | None = None
    served_on: date | None = None
    notice: Sha256 | None = None
    closed_on: date | None = None
    steps: tuple[StepView, ...] = ()
    subjects: tuple[SubjectView, ...]
    appeal_open_until: date | None = Field(
        default=None, description="the last day on which a subject may ask for reappraisal; far off while estimated"
    )
    duties: tuple[DutyView, ...] = ()
    proposals: tuple[ProposalView, ...] = ()
    round: OpenRoundView | None = None
    rounds: tuple[ClosedRoundView, ...] = ()
    team: tuple[TeamMember, ...] = ()
    defences: tuple[DefenceView, ...] = ()
    findings: tuple[FindingView, ...] = ()
    report: Sha256 | None = None
    demands: tuple[DemandFact, ...] = ()
    reappraisals: tuple[ReappraisalView, ...] = ()
    transitions: tuple[EditionView, ...] = ()
