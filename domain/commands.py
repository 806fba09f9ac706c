"""What people and the clock may ask of a case: the body of a request, in which nobody can put actor or time.

`on` is the business date (发生日期), today when missing; an earlier one needs `late_entry_reason`, except in a history.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.pack import Outcome
from domain.values import Actor, Code, Document, Frozen, Text


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
    error_class: Code
    occurred_on: date
    endorsement: Endorsement | None = None
    evidence: tuple[Document, ...] = ()
    after_accountability: Code | None = None


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
    """One finding: which item of the pack, what was found, and on what evidence."""

    of: Literal["condition", "criterion", "factor"]
    item: Code
    result: Literal["met", "not_met"]
    reasons: Text
    evidence: tuple[Document, ...] = ()


class RecordFindings(Command):
    """逐项研判 (NJ-06, NJ-07, NJ-16)."""

    kind: Literal["record_findings"] = "record_findings"
    findings: tuple[FindingEntry, ...] = Field(min_length=1, max_length=100)


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
    form: Annotated[int, Field(ge=1, le=4)] | None = None


class CorrectionDemand(Frozen):
    """纠错整改要求: what a subject must put right."""

    subject: UUID
    demand: Text


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


class CompleteDuty(Command):
    """完成后续职责: announcement, talk, tracking, correction and the like are done, with evidence."""

    kind: Literal["complete_duty"] = "complete_duty"
    duty: UUID
    evidence: tuple[Document, ...] = Field(min_length=1)
    remarks: Text


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
    | ConfirmSameMatter
    | DenySameMatter
    | FindException
    | DecideAcceptance
    | SignOff
    | RequestSupplement
    | SubmitSupplement
    | ShelveCase
    | ResumeCase
    | ExtendTerm
    | FormTeam
    | RecordDefence
    | RecordFindings
    | ReportInvestigation
    | ProposeDetermination
    | OpenRound
    | CastBallot
    | Recuse
    | CloseRound
    | ServeFeedback
    | ConfirmReceipt
    | CompleteDuty
    | RequestReappraisal
    | DecideReappraisal
    | CloseHistory
    | RingAlarm
    | Replan,
    Field(discriminator="kind"),
]

BY_SIGNAL = ("sign_off", "cast_ballot", "recuse")
"""Committee acts go by Signal, kept though no worker runs (style.md R2); all else by Update."""


class LetterHead(Frozen):
    """What the door knows of a command, whatever it is about."""

    command_id: UUID
    actor: Actor
    seen: int | None = None
    request_id: str = Field(default="", max_length=64)
    access_rules: tuple[Code, ...] = ()


class Letter(LetterHead):
    """A command with everything the door knows of it: id, actor, version seen, request. Time is the loop's."""

    body: AnyCommand


LETTER: TypeAdapter[Letter] = TypeAdapter(Letter)
