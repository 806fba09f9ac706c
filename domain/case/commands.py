"""What people and the clock may ask of a case: the body of a request, in which nobody can put actor or time.

`on` is the business date (发生日期), today when missing; an earlier one needs `late_entry_reason`, except in a history.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, TypeAdapter

from domain.pack.results import Outcome
from domain.pack.steps import ConsultationForm
from domain.values import Actor, Code, Document, Frozen, Sha256, Text


class Command(Frozen):
    """What all commands share."""

    on: date | None = None
    late_entry_reason: Text | None = None


class Endorsement(Frozen):
    """Signature of the head of the own party committee (签字背书, NJ-11), or what stands in for it (A-11)."""

    kind: Literal["signed", "substitute", "refused"]
    signatory: Code | None = Field(default=None, description="position that signed; none when refused")
    signed_on: date | None = None
    document: Document | None = None
    refusal_reasons: Text | None = None


class FileApplication(Command):
    """申请 (NJ-10): a unit or a person asks in writing that an error be tolerated."""

    kind: Literal["file_application"] = "file_application"
    pack: Code
    history: bool = Field(default=False, description="entered afterwards from paper (补录)")
    to_organ: Code
    title: Text
    statement: Text
    applicant: UUID
    subjects: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    ground: Code
    ground_statement: Text | None = Field(
        default=None, description="needed where the list of grounds is not known; the ground is then free_text (A-33)"
    )
    error_class: Code
    occurred_on: date
    endorsement: Endorsement | None = None
    evidence: tuple[Document, ...] = ()
    after_accountability: Code | None = None


Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
"""The number of a document or a clue (文号、编号), as the organ that gave it writes it."""


class BeginCase(Command):
    """What an organ says that begins a case by itself."""

    pack: Code
    history: bool = Field(default=False, description="entered afterwards from paper (补录)")
    to_organ: Code = Field(description="the organ that takes the case, and handles it")
    title: Text
    statement: Text
    subjects: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    ground: Code
    ground_statement: Text | None = Field(
        default=None, description="needed where the list of grounds is not known; the ground is then free_text (A-33)"
    )
    error_class: Code
    occurred_on: date
    evidence: tuple[Document, ...] = ()


class BeginWithAccountability(BeginCase):
    """随问责自动启动 (BT-04, NS-09): accountability was opened, and tolerance is considered at the same time."""

    kind: Literal["begin_with_accountability"] = "begin_with_accountability"
    accountability: Number = Field(description="the number under which accountability was opened")


class BeginByOrgan(BeginCase):
    """主动启动 / 线索移送启动 (YN-03, YN-05, ZS-11): an organ begins a case of its own motion, or from a clue."""

    kind: Literal["begin_by_organ"] = "begin_by_organ"
    route: Literal["own_motion", "clue_transfer"]
    clue: Number | None = Field(default=None, description="the number of the clue, where one was handed over")
    clue_from: Text | None = Field(default=None, description="who handed it over")


class ConfirmSameMatter(Command):
    """确认同一事项 (A-08): a person confirms that this is a matter registered earlier."""

    kind: Literal["confirm_same_matter"] = "confirm_same_matter"
    earlier_matter: UUID
    reasons: Text


class DenySameMatter(Command):
    """否认同一事项 (A-08): a person has looked at the candidates and finds the matter to be another."""

    kind: Literal["deny_same_matter"] = "deny_same_matter"
    candidates: tuple[UUID, ...] = ()
    reasons: Text


class FindException(Command):
    """例外认定 (NJ-31, A-12): the cause of the recurrence was force majeure or another special factor; joint."""

    kind: Literal["find_exception"] = "find_exception"
    cause: Code
    evidence: tuple[Document, ...] = Field(min_length=1)
    reasons: Text


class DecideAcceptance(Command):
    """受理 / 不予受理 (NJ-12): one organ proposes, the others sign."""

    kind: Literal["decide_acceptance"] = "decide_acceptance"
    accepted: bool
    refusal_ground: Code | None = None
    reasons: Text


class SignOff(Command):
    """会签: another organ of a joint body consents to what was proposed, or not (NJ-04)."""

    kind: Literal["sign_off"] = "sign_off"
    proposal: UUID
    consents: bool
    reasons: Text | None = None


class SettleDisagreement(Command):
    """处理会同意见不一致 (A-13, NS-06, ZS-22): the organ it went to brings the others to agree, or not."""

    kind: Literal["settle_disagreement"] = "settle_disagreement"
    step: Code
    agreed: bool = Field(description="the organs propose anew, as agreed; else it goes to the next body")
    reasons: Text
    minutes: Document


class WithdrawApplication(Command):
    """撤回申请 (NJ-10): the applicant no longer asks, while nothing is decided."""

    kind: Literal["withdraw_application"] = "withdraw_application"
    reasons: Text


class RequestSupplement(Command):
    """一次性告知补正 (A-01): ask the applicant, once, to complete the papers; the acceptance term stands still."""

    kind: Literal["request_supplement"] = "request_supplement"
    missing: Text


class SubmitSupplement(Command):
    """提交补正材料 (A-01): the papers asked for; the term goes on with what was left."""

    kind: Literal["submit_supplement"] = "submit_supplement"
    evidence: tuple[Document, ...] = Field(min_length=1)
    remarks: Text | None = None


class ShelveCase(Command):
    """暂缓认定（搁置） (ZS-25, A-22): what cannot be decided yet is put aside, for a time that ends."""

    kind: Literal["shelve_case"] = "shelve_case"
    reasons: Text


class ResumeCase(Command):
    """恢复办理 (ZS-25, A-22): take a shelved case up again."""

    kind: Literal["resume_case"] = "resume_case"
    reasons: Text


class ExtendTerm(Command):
    """延长期限 (A-28): make a running term longer, once, as far as its rule allows."""

    kind: Literal["extend_term"] = "extend_term"
    duty: UUID
    by: Annotated[int, Field(ge=1, le=3650, description="in the term's own unit")]
    reasons: Text
    document: Document


class ChangeSubjects(Command):
    """变更当事人 (YN-03): take subjects into the case or out of it, before anything is decided."""

    kind: Literal["change_subjects"] = "change_subjects"
    add: tuple[UUID, ...] = Field(default=(), max_length=200)
    remove: tuple[UUID, ...] = Field(default=(), max_length=200)
    reasons: Text


class FormTeam(Command):
    """成立联合调查核实组 (NJ-14)."""

    kind: Literal["form_team"] = "form_team"
    members: tuple[Actor, ...] = Field(min_length=1, max_length=50)


class RecordDefence(Command):
    """听取申辩 (NJ-15): a subject's defence was heard, or was expressly waived."""

    kind: Literal["record_defence"] = "record_defence"
    subject: UUID
    mode: Literal["oral", "written", "waived"]
    statement: Text


class FindingEntry(Frozen):
    """One finding: which item of the pack, what was found, and on what evidence.

    `free_text` is the item where the list is not known (A-33). On a `negative` item `met` means that the prohibited
    situation exists. `excepted` is for a criterion that has an exception, with the report made afterwards as evidence.
    """

    of: Literal["condition", "criterion", "factor", "negative", "ground"]
    item: Code
    result: Literal["met", "not_met", "excepted"]
    reasons: Text
    evidence: tuple[Document, ...] = ()


class RecordFindings(Command):
    """逐项研判 (NJ-06, NJ-07, NJ-16)."""

    kind: Literal["record_findings"] = "record_findings"
    findings: tuple[FindingEntry, ...] = Field(min_length=1, max_length=100)


class RecordLegalityCheck(Command):
    """合法性审查 (BT-12, R-21): whether it stays within law, party rules and superior documents."""

    kind: Literal["record_legality_check"] = "record_legality_check"
    passed: bool
    opinion: Document
    reasons: Text


class RecordConsultation(Command):
    """组织会商论证 (ZS-22, ZS-24): a hearing, a symposium, an expert's opinion, or a meeting of the group."""

    kind: Literal["record_consultation"] = "record_consultation"
    form: ConsultationForm
    record: Document
    summary: Text


class ReportInvestigation(Command):
    """提交调查核实结果 (NJ-17)."""

    kind: Literal["report_investigation"] = "report_investigation"
    report: Document
    summary: Text


class Opinion(Frozen):
    """The opinion on one subject: outcome, liabilities waived, measures, and which of the four forms (四种形态)."""

    subject: UUID
    outcome: Outcome
    liabilities: tuple[Code, ...] = ()
    measures: tuple[Code, ...] = ()
    disposition: Code | None = Field(default=None, description="how accountability ends, where the pack decides both")
    form: Annotated[int, Field(ge=1, le=4)] | None = None


class CorrectionDemand(Frozen):
    """纠错整改要求: what a subject must put right."""

    subject: UUID
    demand: Text
    due_on: date | None = Field(default=None, description="a day set by the decision; else the pack's term")


class ProposeDetermination(Command):
    """认定意见 (NJ-17): proposed by one organ, signed by the others."""

    kind: Literal["propose_determination"] = "propose_determination"
    opinions: tuple[Opinion, ...] = Field(min_length=1, max_length=200)
    demands: tuple[CorrectionDemand, ...] = ()
    no_correction_reasons: Text | None = None
    reasons: Text


class OpenRound(Command):
    """开启表决: the secretary names nothing but the step; the roster as of `on` is snapshotted."""

    kind: Literal["open_round"] = "open_round"


class CastBallot(Command):
    """表决: 同意 / 不同意 / 弃权 / 缓议. May be changed until the round closes."""

    kind: Literal["cast_ballot"] = "cast_ballot"
    round: UUID
    choice: Literal["agree", "disagree", "abstain", "postpone"]
    reasons: Text | None = None


class Recuse(Command):
    """回避: a member leaves the base of the round."""

    kind: Literal["recuse"] = "recuse"
    round: UUID
    reasons: Text


class CloseRound(Command):
    """结束表决: the outcome comes from the tally alone."""

    kind: Literal["close_round"] = "close_round"
    round: UUID


class ServeFeedback(Command):
    """书面反馈 (NJ-19): met by dispatch in writing (A-36)."""

    kind: Literal["serve_feedback"] = "serve_feedback"
    notice: Document


class ConfirmReceipt(Command):
    """签收: a subject received the feedback; opens the window of reappraisal (A-36)."""

    kind: Literal["confirm_receipt"] = "confirm_receipt"
    subject: UUID


class StartPublicity(Command):
    """公示 (ZS-26, A-23): the decision is made public in a redacted text, so far as `scope` says and no farther."""

    kind: Literal["start_publicity"] = "start_publicity"
    notice: Document
    scope: Text


class RaiseObjection(Command):
    """提出异议 (ZS-26): somebody objects while the publicity runs; who it is stands in the statement alone."""

    kind: Literal["raise_objection"] = "raise_objection"
    statement: Text
    evidence: tuple[Document, ...] = ()


class ConcludePublicity(Command):
    """作出公示结论 (ZS-26): quiet, or each objection answered, or an objection upheld; never by time alone."""

    kind: Literal["conclude_publicity"] = "conclude_publicity"
    upheld: bool | None = Field(default=None, description="whether an objection is upheld; none without objections")
    answers: tuple[Text, ...] = Field(
        default=(), max_length=1000, description="the reasons to each objection, in their order"
    )
    reasons: Text


class FileWithCommittee(Command):
    """报备 (ZS-10, ZS-27): the committee is told of the result; it is not asked, and nothing is approved by it."""

    kind: Literal["file_with_committee"] = "file_with_committee"
    document: Document
    remarks: Text | None = None


class CompleteDuty(Command):
    """完成后续职责: announcement, talk, tracking, correction and the like are done, with evidence."""

    kind: Literal["complete_duty"] = "complete_duty"
    duty: UUID
    evidence: tuple[Document, ...] = Field(min_length=1)
    remarks: Text


class EvaluateCorrection(Command):
    """纠错评估 (ZS-35): whether what was done on a correction demand is enough; if not, it is corrected again."""

    kind: Literal["evaluate_correction"] = "evaluate_correction"
    duty: UUID
    passed: bool
    reasons: Text
    evidence: tuple[Document, ...] = ()


class EscalateCorrection(Command):
    """督促整改 (BT-21, BT-22, NS-16): take a measure of the pack against weak or refused correction."""

    kind: Literal["escalate_correction"] = "escalate_correction"
    duty: UUID
    measure: Code
    refused: bool = Field(default=False, description="correction is refused, not merely weak")
    reasons: Text
    document: Document


class RequestReappraisal(Command):
    """申请复议 (A-19, A-20)."""

    kind: Literal["request_reappraisal"] = "request_reappraisal"
    route: Code
    subject: UUID
    reasons: Text
    evidence: tuple[Document, ...] = ()


class DecideReappraisal(Command):
    """复议决定: upheld, or changed per subject; by other handlers, never to a subject's harm on its own request."""

    kind: Literal["decide_reappraisal"] = "decide_reappraisal"
    reappraisal: UUID
    opinions: tuple[Opinion, ...] = Field(default=(), description="empty = upheld")
    reopen: bool = Field(default=False, description="a refused acceptance is lifted and the case goes on")
    reasons: Text


class WriteDigest(Command):
    """撰写案例 (ZS-33, R-18): tell a concluded case without names, for those who decide the next one like it."""

    kind: Literal["write_digest"] = "write_digest"
    title: Text
    facts: Text
    reasoning: Text
    lesson: Text


class ApproveDigest(Command):
    """审定案例 (ZS-41, R-18): another person lets a digest into the collection; `publish` shows it to units too."""

    kind: Literal["approve_digest"] = "approve_digest"
    digest: Annotated[int, Field(ge=1, description="version at which the digest was written")]
    publish: bool


class WithdrawDigest(Command):
    """撤下案例 (R-14, R-18): take a digest out of the collection, or a draft back."""

    kind: Literal["withdraw_digest"] = "withdraw_digest"
    digest: Annotated[int, Field(ge=1, description="version at which the digest was written")]
    reasons: Text


class AcknowledgeResults(Command):
    """知悉结果运用 (R-07, R-13): an organ that uses results acknowledges them, or objects in writing."""

    kind: Literal["acknowledge_results"] = "acknowledge_results"
    duty: UUID
    objection: Text | None = None


class ReportContraryUse(Command):
    """报告违反结果运用 (NJ-39, R-13): something was held against a subject in an area that a result protects."""

    kind: Literal["report_contrary_use"] = "report_contrary_use"
    subject: UUID
    area: Code
    by_organ: Text
    what_happened: Text
    evidence: tuple[Document, ...] = Field(min_length=1)


class DecideContraryUse(Command):
    """处理违反结果运用的报告 (NJ-39): found or not, with reasons; `contrary_use` is the report's id."""

    kind: Literal["decide_contrary_use"] = "decide_contrary_use"
    contrary_use: UUID
    found: bool
    reasons: Text
    document: Document


class OpenClarification(Command):
    """启动澄清正名 (NJ-29, ZS-30, BT-23): a report proved untrue, mistaken or false."""

    kind: Literal["open_clarification"] = "open_clarification"
    subject: UUID
    ground: Code
    statement: Text


class IssueClarification(Command):
    """作出澄清 (NJ-29, ZS-30): in a form, to recipients, no wider than the subject consents to (A-24)."""

    kind: Literal["issue_clarification"] = "issue_clarification"
    clarification: UUID
    form: Code
    scope: Text
    reach: Literal["unit", "wider"] = Field(
        default="unit", description="the own unit and the users of results, or a scope wider than these"
    )
    consent: bool = Field(default=False, description="the subject consents to a wider scope")
    document: Document
    recipients: tuple[Code, ...] = Field(min_length=1, max_length=50, description="organs")


class ReferFalseAccusation(Command):
    """移送诬告陷害 (NJ-30, ZS-31): to an organ that punishes it, to justice where it is a crime, or both."""

    kind: Literal["refer_false_accusation"] = "refer_false_accusation"
    clarification: UUID
    to: Code | None = None
    to_justice: bool = False
    reasons: Text
    document: Document


class ChooseTransition(Command):
    """选择过渡适用 (ZS-40): whether a running case stays under its edition (从旧) or goes on under another one.

    Milder (从轻) is a move that the comparison of both editions finds nowhere to the harm of the subjects.
    """

    kind: Literal["choose_transition"] = "choose_transition"
    pack_sha256: Sha256 = Field(description="the other edition, published, of the same procedure")
    choice: Literal["old", "new", "milder"]
    ground: Text
    document: Document


class CloseHistory(Command):
    """补录完毕: from here the clock runs."""

    kind: Literal["close_history"] = "close_history"


class RingAlarm(Command):
    """期限到点: what the clock asks when an instant of the agenda has come."""

    kind: Literal["ring_alarm"] = "ring_alarm"
    duty: UUID
    due_on: date
    rung: Code


class Replan(Command):
    """按新日历重排期限: what a roll-out asks of a case when a calendar was published."""

    kind: Literal["replan"] = "replan"
    calendar_version: int


AnyCommand = Annotated[
    FileApplication
    | BeginWithAccountability
    | BeginByOrgan
    | ConfirmSameMatter
    | DenySameMatter
    | FindException
    | DecideAcceptance
    | SignOff
    | SettleDisagreement
    | WithdrawApplication
    | RequestSupplement
    | SubmitSupplement
    | ShelveCase
    | ResumeCase
    | ExtendTerm
    | ChangeSubjects
    | FormTeam
    | RecordDefence
    | RecordFindings
    | RecordLegalityCheck
    | RecordConsultation
    | ReportInvestigation
    | ProposeDetermination
    | OpenRound
    | CastBallot
    | Recuse
    | CloseRound
    | ServeFeedback
    | ConfirmReceipt
    | StartPublicity
    | RaiseObjection
    | ConcludePublicity
    | FileWithCommittee
    | CompleteDuty
    | EvaluateCorrection
    | EscalateCorrection
    | RequestReappraisal
    | DecideReappraisal
    | WriteDigest
    | ApproveDigest
    | WithdrawDigest
    | AcknowledgeResults
    | ReportContraryUse
    | DecideContraryUse
    | OpenClarification
    | IssueClarification
    | ReferFalseAccusation
    | ChooseTransition
    | CloseHistory
    | RingAlarm
    | Replan,
    Field(discriminator="kind"),
]

Opening = FileApplication | BeginWithAccountability | BeginByOrgan
"""The commands that begin a case."""

BY_SIGNAL = ("sign_off", "cast_ballot", "recuse")
"""Committee acts go by Signal, kept though no worker runs (style.md R2); all else by Update."""


class CommandMetadata(Frozen):
    """What the door knows of a command, whatever it is about."""

    command_id: UUID
    actor: Actor
    seen: int | None = None
    request_id: str = Field(default="", max_length=64)
    access_rules: tuple[Code, ...] = ()


class CommandEnvelope(CommandMetadata):
    """A command with everything the door knows of it: id, actor, version seen, request. Time is the loop's."""

    body: AnyCommand


COMMAND_ENVELOPE: TypeAdapter[CommandEnvelope] = TypeAdapter(CommandEnvelope)
