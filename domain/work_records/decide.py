"""The table of a work record: for each command, what may come of it. Decided once, where it is appended."""

from datetime import datetime
from functools import partial
from typing import assert_never
from uuid import UUID

from domain import refusals
from domain.act import Acting, BaseAct, acting, as_entered
from domain.context import DecisionContext
from domain.refusals import Refused, refusal
from domain.work_records import acts
from domain.work_records.act import Events, RecordAct
from domain.work_records.commands import (
    AddToRecord,
    CloseRecord,
    CorrectReport,
    HandInReport,
    LinkRecord,
    OpenRecord,
    RecordRecordNumber,
    WorkRecordEnvelope,
)
from domain.work_records.reports import REPORT_HANDED_IN, correct, hand_in
from domain.work_records.state import WorkRecord

RECORD_EXISTS = refusal("record_exists", 409).says("""
    该工作记录已经登记。
    The work record has been opened already.
    请打开该记录继续办理。
    Open that record and go on there.
""")


def decide(
    record_id: UUID, record: WorkRecord | None, envelope: WorkRecordEnvelope, at: datetime, context: DecisionContext
) -> Events:
    """Decide one command on a work record, as `StreamKind.decide` says.

    Raises:
        Refused: The rules do not admit it.
    """
    command = envelope.body
    if record is None:
        first = acting(BaseAct, envelope, at, context)
        match command:
            case OpenRecord():
                return as_entered(acts.open_record(command, first), envelope)
            case HandInReport():
                return as_entered(hand_in(command, first, envelope.basis), envelope)
            case _:
                raise Refused(refusals.UNKNOWN_RECORD, detail=str(record_id))
    act = acting(on_record(record), envelope, at, context)
    return as_entered(_decide(act, envelope), envelope)


def on_record(record: WorkRecord) -> Acting[RecordAct]:
    """An act on a record that exists, by whoever and whenever."""
    return partial(RecordAct, record=record)


def _decide(act: RecordAct, envelope: WorkRecordEnvelope) -> Events:
    command = envelope.body
    match command:
        case OpenRecord():
            raise Refused(RECORD_EXISTS)
        case HandInReport():
            raise Refused(REPORT_HANDED_IN)
        case CorrectReport():
            return correct(act, command, envelope.basis)
        case AddToRecord():
            return acts.add(act, command)
        case LinkRecord():
            return acts.link(act, command)
        case RecordRecordNumber():
            return acts.record_number(act, command)
        case CloseRecord():
            return acts.close(act, command)
        case _:
            assert_never(command)
