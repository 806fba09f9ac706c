"""What has happened with a work record (工作记录). In one log with the cases; its kinds tell it apart.

As with cases: kinds never change, facts hold opaque ids, what people wrote stands in `private`.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.messages import Event
from domain.office_numbers import NumberGiven
from domain.pack.prevention import About
from domain.pack.terms import Standing
from domain.reports.figures import ReportFigures
from domain.values import Bilingual, Code, Frozen, Means, Sha256, SubjectFacts
from domain.work_records.commands import Target


class RecordOutcome(Frozen):
    """What came of it, as the edition of the record names it."""

    id: Code
    name: Bilingual


class WorkRecordOpened(Event, group="procedure", zh="登记", en="Opened"):
    """登记工作记录 (ZS-19, ZS-21, ZS-37, ZS-42, ZS-44, BT-19, NS-11 to NS-13, R-15).

    Attributes:
        record: The kind, as the pack calls it.
        keeper: The organ that keeps it.
        opened_by: The organ that opened it: the keeper, or whoever asked.
        subject: The unit or person it is about.
        matter_id: The registered matter it is about.
        next_due: The day by which the next entry is due, where the kind comes round.
    """

    begins: ClassVar = True
    facts: ClassVar = {"提出单位": "opened_by keeper", "材料": "documents"}
    kind: Literal["work_record_opened"] = "work_record_opened"
    pack: Code
    edition: Code
    pack_sha256: Sha256
    record: Code
    name: Bilingual
    standing: Standing
    cite: tuple[str, ...]
    jurisdiction: Code
    keeper: Code
    opened_by: Annotated[Code, Means("opener")]
    confidential: bool
    about: About
    subject: SubjectFacts | None
    matter_id: UUID | None
    documents: tuple[Sha256, ...]
    next_due: date | None

    @property
    def numbered_by(self) -> str:
        """The organ that keeps it."""
        return self.keeper


class WorkRecordEntryAdded(Event, group="procedure", zh="续记", en="Entry"):
    """续记 (ZS-38, NS-13): `next_due` is the day of the next one, whoever made this entry."""

    facts: ClassVar = {"结果": "outcome", "材料": "documents", "下次应于": "next_due"}
    kind: Literal["work_record_entry_added"] = "work_record_entry_added"
    documents: tuple[Sha256, ...]
    outcome: RecordOutcome | None
    next_due: date | None


class WorkRecordLinked(Event, group="procedure", zh="关联", en="Linked"):
    """关联工作记录 (R-04)."""

    facts: ClassVar = {"关联": "to target"}
    kind: Literal["work_record_linked"] = "work_record_linked"
    to: Annotated[Target, Means("linked")]
    target: UUID


class WorkRecordNumberRecorded(NumberGiven, group="procedure", zh="登记文号", en="Number of the office recorded"):
    """登记工作记录文号 (A-45): from here on the record bears this number."""

    kind: Literal["work_record_number_recorded"] = "work_record_number_recorded"


class WorkRecordClosed(Event, group="decision", zh="办结", en="Closed"):
    """办结工作记录: nothing more is due."""

    ends: ClassVar = True
    facts: ClassVar = {"结果": "outcome", "材料": "documents"}
    kind: Literal["work_record_closed"] = "work_record_closed"
    documents: tuple[Sha256, ...]
    outcome: RecordOutcome | None


class ReportHandedIn(Event, group="decision", zh="报送定期报告", en="Periodic report handed in"):
    """报送定期报告 (A-53): the figures of a period as they stood when it was handed in.

    Attributes:
        to: The organ that it goes to; None: the register had none above.
        due_on: The last day for it.
        figures_sha256: The digest of the figures.
    """

    facts: ClassVar = {"报告期": "period", "报送": "to", "应于": "due_on"}
    kind: Literal["work_record_report_handed_in"] = "work_record_report_handed_in"
    period: Annotated[str, Means("period")]
    to: Annotated[Code | None, Means("organ", missing="上级机关（未在本系统登记）")]
    due_on: date
    figures: ReportFigures
    figures_sha256: Sha256


class ReportCorrected(Event, group="decision", zh="更正定期报告", en="Periodic report corrected"):
    """更正定期报告 (A-53): another edition of the figures, beside those handed in before.

    Attributes:
        edition: Which one it is; that which was handed in first is the first.
        was_sha256: The digest of the figures of the edition before.
    """

    facts: ClassVar = {"报告期": "period"}
    kind: Literal["work_record_report_corrected"] = "work_record_report_corrected"
    period: Annotated[str, Means("period")]
    edition: int
    figures: ReportFigures
    figures_sha256: Sha256
    was_sha256: Sha256


WorkRecordEvent = Annotated[
    WorkRecordOpened
    | WorkRecordEntryAdded
    | WorkRecordLinked
    | WorkRecordNumberRecorded
    | WorkRecordClosed
    | ReportHandedIn
    | ReportCorrected,
    Field(discriminator="kind"),
]

WORK_RECORD_EVENT: TypeAdapter[WorkRecordEvent] = TypeAdapter(WorkRecordEvent)
