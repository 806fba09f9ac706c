"""What has happened in a risk filing (容错报备). In one log with the cases; its kinds tell it apart.

As with cases: kinds never change, facts hold opaque ids, what people wrote stands in `private`.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.messages import Dispatch, Event
from domain.office_numbers import DocumentNumberGiven
from domain.pack.terms import Force, Standing
from domain.registers import RegisterEntries
from domain.terms.deadlines import TermUnit
from domain.terms.events import Planned, Recipient
from domain.values import Actor, Bilingual, Code, FreeText, Means, OrganId, Sha256, SubjectFacts, is_absent

Result = Literal["filed", "not_filed"]
TermName = Literal["reply", "validity", "stage"]
Ending = Literal["expired", "withdrawn", "matter_ended", "not_filed"]
ToldOfFiling = Annotated[Recipient | None, Means("recipient_of_filing", missing="无合适的人，见机关名录")]

EVIDENCE_NOT_PROMISE = Bilingual(zh="作为证据，不是免责承诺", en="as evidence; it is no promise of exemption")


class RiskFilingText(FreeText):
    """What a person wrote in an act on a filing: encrypted and erasable as in a case."""

    risks: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    advice: str | None = None


class RiskEvent(Event):
    """What all events of a filing share."""

    private: RiskFilingText | None = None


class RiskFilingReceived(RiskEvent, group="procedure", zh="收到容错报备", en="Risk filing received"):
    """收到容错报备 (ZS-12, ZS-17, A-25): day 0 of the reply is `on`; `late` says that it came after the planned start.

    Attributes:
        unit: The organ that filed.
        dossier: Documents on how it was decided (ZS-37).
    """

    begins: ClassVar = True
    facts: ClassVar = {
        "报备单位": "unit",
        "受理机关": "to_organ",
        "计划开工": "planned_start",
        "提示": "late",
        "材料": "dossier",
    }
    kind: Literal["risk_filing_received"] = "risk_filing_received"
    pack: Code
    edition: Code
    pack_sha256: Sha256
    jurisdiction: Code
    unit: OrganId
    to_organ: OrganId
    matter_id: UUID
    planned_start: date
    late: Annotated[bool, Means("late_filing")]
    risks: int
    dossier: tuple[Sha256, ...]
    subjects: tuple[SubjectFacts, ...]
    stage: Code | None = Field(default=None, exclude_if=is_absent, description="which it comes to before its reply")
    filed_by: Code | None = Field(default=None, description="the person who filed it; older filings do not tell")

    def recorded_by(self, actor: Actor) -> Self:
        """With who filed it, which older filings tell by their entry alone."""
        return self if self.filed_by else self.model_copy(update={"filed_by": actor.person})

    @property
    def numbered_by(self) -> str:
        """The organ that took it in."""
        return self.to_organ

    @property
    def registers(self) -> RegisterEntries:
        """Its matter."""
        return RegisterEntries(matter=self.matter_id)


class RiskFilingTermOpened(Planned, group="deadline", zh="期限开始计算", en="Term begins"):
    """报备期限开始计算 (ZS-18, A-25): of the reply or of a stage, which an organ owes, or of the validity, which ends.

    Its event's id is the term's id.
    """

    facts: ClassVar = {"期限": "name", "至": "due_on provisional", "责任": "responsible"}
    kind: Literal["risk_filing_term_opened"] = "risk_filing_term_opened"
    term: TermName
    name: Bilingual
    responsible: OrganId = Field(description="an organ id")
    starts_on: date
    amount: int
    unit: TermUnit
    force: Force
    standing: Standing
    cite: tuple[str, ...]


class RiskFilingTermReplanned(
    Planned, group="deadline", zh="期限重排或核定（日历更新）", en="Deadline held against a new calendar"
):
    """报备期限重排或核定: another calendar was held against it; `due_on` may be what it `was`."""

    facts: ClassVar = {"原定": "was", "至": "due_on provisional"}
    kind: Literal["risk_filing_term_replanned"] = "risk_filing_term_replanned"
    term_id: UUID
    was: date
    checked_version: int


class RiskFilingTermMet(RiskEvent, group="deadline", zh="反馈完成", en="Reply given"):
    """报备期限内完成 / 逾期完成 (ZS-18): the reply was given."""

    facts: ClassVar = {"结果": "late"}
    kind: Literal["risk_filing_term_met"] = "risk_filing_term_met"
    term_id: UUID
    late: Annotated[bool, Means("reply_timeliness")]
    recorded_late_days: int = Field(description="working days between `on` and the day it was recorded")


class RiskFilingReminderSent(RiskEvent, group="deadline", zh="到期提醒", en="Reminder"):
    """报备到期提醒 (A-06): before a reply is due, its organ is told; before a filing expires, the unit is."""

    facts: ClassVar = {"到期": "due_on", "应报": "to"}
    kind: Literal["risk_filing_reminder_sent"] = "risk_filing_reminder_sent"
    term_id: UUID
    due_on: date
    rung: Code
    to: ToldOfFiling


class RiskFilingReplyMissed(RiskEvent, group="deadline", zh="期限届满未反馈", en="Reply missed"):
    """报备反馈逾期 (A-06): the organ did not reply in time; nothing counts as filed by it."""

    note: ClassVar = Bilingual(
        zh="期限届满不等于备案，也不等于不予备案", en="A term that has passed neither files nor refuses to"
    )
    facts: ClassVar = {"到期": "due_on", "责任": "attributed_to"}
    kind: Literal["risk_filing_reply_missed"] = "risk_filing_reply_missed"
    term_id: UUID
    due_on: date
    rung: Code
    attributed_to: OrganId


class RiskFilingEscalated(RiskEvent, group="deadline", zh="逐级督办", en="Escalated"):
    """报备逐级督办 (A-06): a rung of the ladder; never to the organ that is late."""

    facts: ClassVar = {"层级": "name", "到期": "due_on", "应报": "to"}
    kind: Literal["risk_filing_escalated"] = "risk_filing_escalated"
    term_id: UUID
    due_on: date
    rung: Code
    level: int
    name: Bilingual
    to: ToldOfFiling


class RiskFilingSentToGroup(RiskEvent, group="procedure", zh="提交协调小组会商", en="Sent to the coordination group"):
    """报备提交协调小组会商 (ZS-22): the organ still replies, by its term; the group's minutes go with the reply."""

    facts: ClassVar = {"协调小组": "group"}
    kind: Literal["risk_filing_sent_to_group"] = "risk_filing_sent_to_group"
    group: OrganId


class RiskFilingStagePassed(RiskEvent, group="procedure", zh="报备审查意见", en="Opinion on the risk filing"):
    """报备审查意见: the organ of a stage gave its opinion; the filing goes to the next stage, or to be replied to."""

    facts: ClassVar = {"环节": "name", "材料": "documents"}
    kind: Literal["risk_filing_stage_passed"] = "risk_filing_stage_passed"
    stage: Code
    name: Bilingual
    then: Code | None
    documents: tuple[Sha256, ...]
    person: Code


class RiskFilingReplied(RiskEvent, group="decision", zh="报备反馈", en="Reply"):
    """报备反馈 (ZS-18): filed or not; `amendment` says that it answers a change, not the filing itself."""

    dispatch: ClassVar = Dispatch("容备复", "报备反馈", "Reply to a risk filing")
    facts: ClassVar = {"结果": "result amendment", "会商纪要": "minutes"}
    kind: Literal["risk_filing_replied"] = "risk_filing_replied"
    result: Annotated[Result, Means("reply")]
    amendment: bool
    conditions: int
    group: Code | None
    minutes: Sha256 | None
    person: Code


class RiskFilingArchived(RiskEvent, group="procedure", zh="报备存档", en="Archived"):
    """报备存档 (ZS-18, ZS-28): filing and reply are in the ledger."""

    facts: ClassVar = {"材料": "documents"}
    kind: Literal["risk_filing_archived"] = "risk_filing_archived"
    documents: tuple[Sha256, ...]


class RiskFilingAmended(RiskEvent, group="procedure", zh="变更报备", en="Material change told"):
    """变更报备 (A-25): a material change was told; what was filed before stands for what it says."""

    facts: ClassVar = {"计划开工": "planned_start", "提示": "late", "材料": "dossier"}
    kind: Literal["risk_filing_amended"] = "risk_filing_amended"
    planned_start: date
    late: Annotated[bool, Means("late_filing")]
    risks: int
    dossier: tuple[Sha256, ...]
    stage: Code | None = Field(default=None, exclude_if=is_absent, description="which it comes to before its reply")


class RiskFilingLinked(RiskEvent, group="procedure", zh="关联案件", en="Linked to a case"):
    """报备关联案件 (R-04, A-25): in this case the filing is evidence and no promise."""

    note: ClassVar = EVIDENCE_NOT_PROMISE
    facts: ClassVar = {"案件": "case_id"}
    kind: Literal["risk_filing_linked"] = "risk_filing_linked"
    case_id: Annotated[UUID, Means("case")]


class RiskFilingNumberRecorded(
    RiskEvent, DocumentNumberGiven, group="procedure", zh="登记报备文号", en="Number of the office recorded"
):
    """登记报备文号 (A-45, A-59): from here on the filing bears this number, or a reply to it."""

    kind: Literal["risk_filing_number_recorded"] = "risk_filing_number_recorded"


class RiskFilingExpired(RiskEvent, group="deadline", zh="报备有效期满", en="Filing expired"):
    """报备有效期满 (A-25): an act of the clock; what happened while it stood keeps it as evidence."""

    facts: ClassVar = {"最后一日": "on"}
    kind: Literal["risk_filing_expired"] = "risk_filing_expired"
    term_id: UUID


class RiskFilingClosed(RiskEvent, group="procedure", zh="报备终结", en="Filing ended"):
    """报备终结 (A-25): it stands no longer, and why; its running terms end with it."""

    ends: ClassVar = True
    facts: ClassVar = {"原因": "because"}
    kind: Literal["risk_filing_closed"] = "risk_filing_closed"
    because: Annotated[Ending, Means("risk_filing_endings")]


RiskFilingEvent = Annotated[
    RiskFilingReceived
    | RiskFilingTermOpened
    | RiskFilingTermReplanned
    | RiskFilingTermMet
    | RiskFilingReminderSent
    | RiskFilingReplyMissed
    | RiskFilingEscalated
    | RiskFilingSentToGroup
    | RiskFilingStagePassed
    | RiskFilingReplied
    | RiskFilingArchived
    | RiskFilingAmended
    | RiskFilingLinked
    | RiskFilingNumberRecorded
    | RiskFilingExpired
    | RiskFilingClosed,
    Field(discriminator="kind"),
]

RISK_FILING_EVENT: TypeAdapter[RiskFilingEvent] = TypeAdapter(RiskFilingEvent)
