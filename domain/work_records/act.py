"""One act on a work record while it is decided, and what every rule may ask of it."""

from dataclasses import dataclass

from domain import refusals
from domain.act import BaseAct
from domain.context import DecisionContext
from domain.pack.prevention import RecordKind
from domain.refusals import Refused, refusal
from domain.work_records.events import WorkRecordEvent
from domain.work_records.state import WorkRecord

Events = list[WorkRecordEvent]


@dataclass(frozen=True, slots=True)
class RecordAct(BaseAct):
    """An act on an existing record."""

    record: WorkRecord

    @property
    def kind(self) -> RecordKind:
        """The kind of record, by the edition it was opened under."""
        return kind_of(self.record.opened.record, self.context)

    def require_open(self) -> None:
        """Refuse an act on a record that has been closed, or one that is older than the record."""
        if self.record.closed:
            raise Refused(RECORD_CLOSED)
        if self.on < self.record.opened.on:
            raise Refused(refusals.BEFORE_OPENING)


NO_RECORD_KIND = refusal("no_record_kind", 409).says("""
    该程序没有这种工作记录。
    This procedure has no work records of that kind.
    请从该程序列出的种类中选择；没有的，不必在此登记。
    Choose one of the kinds that the procedure lists; for any other there is nothing to enter here.
""")
RECORD_CLOSED = refusal("record_closed", 409).says("""
    该工作记录已经办结。
    The work record has been closed.
    有新情况的，请另行登记一份。
    For something new, open another one.
""")


def kind_of(record: str, context: DecisionContext) -> RecordKind:
    """A kind of record.

    Raises:
        Refused: the pack has none of that name.
    """
    kind = context.pack.record_kind(record)
    if kind is None:
        raise Refused(NO_RECORD_KIND, detail="、".join(each.name.zh for each in context.pack.records) or None)
    return kind
