"""What has happened in a risk filing (容错报备). In one log with the cases; its kinds tell it apart.

As with cases: kinds never change, facts hold opaque ids, what people wrote stands in `private`.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.messages import Event
from domain.pack.terms import Force, Standing
from domain.terms.deadlines import TermUnit
from domain.terms.events import Planned, Recipient
from domain.values import Bilingual, Code, FreeText, Sha256, SubjectFacts, Text

Result = Literal["filed", "not_filed"]
TermName = Literal["reply", "validity"]
Ending = Literal["expired", "withdrawn", "matter_ended", "not_filed"]


class RiskFilingText(FreeText):
    """What a person wrote in an act on a filing: encrypted and erasable as in a case."""

    risks: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    advice: Text | None = None


class RiskEvent(Event):
    """What all events of a filing share."""

    private: RiskFilingText | None = None


class RiskFilingReceived(RiskEvent):
    """收到容错报备 (ZS-17): day 0 of the reply is `on`; `late` says that it came after the planned start (A-25).

    Attributes:
        unit: The organ that filed.
        dossier: Documents on how it was decided (ZS-37).
    """

    kind: Literal["risk_filing_received"] = "risk_filing_received"
    pack: Code
    edition: Code
    pack_sha256: Sha256
    jurisdiction: Code
    unit: Code
    to_organ: Code
    matter_id: UUID
    planned_start: date
    late: bool
    risks: int
    dossier: tuple[Sha256, ...]
    subjects: tuple[SubjectFacts, ...]


class RiskFilingTermOpened(Planned):
    """报备期限开始计算: of the reply, which an organ owes, or of the validity, which ends by itself.

    Its event's id is the term's id.
    """

    kind: Literal["risk_filing_term_opened"] = "risk_filing_term_opened"
    term: TermName
    name: Bilingual
    responsible: Code = Field(description="an organ id")
    starts_on: date
    amount: int
    unit: TermUnit
    force: Force
    standing: Standing
    cite: tuple[str, ...]


class RiskFilingTermReplanned(Planned):
    """报备期限重排或核定: another calendar was held against it; `due_on` may be what it `was`."""

    kind: Literal["risk_filing_term_replanned"] = "risk_filing_term_replanned"
    term_id: UUID
    was: date
    checked_version: int


class RiskFilingTermMet(RiskEvent):
    """报备期限内完成 / 逾期完成: the reply was given."""

    kind: Literal["risk_filing_term_met"] = "risk_filing_term_met"
    term_id: UUID
    late: bool
    recorded_late_days: int = Field(description="working days between `on` and the day it was recorded")


class RiskFilingReminderSent(RiskEvent):
    """报备到期提醒: before a reply is due, its organ is told; before a filing expires, the unit is."""

    kind: Literal["risk_filing_reminder_sent"] = "risk_filing_reminder_sent"
    term_id: UUID
    due_on: date
    rung: Code
    to: Recipient | None


class RiskFilingReplyMissed(RiskEvent):
    """报备反馈逾期 (A-06): the organ did not reply in time; nothing counts as filed by it."""

    kind: Literal["risk_filing_reply_missed"] = "risk_filing_reply_missed"
    term_id: UUID
    due_on: date
    rung: Code
    attributed_to: Code


class RiskFilingEscalated(RiskEvent):
    """报备逐级督办 (A-06): a rung of the ladder; never to the organ that is late."""

    kind: Literal["risk_filing_escalated"] = "risk_filing_escalated"
    term_id: UUID
    due_on: date
    rung: Code
    level: int
    name: Bilingual
    to: Recipient | None


class RiskFilingSentToGroup(RiskEvent):
    """报备提交协调小组会商 (ZS-22): the organ still replies, by its term; the group's minutes go with the reply."""

    kind: Literal["risk_filing_sent_to_group"] = "risk_filing_sent_to_group"
    group: Code


class RiskFilingReplied(RiskEvent):
    """报备反馈 (ZS-18): filed or not; `amendment` says that it answers a change, not the filing itself."""

    kind: Literal["risk_filing_replied"] = "risk_filing_replied"
    result: Result
    amendment: bool
    conditions: int
    group: Code | None
    minutes: Sha256 | None
    person: Code


class RiskFilingArchived(RiskEvent):
    """报备存档 (ZS-18, ZS-28): filing and reply are in the ledger."""

    kind: Literal["risk_filing_archived"] = "risk_filing_archived"
    documents: tuple[Sha256, ...]


class RiskFilingAmended(RiskEvent):
    """变更报备 (A-25): a material change was told; what was filed before stands for what it says."""

    kind: Literal["risk_filing_amended"] = "risk_filing_amended"
    planned_start: date
    late: bool
    risks: int
    dossier: tuple[Sha256, ...]


class RiskFilingLinked(RiskEvent):
    """报备关联案件 (R-04, A-25): in this case the filing is evidence and no promise."""

    kind: Literal["risk_filing_linked"] = "risk_filing_linked"
    case_id: UUID


class RiskFilingExpired(RiskEvent):
    """报备有效期满 (A-25): an act of the clock; what happened while it stood keeps it as evidence."""

    kind: Literal["risk_filing_expired"] = "risk_filing_expired"
    term_id: UUID


class RiskFilingClosed(RiskEvent):
    """报备终结: it stands no longer, and why; its running terms end with it."""

    kind: Literal["risk_filing_closed"] = "risk_filing_closed"
    because: Ending


RiskFilingEvent = Annotated[
    RiskFilingReceived
    | RiskFilingTermOpened
    | RiskFilingTermReplanned
    | RiskFilingTermMet
    | RiskFilingReminderSent
    | RiskFilingReplyMissed
    | RiskFilingEscalated
    | RiskFilingSentToGroup
    | RiskFilingReplied
    | RiskFilingArchived
    | RiskFilingAmended
    | RiskFilingLinked
    | RiskFilingExpired
    | RiskFilingClosed,
    Field(discriminator="kind"),
]

RISK_FILING_EVENT: TypeAdapter[RiskFilingEvent] = TypeAdapter(RiskFilingEvent)

OF_RISK_FILINGS = "risk_filing_"
"""How the kinds of all these events begin, and those of no case do."""
