"""What people may ask of a work record (工作记录): bodies of requests, like those of a case. The clock asks nothing.

A periodic report is a work record as well: it is opened and closed with what was handed in.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, TypeAdapter

from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, Capacity, Command, Envelope, Opens
from domain.office_numbers import GivesNumber
from domain.reports.figures import ReportBasis
from domain.reports.periods import PeriodText
from domain.values import Code, Document, Line, Text

Documents = Annotated[tuple[Document, ...], Field(max_length=50)]

Target = Literal["case", "risk_filing"]
"""What a record may be linked to."""


class OpenRecord(Command, path="/records", summary="Open a work record", tag="work records", capacity=Capacity.PARTY):
    """登记工作记录 (ZS-19, ZS-21, ZS-37, ZS-42, ZS-44, BT-19, NS-11 to NS-13, R-15).

    By the organ that keeps it, or by whoever may ask that organ for it.
    """

    example: ClassVar = {
        "pack": "zhoushan",
        "record": "pre_check",
        "keeper": "island-e-coordination",
        "title": "码头岸线调整事前审核",
        "statement": "拟提交集体研究，决策过程材料附后。",
        "documents": [EXAMPLE_DOCUMENT],
    }
    kind: Literal["work_record_open"] = "work_record_open"
    pack: Code
    record: Code = Field(description="the kind of record, as the pack names it")
    keeper: Code = Field(description="the organ that keeps it")
    title: Line
    statement: Text
    documents: Documents = ()
    about: UUID | None = Field(
        default=None, description="the registered unit or person it is about, or the registered matter, if there is one"
    )
    risk_filing: UUID | None = Field(default=None, description="the risk filing it goes with, if there is one")

    @property
    def opens(self) -> Opens:
        """A work record."""
        return Opens(self.pack, self.keeper)

    @property
    def names_subjects(self) -> tuple[UUID, ...]:
        """What it is about, which may be a subject."""
        return (self.about,) if self.about else ()

    @property
    def names_matters(self) -> tuple[UUID, ...]:
        """What it is about, which may be a matter."""
        return (self.about,) if self.about else ()

    @property
    def links_to(self) -> UUID | None:
        """The risk filing it goes with."""
        return self.risk_filing


class AddToRecord(
    Command,
    path="entries",
    summary="Add to a work record",
    tag="work records",
    seen=False,
    capacity=Capacity.PARTY,
):
    """续记 (ZS-38, NS-13): what was done, found or said since; the outcome is the keeper's to state."""

    example: ClassVar = {
        "statement": "协调小组审核，建议补充风险评估。",
        "documents": [EXAMPLE_DOCUMENT],
        "outcome": "with_advice",
    }
    kind: Literal["work_record_add"] = "work_record_add"
    statement: Text
    documents: Documents = ()
    outcome: Code | None = None


class LinkRecord(Command, path="links", summary="Link it to a case or filing", tag="work records", seen=False):
    """关联工作记录 (R-04): the case or the risk filing shows the record from now on, unless it is confidential."""

    example: ClassVar = {"to": "case", "target": EXAMPLE_ID, "remarks": "同一项目。"}
    kind: Literal["work_record_link"] = "work_record_link"
    to: Target
    target: UUID
    remarks: Text | None = None

    @property
    def links_to(self) -> UUID:
        """What it is linked to."""
        return self.target


class CloseRecord(Command, path="closing", summary="Close a work record", tag="work records"):
    """办结工作记录: with the outcome where its kind has some; nothing more is due."""

    example: ClassVar = {"statement": "意见已经采纳，可以提交决策。", "outcome": "ready"}
    kind: Literal["work_record_close"] = "work_record_close"
    statement: Text
    documents: Documents = ()
    outcome: Code | None = None


class RecordRecordNumber(
    GivesNumber, path="number", summary="Record the number that the office gave", tag="work records", seen=False
):
    """登记工作记录文号 (A-45): the record has a number in the registers of the office (OA), shown instead of ours."""

    example: ClassVar = {"number": "甲协调〔2026〕3号"}
    kind: Literal["work_record_record_number"] = "work_record_record_number"


class OfReport(Command):
    """What all acts share that tell the figures of a period, which come with the act (`ReportBasis`)."""

    pack: Code
    organ: Code = Field(description="the organ that owes it")
    period: PeriodText = Field(description="a month as 2026-11, a quarter as 2026-Q4, a year as 2026")
    figures_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="the digest of the figures that were seen, as the report gives it"
    )


class HandInReport(
    OfReport, path="/reports", summary="Hand in a periodic report", tag="reports", operation="reports.hand_in"
):
    """报送定期报告 (A-53): the figures of a period that has ended, as they stand now, for ever.

    Whoever looked at them first says which ones they saw; where others stand there by now, nothing is handed in.
    """

    example: ClassVar = {
        "pack": "nujiang",
        "organ": "county-a-organization",
        "period": "2026-11",
        "remarks": "按期报送。",
    }
    kind: Literal["work_record_report"] = "work_record_report"
    remarks: Text | None = None

    @property
    def opens(self) -> Opens:
        """A work record of the organ."""
        return Opens(self.pack, self.organ)


class CorrectReport(OfReport, path="corrections", summary="Correct a report that was handed in", tag="reports"):
    """更正定期报告 (A-53): a new edition with the figures as they stand now; the earlier ones stay beside it."""

    example: ClassVar = {
        "pack": "nujiang",
        "organ": "county-a-organization",
        "period": "2026-11",
        "reasons": "补录的案件改变了本期数字。",
    }
    kind: Literal["work_record_correct_report"] = "work_record_correct_report"
    reasons: Text


WorkRecordCommand = Annotated[
    OpenRecord | AddToRecord | LinkRecord | RecordRecordNumber | CloseRecord | HandInReport | CorrectReport,
    Field(discriminator="kind"),
]

WORK_RECORD_COMMAND: TypeAdapter[WorkRecordCommand] = TypeAdapter(WorkRecordCommand)


class WorkRecordEnvelope(Envelope):
    """A command on a work record with what comes with it.

    Attributes:
        basis: What whoever takes in a report brings to it; no body says it.
    """

    body: WorkRecordCommand
    basis: ReportBasis | None = None


WORK_RECORD_ENVELOPE: TypeAdapter[WorkRecordEnvelope] = TypeAdapter(WorkRecordEnvelope)
