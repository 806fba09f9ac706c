"""What a case page shows (案卷).

Ids, codes and dates only: names are in the registers, and what people wrote is decrypted from the log by the version
given beside each fact.
"""

from datetime import date, datetime
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field

from domain.acts.investigation import Finding, TeamMember
from domain.acts.voting.approval import Tally
from domain.acts.voting.rounds import Exclusion
from domain.case.decisions import Decision, DemandFact, OpinionFact, RoundResult
from domain.case.lifecycle import EndorsementFact
from domain.classification import Level
from domain.identity import canonical_number
from domain.pack.steps import ConsultationForm, StepKind
from domain.values import Code, Frozen, Sha256, SubjectFacts
from projections.cases.duties import DutyView
from projections.cases.handover_views import HandoverView, MoveView
from projections.cases.outcome_views import (
    AcknowledgementView,
    ClarificationView,
    ContraryUseView,
    CorrectionView,
    DigestView,
    ReappraisalView,
)
from projections.projector.numbering import written
from projections.projector.table import Row, changed

CASE_MARK = "容"


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


class LegalityView(Frozen):
    """合法性审查意见: the last one counts; its reasons are in the event of that version."""

    version: int
    step: Code
    passed: bool
    opinion: Sha256
    on: date


class ConsultationView(Frozen):
    """会商论证记录: how others were asked; the summary is in the event of that version."""

    version: int
    step: Code
    form: ConsultationForm
    record: Sha256
    on: date


class AdviceView(Frozen):
    """参考意见: what an organ that was asked thinks; its words are in the event of that version."""

    version: int
    step: Code
    organ: Code
    favourable: bool
    documents: tuple[Sha256, ...]
    on: date


class OrderedView(DemandFact):
    """责令整改: a correction that was ordered apart from any determination; its words are in that event."""

    version: int
    on: date


class HandedInView(Frozen):
    """列明的材料: what was handed in under a name that a step, or the opening, has for it; the newest of each."""

    step: Code
    name: Code
    sha256: Sha256
    version: int


class ProposalView(Frozen):
    """会同提出: what awaits other organs' signatures."""

    proposal_id: UUID
    version: int
    step: Code
    decision: Decision
    organ: Code
    awaited: tuple[Code, ...]


class DisagreementLevelView(Frozen):
    """会同意见不一致的处理层级: before which organ it came, and what came of it; the reasons are in that event."""

    level: int
    organ: Code
    version: int | None = None
    result: Literal["agreed", "passed_up", "upheld", "dismissed"] | None = None
    settled_on: date | None = None
    minutes: Sha256 | None = None


class DisagreementView(Frozen):
    """会同意见不一致: what was disputed in a step, and the bodies it went to; without a result the last is open."""

    version: int
    step: Code
    decision: Decision
    opened_on: date
    levels: tuple[DisagreementLevelView, ...]


class OpenRoundView(Frozen):
    """表决进行中: who may vote and who has not yet; how anybody voted is nobody's to read before the close.

    `sealed` is for a reader who may not know who votes: the lists are then empty, and nothing is counted.
    """

    round_id: UUID
    step: Code
    committee: Code
    opened_on: date
    quorum: str
    entitled: tuple[Code, ...]
    awaited: tuple[Code, ...]
    recused: tuple[Code, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    cast: int = 0
    sealed: bool = False


class ProposedResultView(Frozen):
    """待复核的更正: the result that a vote has by corrected minutes, once another person than `person` confirms it."""

    version: int
    entry: int
    held_on: date
    proposed_on: date
    tally: Tally
    result: RoundResult
    person: Code


class ClosedRoundView(Frozen):
    """表决结果: the tally and what follows from it; of a vote at a meeting, which, and by which minutes.

    Of a corrected entry it is what holds now; the earlier one stands in the history (`takes_place_of`).
    """

    round_id: UUID
    step: Code
    committee: Code
    opened_on: date
    closed_on: date
    quorum: str
    tally: Tally
    result: RoundResult
    meeting: UUID | None = None
    entry: int | None = Field(default=None, description="the version of the entry of the meeting it was taken from")
    minutes_number: str | None = None
    minutes: Sha256 | None = None
    takes_place_of: int | None = None
    proposed: ProposedResultView | None = None


class PublicityView(Frozen):
    """公示: what was made public, how many objected, how it ended; scope and reasons are in their events.

    Its last day is that of the term named like the step.
    """

    version: int
    step: Code
    notice: Sha256
    started_on: date
    objections: int = 0
    result: Literal["quiet", "dismissed", "upheld"] | None = None
    concluded_on: date | None = None
    leads_to: Code | None = None


class FilingView(Frozen):
    """备案: which organ was told of the result, by which document."""

    version: int
    step: Code
    with_organ: Code
    document: Sha256
    on: date


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
    secrecy: Level | None = Field(default=None, description="密级; none where nobody said that it has one")
    on_paper: bool = Field(default=False, description="存根: what it is about stays on paper (A-47)")


class CasePage(CaseLine):
    """案卷: everything a case page shows but names and words."""

    series: str = Field(default="", description="the mark of the organ whose numbers it is counted in; empty: of none")
    year: int
    serial: int = 0
    office_number: str | None = Field(default=None, description="登记文号: what the office gave, shown instead of ours")
    pack_sha256: Sha256
    applicant: UUID | None
    ground: Code
    error_class: Code
    occurred_on: date
    after_accountability: Code | None
    reference: str | None = Field(default=None, description="the number of the accountability or the clue")
    endorsement: EndorsementFact | None
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
    legality_checks: tuple[LegalityView, ...] = ()
    consultations: tuple[ConsultationView, ...] = ()
    advice: tuple[AdviceView, ...] = ()
    report: Sha256 | None = None
    handed_in: tuple[HandedInView, ...] | None = Field(
        default=(), description="listed documents; null for a subject of the case, who reads no papers of it"
    )
    demands: tuple[DemandFact, ...] = ()
    ordered: tuple[OrderedView, ...] = ()
    reappraisals: tuple[ReappraisalView, ...] = ()
    publicities: tuple[PublicityView, ...] = ()
    filings: tuple[FilingView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    digest: DigestView | None = None
    acknowledgements: tuple[AcknowledgementView, ...] = ()
    contrary_uses: tuple[ContraryUseView, ...] = ()
    clarifications: tuple[ClarificationView, ...] = ()
    transitions: tuple[EditionView, ...] = ()
    disagreements: tuple[DisagreementView, ...] = ()
    withdrawn_on: date | None = None
    handover: HandoverView | None = None
    moves: tuple[MoveView, ...] = ()

    @property
    def own_number(self) -> str:
        """The number that we gave, whatever the office gave since."""
        return written(self.series, CASE_MARK, self.year, self.serial)


class CaseRow(CasePage):
    """The whole row: with what says who sees it, which is nobody's to read.

    Attributes:
        concerned: the organ that filed it, the position that endorsed it, the unit named at the counter, and every
            organ that took part in it since it is where it is, each as `concerned` and `part_mark` write it; and the
            places that it has left.
        coming_to: the place of the organ that it awaits its receipt by, which sees it before it has it.
        number_keys: every number it bears or bore, in the one spelling by which it is found.
    """

    concerned: tuple[str, ...]
    coming_to: Code | None = None
    number_keys: tuple[str, ...] = ()

    def with_number(self, number: str, serial: int) -> Self:
        """The row with our number, by which it is found, and which it bears as long as the office gave none."""
        keys = tuple(dict.fromkeys((canonical_number(number), *self.number_keys)))
        return changed(self, number=self.office_number or number, serial=serial, number_keys=keys)


UNSHOWN: Final = tuple(name for name in CaseRow.model_fields if name not in CasePage.model_fields)
"""The columns of a row that no page has."""
