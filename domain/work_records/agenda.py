"""Where a work record stands (日程), in the shape of a case's agenda."""

from domain.agenda import Agenda
from domain.work_records.state import WorkRecord


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
