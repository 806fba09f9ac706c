"""What of a work record a caller may see: judged by how it began; a confidential one is for its two organs alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.auth.policy import Reach, applicant_group, places_under, reach_of
from api.auth.tokens import Persona
from api.auth.visibility import installed_of
from api.http.context import AppContext
from api.http.problems import BUSY_HEADERS, NOT_FOUND, UNAVAILABLE, Particulars, ProblemRaised
from api.http.requests import here_of, require
from domain.values import FreeText
from domain.work_records.events import WORK_RECORD_EVENT, WorkRecordOpened
from eventlog.log import StoredEvent
from projections.work_records import model as work_records
from projections.work_records.model import Visible, WorkRecordRow

_BEGINS = str(WorkRecordOpened.model_fields["kind"].default)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a record began: the fact, and its title (None when erased)."""

    opened: WorkRecordOpened
    title: str | None


async def visibility_of(request: Request, who: Persona) -> Visible:
    """Which records a caller sees.

    Raises:
        ProblemRaised: 403, none at all.
    """
    require(request, who, "read_work_records")
    organs = await installed_of(request).organs()
    if reach_of(who, "read_work_records") is Reach.OWN:
        return Visible((), applicant_group(organs, who.organ), who.organ)
    return Visible(places_under(organs, who.jurisdiction), (who.organ,), who.organ)


def sees(sight: Visible, record: WorkRecordOpened | WorkRecordRow) -> bool:
    """Whether a record is in sight; the list says the same in SQL (projections/work_records.sql)."""
    concerned = {record.keeper, record.opened_by}
    if record.confidential:
        return sight.organ in concerned
    return record.jurisdiction in sight.places or bool(concerned & set(sight.organs))


async def require_visible(request: Request, who: Persona, record_id: UUID) -> Beginning:
    """How a record began that the caller sees.

    Raises:
        ProblemRaised: 403, the caller sees no records; 404, there is none, or the caller may not know of it.
    """
    sight = await visibility_of(request, who)
    page = await here_of(request).event_log.read_stream(record_id, limit=1)
    if not page or page[0].type != _BEGINS:
        raise ProblemRaised(NOT_FOUND)
    beginning = _beginning(page[0])
    if not sees(sight, beginning.opened):
        raise ProblemRaised(NOT_FOUND)
    return beginning


async def row_of(here: AppContext, record_id: UUID, seen: int = 0) -> WorkRecordRow:
    """A record that exists, once the read model shows the version seen, or what it shows after two seconds.

    Raises:
        ProblemRaised: 503, it is not shown at all yet.
    """
    row = await work_records.get(here.pool, record_id)
    if row is None or row.version < seen:
        await here.read_models.wait_for(record_id, max(seen, 1), shown=work_records.shown_version)
        row = await work_records.get(here.pool, record_id)
    if row is None:
        raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))
    return row


async def titles_of(here: AppContext, record_ids: Sequence[UUID]) -> Mapping[UUID, str | None]:
    """The titles of some records, with one statement."""
    firsts = await here.event_log.read_firsts(record_ids)
    return {event.stream_id: _beginning(event).title for event in firsts}


def _beginning(event: StoredEvent) -> Beginning:
    opened = WORK_RECORD_EVENT.validate_json(event.payload)
    if not isinstance(opened, WorkRecordOpened):
        raise TypeError(f"work record {event.stream_id} begins with {event.type}")
    words = FreeText.model_validate_json(event.private) if event.private else None
    return Beginning(opened, words.title if words else None)
