"""The table of a work record: for each command, what may come of it. Decided once, where it is appended."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from domain import refusals
from domain.case.act import business_date, require_in_office
from domain.case.agenda import Agenda
from domain.case.context import DecisionContext
from domain.messages import Command
from domain.refusals import Refused, refusal
from domain.values import FreeText
from domain.work_records import acts
from domain.work_records.acts import Events, RecordAct
from domain.work_records.commands import AddToRecord, CloseRecord, LinkRecord, OpenRecord, WorkRecordEnvelope
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
    """Decide one command on a work record.

    Args:
        record_id: The record, also when it does not exist yet.
        record: Its state; None before the first event.
        envelope: The command with its actor and what was seen.
        at: The instant it came in.
        context: Law, organs, registers, and the case or risk filing that the command names.

    Returns:
        The events to append, at least one.

    Raises:
        Refused: The rules do not admit it.
    """
    command = envelope.body
    on = business_date(command, at, history=False)
    require_in_office(envelope.actor, on, context)
    if record is None:
        if not isinstance(command, OpenRecord):
            raise Refused(refusals.UNKNOWN_RECORD, detail=str(record_id))
        return _with_late_entry(acts.open_record(command, envelope.actor, on, context), command)
    act = RecordAct(record, envelope.actor, on, envelope.seen, context)
    match command:
        case OpenRecord():
            raise Refused(RECORD_EXISTS)
        case AddToRecord():
            return _with_late_entry(acts.add(act, command), command)
        case LinkRecord():
            return _with_late_entry(acts.link(act, command), command)
        case CloseRecord():
            return _with_late_entry(acts.close(act, command), command)
        case _:
            assert_never(command)


def agenda(record: WorkRecord) -> Agenda:
    """Where a record stands, in the shape that answers have; no alarm ever rings, since nobody's right ends."""
    return Agenda(
        version=record.version,
        closed=record.closed,
        stage=record.stage_name,
        jurisdiction=record.opened.jurisdiction,
        alarms=(),
        deadlines=(),
        next_due=record.next_due,
    )


def _with_late_entry(events: Events, command: Command) -> Events:
    """Keep why an act was entered late with the act itself."""
    if command.late_entry_reason is None:
        return events
    first, *rest = events
    private = (first.private or FreeText()).model_copy(update={"late_entry_reason": command.late_entry_reason})
    return [first.model_copy(update={"private": private}), *rest]
