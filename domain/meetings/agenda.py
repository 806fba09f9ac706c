"""Where a meeting stands (日程), in the shape of a case's agenda."""

from domain.agenda import Agenda
from domain.meetings.state import Convened, Meeting


def agenda(meeting: Meeting) -> Agenda:
    """Where a meeting stands, in the shape that answers have; no alarm ever rings, people hold it or call it off."""
    return Agenda(
        version=meeting.version,
        closed=meeting.closed,
        stage=meeting.stage_name,
        jurisdiction=meeting.opened.jurisdiction,
        alarms=(),
        deadlines=(),
        next_due=meeting.stage.planned_on if isinstance(meeting.stage, Convened) else None,
    )
