"""Read model: meetings (会议): which organ met, when, on which cases, and what its minutes say.

A row is a meeting. It folds the events of meetings alone: what a case took in of one is on the page of that case.
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from domain.identity import canonical_number
from domain.meetings import events
from domain.meetings.commands import AgendaItem
from domain.meetings.events import EnteredResult, MeetingEvent
from domain.meetings.minutes import Attendance
from domain.values import Code, Frozen, Sha256
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.parties import part_mark
from projections.cases.view import UNSHOWN, CasePage
from projections.projector.logged import LoggedMeetingEvent
from projections.projector.numbering import NumberedRow, Numbering, first_fields
from projections.projector.read_model import of_one_row
from projections.projector.table import Table, changed, made_of, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_YEAR_AND_SERIAL = re.compile(r"\(([0-9]{4})\)([0-9]{1,9})$")
"""What a number ends with in its one spelling: as many digits as the columns hold."""

StateName = Literal["convened", "held", "cancelled"]


class EntryView(Frozen):
    """登记的会议结果: an entry of minutes as it stands; the words are in the event of that version."""

    version: int
    on: date
    minutes_number: str
    minutes: Sha256
    attendance: tuple[Attendance, ...]
    items: tuple[EnteredResult, ...]


class MeetingRow(NumberedRow):
    """会议: a meeting with its number, notice and minutes.

    Attributes:
        noticed_on: the day of the notice.
        notice_version: the event that tells the notice as it stands.
        cases: those on the agenda.
        entry: the minutes as entered last.
        corrected: how many times the entry was corrected.
    """

    STREAM: ClassVar = "meeting_id"

    meeting_id: UUID
    organ: Code
    voting: bool
    noticed_on: date
    notice_version: int = 1
    planned_on: date
    starts_at: str | None
    invited: tuple[Code, ...]
    agenda: tuple[AgendaItem, ...]
    cases: tuple[UUID, ...]
    state: StateName = "convened"
    entry: EntryView | None = None
    corrected: int = 0


def initial(logged: LoggedMeetingEvent, event: events.MeetingConvened) -> MeetingRow:
    """A meeting as it begins."""
    return made_of(
        MeetingRow,
        event,
        **first_fields(MeetingRow, logged),
        noticed_on=event.on,
        cases=tuple(item.case for item in event.agenda),
    )


def evolve(row: MeetingRow, logged: LoggedMeetingEvent, event: MeetingEvent) -> MeetingRow:
    """A meeting after an event; of each it shows at least the version."""
    return changed(_evolve(row, logged, event), version=logged.version, changed_at=logged.recorded_at)


def _evolve(row: MeetingRow, logged: LoggedMeetingEvent, event: MeetingEvent) -> MeetingRow:
    match event:
        case events.MeetingConvened():
            raise TypeError(f"meeting {row.meeting_id} was convened twice")
        case events.MeetingChanged():
            return changed(
                row,
                notice_version=logged.version,
                planned_on=event.planned_on,
                starts_at=event.starts_at,
                invited=event.invited,
                agenda=event.agenda,
                cases=tuple(item.case for item in event.agenda),
            )
        case events.MeetingCancelled():
            return changed(row, state="cancelled")
        case events.MeetingRecorded():
            return changed(row, state="held", entry=_entry(logged, event))
        case events.MeetingCorrected():
            return changed(row, entry=_entry(logged, event), corrected=row.corrected + 1)
        case _:
            assert_never(event)


def _entry(logged: LoggedMeetingEvent, event: events.MeetingRecorded | events.MeetingCorrected) -> EntryView:
    return made_of(EntryView, event, version=logged.version)


_TABLE = Table("meetings", 1, MeetingRow, _SQL["create"])

MODEL = of_one_row(_TABLE, initial, evolve, Numbering("会", _TABLE))

get, shown_version, numbers_of = _TABLE.get, _TABLE.shown_version, _TABLE.numbers_of


async def listed(  # noqa: PLR0913 - each is one filter of the list
    pool: Pool,
    places: Sequence[str],
    organs: Sequence[str],
    *,
    invited: str | None = None,
    state: str | None = None,
    case_id: UUID | None = None,
    ids: Sequence[UUID] | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[MeetingRow, ...]:
    """Meetings that somebody sees, the newest first.

    Args:
        pool: of connections.
        places: those of organs of these places.
        organs: and those of these organs.
        invited: and those to which this person is invited.
        state: only convened, held or cancelled ones.
        case_id: only those with this case on the agenda.
        ids: only those among these.
        before: the `opened_index` of the last line of the page before.
        limit: lines of a page.
    """
    filters = state, case_id, before, limit, invited, ids
    return await read(pool, MeetingRow, _SQL["listed"], places, organs, *filters)


async def bearing(pool: Pool, number: str | None) -> list[UUID] | None:
    """The meetings that bear a number, however it is typed; None: none is asked for."""
    if number is None:
        return None
    wanted = canonical_number(number)
    ends = _YEAR_AND_SERIAL.search(wanted)
    if ends is None:
        return []
    found = await pool.fetch(_SQL["of_serial"], int(ends[1]), int(ends[2]))
    return [row["meeting_id"] for row in found if canonical_number(row["number"]) == wanted]


async def ripe(pool: Pool, organ: str, limit: int = 200) -> tuple[CasePage, ...]:
    """The cases that wait for an organ to meet, the most urgent first; whether it decides them the pack says."""
    return await read(pool, CasePage, _SQL["ripe"], organ, part_mark(organ), limit, UNSHOWN)
