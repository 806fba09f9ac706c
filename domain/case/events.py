"""What has happened in a case: the facts a log keeps for ever.

`kind` strings never change; a changed fact is a new event.
Facts hold opaque ids only. `private` is what people wrote; it is stored apart, encrypted, and read by pages alone.
`on` is the business date (valid time); the recorded instant and the actor stand in the log entry.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.pack.results import Outcome
from domain.pack.steps import ConsultationForm, StepKind
from domain.pack.terms import Force, Standing
from domain.terms.deadlines import TermUnit
from domain.values import Bilingual, Code, FreeText, Frozen, Sha256, SubjectFacts


class Event(Frozen):
    """What all events share."""

    on: date
    private: FreeText | None = None


class EndorsementFact(Frozen):
    """How the application was endorsed (签字背书, NJ-11, A-11)."""

    kind: Literal["signed", "substitute", "refused"]
    signatory: Code | None = None
    signed_on: date | None = None
    document: Sha256 | None = None


class CaseOpened(Event):
    """立案 / 立案（收到申请） (NJ-10, BT-04, YN-05, ZS-11): the case began.

    Day 0 of the first term is `on`, the day of receipt. What an organ began has no applicant and no endorsement.
    """

    kind: Literal["case_opened"] = "case_opened"
    pack: Code
    edition: Code
    pack_sha256: Sha256
    route: Code
    history: bool
    jurisdiction: Code
    to_organ: Code
    applicant: UUID | None
    subjects: tuple[SubjectFacts, ...]
    matter_id: UUID
    occurrence_id: UUID
    occurred_on: date
    ground: Code
    error_class: Code
    endorsement: EndorsementFact | None
    evidence: tuple[Sha256, ...]
    after_accountability: Code | None
    reference: str | None = Field(default=None, description="the number of the accountability or the clue")


class StepOpened(Event):
    """环节开始."""

    kind: Literal["step_opened"] = "step_opened"
    step: Code
    step_kind: StepKind


class Alarm(Frozen):
    """An instant the clock wakes for: a reminder, the miss itself, or a rung (提醒 / 逾期 / 督办)."""

    rung: Code
    at: datetime


class Planned(Event):
    """A due date as it was planned: the last day, the calendar it was counted by, and when the clock wakes for it.

    Attributes:
        locality: Whose festivals were counted as days off on top of the national calendar; None: nobody's.
        not_before: A day promised to people when the date was planned anew; the term never ends before it.
    """

    due_on: date
    provisional: bool
    calendar_version: int
    locality: Code | None = None
    not_before: date | None = None
    alarms: tuple[Alarm, ...]


class DutyOpened(Planned):
    """期限开始计算: somebody must do something, if need be by a day; the id of this event is the duty's id."""

    kind: Literal["duty_opened"] = "duty_opened"
    duty: Code
    name: Bilingual
    step: Code | None
    reappraisal: UUID | None = None
    subject: UUID | None = None
    demand: int | None = None
    answers: UUID | None = Field(default=None, description="the event it answers: a report, an opened clarification")
    responsible: Code = Field(description="an organ id, or `subject`")
    starts_on: date
    amount: int
    unit: TermUnit
    goes_with: UUID | None = Field(default=None, description="the duty whose due date this one shares (A-05)")
    force: Force
    standing: Standing
    cite: tuple[str, ...]
    round: int = Field(default=1, description="which time it is opened: corrected again, or repeated")
    rounds: int | None = Field(default=None, description="of how many, if it is repeated")


class DutyPaused(Event):
    """中止计时: the clock of a duty stands still from the day after `on`, until what it `awaits` is settled."""

    kind: Literal["duty_paused"] = "duty_paused"
    duty_id: UUID
    because: Code
    awaits: UUID


class DutyResumed(Planned):
    """恢复计时: the clock goes on from the day after `on`, with exactly what was left."""

    kind: Literal["duty_resumed"] = "duty_resumed"
    duty_id: UUID
    because: Code


class DutyExtended(Planned):
    """延长期限 (A-28): a term got longer, once, by a rule that says how much and who approves."""

    kind: Literal["duty_extended"] = "duty_extended"
    duty_id: UUID
    by: int = Field(description="in the term's own unit")
    approved_by: Code
    document: Sha256


class TermRule(Frozen):
    """The rule of a running term by the edition that a case was moved to; its own old one where that edition has none.

    Attributes:
        edition: The edition that planned it.
    """

    edition: Code
    amount: int
    unit: TermUnit
    force: Force
    standing: Standing
    cite: tuple[str, ...]


class DeadlineReplanned(Planned):
    """期限重排: another calendar moved the due date of a term that had not passed.

    Attributes:
        rule: Not a calendar but another edition moved it, which gives it this rule.
    """

    kind: Literal["deadline_replanned"] = "deadline_replanned"
    duty_id: UUID
    was: date
    rule: TermRule | None = None


class DeadlineConfirmed(Planned):
    """期限核定: another calendar left the due date where it was.

    Attributes:
        checked_version: The calendar that was asked. It is not `calendar_version`, by which the date was counted, where
            a passed date stands that this calendar would not give.
        rule: Not a calendar but another edition was asked, which gives it this rule.
    """

    kind: Literal["deadline_confirmed"] = "deadline_confirmed"
    duty_id: UUID
    checked_version: int
    rule: TermRule | None = None


class DutyMet(Event):
    """期限内完成 / 逾期完成: met by `on`; late on paper or late in the books are two things (design.md section 4)."""

    kind: Literal["duty_met"] = "duty_met"
    duty_id: UUID
    late: bool
    recorded_late_days: int = Field(description="working days between `on` and the day it was recorded")
    evidence: tuple[Sha256, ...] = ()


class DutyCancelled(Event):
    """期限终止: the duty has lost its object."""

    kind: Literal["duty_cancelled"] = "duty_cancelled"
    duty_id: UUID
    because: Code


class Recipient(Frozen):
    """Whom the clock told: an organ, and the post's holder on that day if it had one."""

    organ: Code
    position: Code | None
    person: Code | None


class ReminderSent(Event):
    """到期提醒: an act of the clock before the due date."""

    kind: Literal["reminder_sent"] = "reminder_sent"
    duty_id: UUID
    due_on: date
    rung: Code
    to: Recipient | None


class DeadlineMissed(Event):
    """逾期 (A-06): the term passed unmet; nothing is approved by it."""

    kind: Literal["deadline_missed"] = "deadline_missed"
    duty_id: UUID
    due_on: date
    rung: Code
    attributed_to: Code


class EscalationRaised(Event):
    """逐级督办 (A-06): a rung of the ladder, shown as the clock's act."""

    kind: Literal["escalation_raised"] = "escalation_raised"
    duty_id: UUID
    due_on: date
    rung: Code
    level: int
    name: Bilingual
    to: Recipient | None


class SubjectsChanged(Event):
    """变更当事人 (YN-03): from here these are in the case, and those are out of it."""

    kind: Literal["subjects_changed"] = "subjects_changed"
    added: tuple[SubjectFacts, ...]
    removed: tuple[UUID, ...]


class SameMatterConfirmed(Event):
    """确认同一事项 (A-08)."""

    kind: Literal["same_matter_confirmed"] = "same_matter_confirmed"
    matter_id: UUID
    earlier_matter: UUID


class SameMatterDenied(Event):
    """认定非同一事项 (A-08)."""

    kind: Literal["same_matter_denied"] = "same_matter_denied"
    candidates: tuple[UUID, ...]


class AcceptanceDecision(Frozen):
    """A proposed acceptance or refusal."""

    kind: Literal["acceptance"] = "acceptance"
    accepted: bool
    refusal_ground: Code | None = None


class ExceptionDecision(Frozen):
    """A proposed finding on the cause of a recurrence."""

    kind: Literal["exception"] = "exception"
    cause: Code
    evidence: tuple[Sha256, ...]


class OpinionFact(Frozen):
    """The opinion on one subject."""

    subject: UUID
    outcome: Outcome
    liabilities: tuple[Code, ...]
    measures: tuple[Code, ...]
    form: int | None
    disposition: Code | None = None


class DemandFact(Frozen):
    """A correction demand: its number in the decision, whom it binds, its day if one is set; its words are private."""

    number: int
    subject: UUID
    due_on: date | None = None


class DeterminationDecision(Frozen):
    """A proposed determination."""

    kind: Literal["determination"] = "determination"
    opinions: tuple[OpinionFact, ...]
    demands: tuple[DemandFact, ...]


class ReappraisalDecision(Frozen):
    """A proposed decision on a reappraisal; no opinions and no reopening = upheld."""

    kind: Literal["reappraisal"] = "reappraisal"
    reappraisal: UUID
    opinions: tuple[OpinionFact, ...]
    reopen: bool


Decision = Annotated[
    AcceptanceDecision | ExceptionDecision | DeterminationDecision | ReappraisalDecision, Field(discriminator="kind")
]


class JointActProposed(Event):
    """会同提出: one organ of a body proposes; its id is the proposal's id. Where nobody else is awaited, it decides."""

    kind: Literal["joint_act_proposed"] = "joint_act_proposed"
    step: Code
    decision: Decision
    organ: Code
    person: Code
    awaited: tuple[Code, ...]


class JointActSigned(Event):
    """会签同意."""

    kind: Literal["joint_act_signed"] = "joint_act_signed"
    step: Code
    proposal: UUID
    organ: Code
    person: Code


class JointActDisputed(Event):
    """会签不同意: the proposal falls; the disagreement stays on record (A-13)."""

    kind: Literal["joint_act_disputed"] = "joint_act_disputed"
    step: Code
    proposal: UUID
    organ: Code
    person: Code


class DisagreementOpened(Event):
    """会同意见不一致，提交研究 (A-13, NS-06, ZS-22): what was disputed in a step, and the organ it goes to first."""

    kind: Literal["disagreement_opened"] = "disagreement_opened"
    step: Code
    proposal: UUID
    decision: Decision
    level: int
    organ: Code


class DisagreementSettled(Event):
    """会同意见不一致的处理结果 (A-13): agreed and proposed anew, passed on, or decided by the committee's vote.

    Attributes:
        level: Which body in the pack's order did it, the first being 1.
        minutes: Of the organ that settled it; a vote has its tally.
        passed_to: The organ it goes to next, if it was passed up.
    """

    kind: Literal["disagreement_settled"] = "disagreement_settled"
    step: Code
    level: int
    result: Literal["agreed", "passed_up", "upheld", "dismissed"]
    minutes: Sha256 | None = None
    passed_to: Code | None = None


class ApplicationWithdrawn(Event):
    """申请撤回 (NJ-10, A-38): the applicant no longer asks; nothing is concluded, neither for nor against."""

    kind: Literal["application_withdrawn"] = "application_withdrawn"


class ApplicationAccepted(Event):
    """受理 (NJ-12)."""

    kind: Literal["application_accepted"] = "application_accepted"
    step: Code


class ApplicationNotAccepted(Event):
    """不予受理 (NJ-12): a legal act of refusing."""

    kind: Literal["application_not_accepted"] = "application_not_accepted"
    step: Code
    ground: Code


class ToleranceBarred(Event):
    """不予二次容错 (NJ-31): an earlier tolerated occurrence of the same error in the matter bars this one."""

    kind: Literal["tolerance_barred"] = "tolerance_barred"
    step: Code
    matter_id: UUID
    ban_key: str
    earlier_case: UUID
    earlier_occurrence: UUID
    cite: tuple[str, ...]


class RecurrenceExceptionFound(Event):
    """例外认定 (NJ-31, A-12): about the cause of the recurrence, never of the first occurrence."""

    kind: Literal["recurrence_exception_found"] = "recurrence_exception_found"
    cause: Code
    evidence: tuple[Sha256, ...]


class TeamMember(Frozen):
    """A member of the joint team."""

    organ: Code
    person: Code
    position: Code


class TeamFormed(Event):
    """成立联合调查核实组 (NJ-14)."""

    kind: Literal["team_formed"] = "team_formed"
    step: Code
    members: tuple[TeamMember, ...]


class DefenceRecorded(Event):
    """听取申辩 (NJ-15)."""

    kind: Literal["defence_recorded"] = "defence_recorded"
    step: Code
    subject: UUID
    mode: Literal["oral", "written", "waived"]
    person: Code | None = Field(default=None, description="who did it, where the organ investigates without a team")


class Finding(Frozen):
    """One finding; its reasons are private."""

    of: Literal["condition", "criterion", "factor", "negative", "ground"]
    item: Code
    result: Literal["met", "not_met", "excepted"]
    evidence: tuple[Sha256, ...]


class FindingsRecorded(Event):
    """逐项研判意见 (NJ-06, NJ-07, NJ-16)."""

    kind: Literal["findings_recorded"] = "findings_recorded"
    step: Code
    findings: tuple[Finding, ...]
    person: Code | None = None


class LegalityChecked(Event):
    """合法性审查意见 (BT-12, R-21): the last one counts; its reasons are private."""

    kind: Literal["legality_checked"] = "legality_checked"
    step: Code
    passed: bool
    opinion: Sha256


class ConsultationRecorded(Event):
    """会商论证记录 (ZS-22, ZS-24): who else was asked, how, and the record of it."""

    kind: Literal["consultation_recorded"] = "consultation_recorded"
    step: Code
    form: ConsultationForm
    record: Sha256


class InvestigationReported(Event):
    """调查核实报告 (NJ-17)."""

    kind: Literal["investigation_reported"] = "investigation_reported"
    step: Code
    report: Sha256
    person: Code | None = None


class DeterminationIssued(Event):
    """出具认定意见并报批 (NJ-17, NJ-18)."""

    kind: Literal["determination_issued"] = "determination_issued"
    step: Code
    opinions: tuple[OpinionFact, ...]
    demands: tuple[DemandFact, ...]


class RoundOpened(Event):
    """开启一轮表决: its id is the round's id; roster, quorum and threshold are fixed here (A-14)."""

    kind: Literal["round_opened"] = "round_opened"
    step: Code
    committee: Code
    entitled: tuple[Code, ...]
    quorum: str


class BallotCast(Event):
    """投票."""

    kind: Literal["ballot_cast"] = "ballot_cast"
    round_id: UUID
    member: Code
    choice: Literal["agree", "disagree", "abstain", "postpone"]


class MemberRecused(Event):
    """回避."""

    kind: Literal["member_recused"] = "member_recused"
    round_id: UUID
    member: Code


class Tally(Frozen):
    """计票: entitled (应到), present (实到) and the count of each choice; the outcome follows from it alone."""

    entitled: int
    present: int
    quorum_needed: int
    agree: int
    disagree: int
    abstain: int
    postpone: int


RoundResult = Literal["approved", "refused", "returned", "undecided", "inquorate"]


class RoundClosed(Event):
    """一轮表决结束."""

    kind: Literal["round_closed"] = "round_closed"
    step: Code
    round_id: UUID
    tally: Tally
    result: RoundResult


class Grant(Frozen):
    """容错认定生效: per occurrence, subject and liability waived."""

    subject: UUID
    outcome: Outcome
    liability: Code
    matter_id: UUID
    occurrence_id: UUID
    ban_key: str
    exception_version: int | None


class CaseApproved(Event):
    """党委(党组)批准 (NJ-18): constitutive; carries the grants, none if nothing was tolerated."""

    kind: Literal["case_approved"] = "case_approved"
    step: Code
    opinions: tuple[OpinionFact, ...]
    grants: tuple[Grant, ...]


class CaseDecided(Event):
    """作出认定 (BT-08, YN-02, ZS-09): the determining body decides by itself, and nobody approves; grants begin."""

    kind: Literal["case_decided"] = "case_decided"
    step: Code
    opinions: tuple[OpinionFact, ...]
    grants: tuple[Grant, ...]


class CaseReturned(Event):
    """退回补充 (A-07)."""

    kind: Literal["case_returned"] = "case_returned"
    step: Code


class ApprovalRefused(Event):
    """不予批准 (A-07)."""

    kind: Literal["approval_refused"] = "approval_refused"
    step: Code


class AreaFact(Frozen):
    """An area in which the result applies (结果运用领域), with its rule."""

    id: Code
    name: Bilingual
    cite: tuple[str, ...]
    protects: Literal["subject", "unit"] = "subject"


class ConsumerFact(Frozen):
    """An organ that uses the result (结果运用单位), and its areas; no organ: nobody here plays the role."""

    role: Code
    organ: Code | None
    areas: tuple[Code, ...]


class ResultsApplied(Event):
    """结果运用 (NJ-32 to NJ-36): from here nothing may be held against the subject in these areas."""

    kind: Literal["results_applied"] = "results_applied"
    subject: UUID
    outcome: Outcome
    areas: tuple[AreaFact, ...]
    consumers: tuple[ConsumerFact, ...] = ()


class ResultsEnded(Event):
    """结果运用终止: the tolerance no longer stands; past uses stay on record (A-21)."""

    kind: Literal["results_ended"] = "results_ended"
    subject: UUID


class ResultsAcknowledged(Event):
    """知悉结果运用 (R-07, R-13): an organ that uses the result has taken note of it; what it objects is private."""

    kind: Literal["results_acknowledged"] = "results_acknowledged"
    duty_id: UUID
    subject: UUID
    organ: Code
    objects: bool


class ContraryUseReported(Event):
    """报告违反结果运用 (NJ-39, R-13): the id of this event is the report's id; by whom and what is private."""

    kind: Literal["contrary_use_reported"] = "contrary_use_reported"
    subject: UUID
    area: Code
    evidence: tuple[Sha256, ...]


class ContraryUseDecided(Event):
    """处理违反结果运用的报告 (NJ-39): whether the use was contrary to the result."""

    kind: Literal["contrary_use_decided"] = "contrary_use_decided"
    contrary_use: UUID
    found: bool
    document: Sha256


class ClarificationOpened(Event):
    """启动澄清正名 (NJ-29, ZS-30, BT-23): its id is the clarification's id."""

    kind: Literal["clarification_opened"] = "clarification_opened"
    subject: UUID
    ground: Code


class ClarificationIssued(Event):
    """作出澄清 (NJ-29, ZS-30, A-24): in a form, to these organs; the words of its scope are private."""

    kind: Literal["clarification_issued"] = "clarification_issued"
    clarification: UUID
    form: Code
    reach: Literal["unit", "wider"]
    consent: bool
    recipients: tuple[Code, ...]
    document: Sha256


class FalseAccusationReferred(Event):
    """移送诬告陷害 (NJ-30, ZS-31): to an organ, to justice, or both."""

    kind: Literal["false_accusation_referred"] = "false_accusation_referred"
    clarification: UUID
    to: Code | None
    to_justice: bool
    document: Sha256


class FeedbackServed(Event):
    """书面反馈 (NJ-19)."""

    kind: Literal["feedback_served"] = "feedback_served"
    step: Code
    notice: Sha256


class ReceiptConfirmed(Event):
    """签收: until `appeal_until` the subject may ask for reappraisal (A-19, A-36)."""

    kind: Literal["receipt_confirmed"] = "receipt_confirmed"
    subject: UUID
    appeal_until: date | None
    provisional: bool
    calendar_version: int = 0


class AppealWindowReplanned(Event):
    """申请期重排: another calendar; a subject keeps the later of the two days (A-19).

    Attributes:
        edition: Not a calendar but this edition, which the case was moved to.
    """

    kind: Literal["appeal_window_replanned"] = "appeal_window_replanned"
    subject: UUID
    was: date
    appeal_until: date
    provisional: bool
    calendar_version: int
    edition: Code | None = None


class SupplementRequested(Event):
    """一次性告知补正 (A-01): the applicant is asked, once, to complete the papers; what is missing is private."""

    kind: Literal["supplement_requested"] = "supplement_requested"
    step: Code


class SupplementReceived(Event):
    """收到补正材料 (A-01)."""

    kind: Literal["supplement_received"] = "supplement_received"
    step: Code
    evidence: tuple[Sha256, ...]


class CaseShelved(Event):
    """暂缓认定（搁置） (ZS-25, A-22): no conclusion for now, neither for nor against; the terms stand still."""

    kind: Literal["case_shelved"] = "case_shelved"


class CaseResumed(Event):
    """恢复办理 (ZS-25, A-22): the matter is taken up again."""

    kind: Literal["case_resumed"] = "case_resumed"


class PublicityStarted(Event):
    """公示 (ZS-26, A-23): the redacted notice by its digest; the words of it, and its scope, are private."""

    kind: Literal["publicity_started"] = "publicity_started"
    step: Code
    notice: Sha256


class ObjectionRaised(Event):
    """收到异议 (ZS-26): that somebody objects, and on what evidence; who and why is private."""

    kind: Literal["objection_raised"] = "objection_raised"
    step: Code
    evidence: tuple[Sha256, ...]


class PublicityConcluded(Event):
    """公示结论 (ZS-26): nobody objected, no objection was upheld, or one was; where the case goes on.

    Attributes:
        objections: How many were raised; the reasons to each are private, in their order.
    """

    kind: Literal["publicity_concluded"] = "publicity_concluded"
    step: Code
    result: Literal["quiet", "dismissed", "upheld"]
    objections: int
    leads_to: Code


class FiledWithCommittee(Event):
    """备案 (ZS-10, ZS-27): the result was laid before an organ, which was told and not asked."""

    kind: Literal["filed_with_committee"] = "filed_with_committee"
    step: Code
    with_organ: Code
    document: Sha256


class ReappraisalOpened(Event):
    """启动复议 (A-20): its id is the reappraisal's id."""

    kind: Literal["reappraisal_opened"] = "reappraisal_opened"
    route: Code
    subject: UUID
    evidence: tuple[Sha256, ...]


class ReappraisalDecided(Event):
    """复议决定 (A-19)."""

    kind: Literal["reappraisal_decided"] = "reappraisal_decided"
    reappraisal: UUID
    result: Literal["upheld", "changed", "reopened"]
    opinions: tuple[OpinionFact, ...]
    grants: tuple[Grant, ...]


class ToleranceRevoked(Event):
    """撤销容错认定 (A-21): the old decision is kept; the grants made at `granted_version` end."""

    kind: Literal["tolerance_revoked"] = "tolerance_revoked"
    subject: UUID
    granted_version: int


class CorrectionEvaluated(Event):
    """纠错评估 (ZS-35): what was done on a demand was found enough, or not; `round` is how often it was done."""

    kind: Literal["correction_evaluated"] = "correction_evaluated"
    duty_id: UUID
    demand: int
    subject: UUID
    round: int
    passed: bool
    evidence: tuple[Sha256, ...] = ()


class CorrectionEscalated(Event):
    """督促整改 (BT-21, BT-22, NS-16): a measure against weak correction, or against refusing it."""

    kind: Literal["correction_escalated"] = "correction_escalated"
    duty_id: UUID
    demand: int
    subject: UUID
    measure: Code
    refused: bool
    document: Sha256


class DigestWritten(Event):
    """写成案例 (ZS-33, R-18): a concluded case told without names; known by its version, its words are private."""

    kind: Literal["digest_written"] = "digest_written"
    organ: Code
    person: Code


class DigestApproved(Event):
    """案例审定 (ZS-41, R-18): the digest written at that version is in the collection, `published` to units too."""

    kind: Literal["digest_approved"] = "digest_approved"
    digest: int
    published: bool
    organ: Code
    person: Code


class DigestWithdrawn(Event):
    """案例撤下 (R-14, R-18): the digest written at that version is in the collection no longer."""

    kind: Literal["digest_withdrawn"] = "digest_withdrawn"
    digest: int
    organ: Code
    person: Code


class TransitionChosen(Event):
    """过渡适用 (ZS-40): which of two editions a running case goes on under (从旧、从新、从轻), on a document.

    Attributes:
        pack_sha256: The other edition, that the choice was about; with `new` and `milder` the case runs under it now.
        was_sha256: The edition it ran under until now; with `old` it stays under it.
        milder_in: In what the other edition is milder for the subjects, and `stricter_in` in what it is stricter.
    """

    kind: Literal["transition_chosen"] = "transition_chosen"
    choice: Literal["old", "new", "milder"]
    pack: Code
    edition: Code
    pack_sha256: Sha256
    was_edition: Code
    was_sha256: Sha256
    milder_in: tuple[Code, ...]
    stricter_in: tuple[Code, ...]
    document: Sha256

    @property
    def moves(self) -> bool:
        """Whether the case goes on under the other edition."""
        return self.choice != "old"


class HistoryClosed(Event):
    """补录完毕."""

    kind: Literal["history_closed"] = "history_closed"


class CaseClosed(Event):
    """办结: every step is done and every duty met."""

    kind: Literal["case_closed"] = "case_closed"


AnyEvent = Annotated[
    CaseOpened
    | StepOpened
    | DutyOpened
    | DutyPaused
    | DutyResumed
    | DutyExtended
    | DeadlineReplanned
    | DeadlineConfirmed
    | DutyMet
    | DutyCancelled
    | ReminderSent
    | DeadlineMissed
    | EscalationRaised
    | SubjectsChanged
    | SameMatterConfirmed
    | SameMatterDenied
    | JointActProposed
    | JointActSigned
    | JointActDisputed
    | DisagreementOpened
    | DisagreementSettled
    | ApplicationWithdrawn
    | ApplicationAccepted
    | ApplicationNotAccepted
    | ToleranceBarred
    | RecurrenceExceptionFound
    | TeamFormed
    | DefenceRecorded
    | FindingsRecorded
    | LegalityChecked
    | ConsultationRecorded
    | InvestigationReported
    | DeterminationIssued
    | RoundOpened
    | BallotCast
    | MemberRecused
    | RoundClosed
    | CaseApproved
    | CaseDecided
    | CaseReturned
    | ApprovalRefused
    | ResultsApplied
    | ResultsEnded
    | ResultsAcknowledged
    | ContraryUseReported
    | ContraryUseDecided
    | ClarificationOpened
    | ClarificationIssued
    | FalseAccusationReferred
    | FeedbackServed
    | ReceiptConfirmed
    | AppealWindowReplanned
    | SupplementRequested
    | SupplementReceived
    | CaseShelved
    | CaseResumed
    | PublicityStarted
    | ObjectionRaised
    | PublicityConcluded
    | FiledWithCommittee
    | ReappraisalOpened
    | ReappraisalDecided
    | ToleranceRevoked
    | CorrectionEvaluated
    | CorrectionEscalated
    | DigestWritten
    | DigestApproved
    | DigestWithdrawn
    | TransitionChosen
    | HistoryClosed
    | CaseClosed,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)

SCHEMA_VERSION = 1
"""The version of the event shapes above, stored beside each event."""
