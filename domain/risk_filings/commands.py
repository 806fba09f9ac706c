"""What people and the clock may ask of a risk filing (容错报备): bodies of requests, like those of a case."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, Capacity, Command, Envelope, Opens
from domain.office_numbers import GivesDocumentNumber
from domain.values import Code, Day, Document, Flag, Line, Text

Risks = Annotated[tuple[Text, ...], Field(min_length=1, max_length=50)]
"""Risks foreseen (预判的风险), one text each."""

Dossier = Annotated[tuple[Document, ...], Field(max_length=50)]
"""The dossier of how it was decided (决策过程材料, ZS-37): minutes, expert opinions, risk and legality reviews."""


class FileRisk(
    Command, path="/risk-filings", summary="File a risk before the work", tag="risk filings", capacity=Capacity.PARTY
):
    """容错报备申请 (ZS-17): a unit tells the accountability organ, before the work, what may go wrong."""

    example: ClassVar = {
        "pack": "zhoushan",
        "to_organ": "county-a-discipline",
        "title": "老旧小区改造先行拆除违建的报备",
        "work": "为赶在汛期前完工，拟先拆除违建，后补签协议。",
        "planned_start": "2026-12-01",
        "risks": ["个别住户反悔，引起信访", "补签协议超期"],
        "dossier": [EXAMPLE_DOCUMENT],
    }
    kind: Literal["risk_filing_file"] = "risk_filing_file"
    pack: Code
    to_organ: Code
    title: Line
    work: Text
    planned_start: Day
    risks: Risks
    dossier: Dossier = ()
    subjects: tuple[UUID, ...] = Field(default=(), max_length=200)

    @property
    def opens(self) -> Opens:
        """A risk filing."""
        return Opens(self.pack, self.to_organ)

    @property
    def names_subjects(self) -> tuple[UUID, ...]:
        """Those it is about."""
        return self.subjects


class SubmitToGroup(Command, path="deliberation", summary="Put it before the coordination group", tag="risk filings"):
    """提交协调小组会商 (ZS-22): a major or complex filing is put before the coordination group."""

    example: ClassVar = {"reasons": "涉及部门多，提请协调小组会商。"}
    kind: Literal["risk_filing_submit_to_group"] = "risk_filing_submit_to_group"
    reasons: Text


class PassRiskStage(Command, path="stage", summary="Pass a risk filing on with an opinion", tag="risk filings"):
    """提出审查意见并转送: the organ of a stage that the procedure has before the reply says what it thinks."""

    example: ClassVar = {"stage": "screening", "opinion": "材料齐全，风险已充分预判，同意报备。"}
    kind: Literal["risk_filing_pass_stage"] = "risk_filing_pass_stage"
    stage: Code
    opinion: Text
    documents: Dossier = ()


class ReplyToRisk(Command, path="reply", summary="Reply to a risk filing", tag="risk filings"):
    """报备反馈 (ZS-18): filed or not, with reasons, conditions and advice; after a deliberation with its minutes."""

    example: ClassVar = {
        "result": "filed",
        "reasons": "决策程序完备，风险预判充分。",
        "conditions": ["逐户签订承诺书"],
        "advice": "施工中每周通报进展。",
    }
    kind: Literal["risk_filing_reply"] = "risk_filing_reply"
    result: Literal["filed", "not_filed"]
    reasons: Text
    conditions: tuple[Text, ...] = Field(default=(), max_length=50)
    advice: Text | None = None
    minutes: Document | None = Field(
        default=None, description="of the group's deliberation (会商纪要), if there was one"
    )


class ArchiveRisk(Command, path="archive", summary="Archive a risk filing", tag="risk filings"):
    """报备存档 (ZS-18, ZS-28): the third step; what was filed and replied goes into the ledger."""

    example: ClassVar = {"documents": [EXAMPLE_DOCUMENT]}
    kind: Literal["risk_filing_archive"] = "risk_filing_archive"
    documents: Dossier = ()
    remarks: Text | None = None


class AmendRisk(
    Command, path="amendment", summary="Tell of a material change", tag="risk filings", capacity=Capacity.PARTY
):
    """变更报备 (A-25): a material change of the work or its risks; it needs a reply of its own."""

    example: ClassVar = {"change": "增加一幢楼，工期顺延一个月。", "planned_start": "2027-01-04"}
    kind: Literal["risk_filing_amend"] = "risk_filing_amend"
    change: Text
    planned_start: Day | None = None
    risks: tuple[Text, ...] = Field(default=(), max_length=50)
    dossier: Dossier = ()


class WithdrawRisk(
    Command, path="withdrawal", summary="Withdraw it, or end the matter", tag="risk filings", capacity=Capacity.PARTY
):
    """撤回报备 (A-25): the unit takes it back, or tells that the matter has ended and with it the filing."""

    example: ClassVar = {"matter_ended": True, "reasons": "改造已经完成。"}
    kind: Literal["risk_filing_withdraw"] = "risk_filing_withdraw"
    matter_ended: Flag = False
    reasons: Text


class LinkRiskToCase(Command, path="case", summary="Link it to a case", tag="risk filings", seen=False):
    """关联案件 (R-04): a later case of the same matter shows the filing as evidence, never as a promise (A-25)."""

    example: ClassVar = {"case_id": EXAMPLE_ID}
    kind: Literal["risk_filing_link_case"] = "risk_filing_link_case"
    case_id: UUID
    remarks: Text | None = None

    @property
    def links_to(self) -> UUID:
        """The case."""
        return self.case_id


class RecordRiskNumber(
    GivesDocumentNumber, path="number", summary="Record the number that the office gave", tag="risk filings", seen=False
):
    """登记报备文号 (A-45, A-59): the filing, or a reply to it, has a number in the registers of the office (OA).

    It is shown instead of ours.
    """

    example: ClassVar = {"number": "甲纪备〔2026〕5号"}
    kind: Literal["risk_filing_record_number"] = "risk_filing_record_number"


class RingRiskAlarm(Command):
    """报备期限到点 (A-06): what the clock asks when an instant of the agenda has come."""

    kind: Literal["risk_filing_ring"] = "risk_filing_ring"
    term: UUID
    due_on: date
    rung: Code


class ReplanRisk(Command):
    """按新日历重排报备期限: what a roll-out asks of a filing when a calendar was published."""

    kind: Literal["risk_filing_replan"] = "risk_filing_replan"
    calendar_version: int


RiskFilingCommand = Annotated[
    FileRisk
    | SubmitToGroup
    | PassRiskStage
    | ReplyToRisk
    | ArchiveRisk
    | AmendRisk
    | WithdrawRisk
    | LinkRiskToCase
    | RecordRiskNumber
    | RingRiskAlarm
    | ReplanRisk,
    Field(discriminator="kind"),
]


class RiskFilingEnvelope(Envelope):
    """A command on a risk filing with what comes with it."""

    body: RiskFilingCommand


RISK_FILING_COMMAND: TypeAdapter[RiskFilingCommand] = TypeAdapter(RiskFilingCommand)
RISK_FILING_ENVELOPE: TypeAdapter[RiskFilingEnvelope] = TypeAdapter(RiskFilingEnvelope)
