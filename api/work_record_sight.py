"""What of a work record a caller may see: judged by how it began; a confidential one is for its two organs alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.access import Reach, house_of, places_under, reach_of
from api.incoming import here_of, require
from api.problems import BUSY_HEADERS, NOT_FOUND, UNAVAILABLE, Particulars, ProblemRaised
from api.sight import installed_of
from api.surroundings import Surroundings
from api.tokens import Persona
from domain.values import FreeText
from domain.work_records.events import WORK_RECORD_EVENT, WorkRecordOpened
from eventlog.log import StoredEvent
from projections import work_records
from projections.work_records import Sight, WorkRecordRow

_BEGINS = str(WorkRecordOpened.model_fields["kind"].default)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a record began: the fact, and its title (None when erased)."""

    opened: WorkRecordOpened
    title: str | None


async def sight_of(request: Request, who: Persona) -> Sight:
    """Which records a caller sees.

    Raises:
        ProblemRaised: 403, none at all.
    """
    require(request, who, "read_work_records")
    organs = await installed_of(request).organs()
    if reach_of(who, "read_work_records") is Reach.OWN:
        return Sight((), house_of(organs, who.organ), who.organ)
    return Sight(places_under(organs, who.jurisdiction), (who.organ,), who.organ)


def sees(sight: Sight, record: WorkRecordOpened | WorkRecordRow) -> bool:
    """Whether a record is in sight; the list says the same in SQL (projections/work_records.sql)."""
    concerned = {record.keeper, record.opened_by}
    if record.confidential:
        return sight.organ in concerned
    return record.jurisdiction in sight.places or bool(concerned & set(sight.organs))


async def require_sight(request: Request, who: Persona, record_id: UUID) -> Beginning:
    """How a record began that the caller sees.

    Raises:
        ProblemRaised: 403, the caller sees no records; 404, there is none, or the caller may not know of it.
    """
    sight = await sight_of(request, who)
    page = await here_of(request).event_log.read_stream(record_id, limit=1)
    if not page or page[0].type != _BEGINS:
        raise ProblemRaised(NOT_FOUND)
    beginning = _beginning(page[0])
    if not sees(sight, beginning.opened):
        raise ProblemRaised(NOT_FOUND)
    return beginning


async def row_of(here: Surroundings, record_id: UUID, seen: int = 0) -> WorkRecordRow:
    """A record that exists, once the read model shows the version seen, or what it shows after two seconds.

    Raises:
        ProblemRaised: 503, it is not shown at all yet.
    """
    row = await work_records.get(here.pool, record_id)
    if row is None or row.version < seen:
        await here.freshness.wait_for(record_id, max(seen, 1), shown=work_records.shown_version)
        row = await work_records.get(here.pool, record_id)
    if row is None:
        raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))
    return row


async def titles_of(here: Surroundings, record_ids: Sequence[UUID]) -> Mapping[UUID, str | None]:
    """The titles of some records, with one statement."""
    firsts = await here.event_log.read_firsts(record_ids)
    return {event.stream_id: _beginning(event).title for event in firsts}


def _beginning(event: StoredEvent) -> Beginning:
    opened = WORK_RECORD_EVENT.validate_json(event.payload)
    if not isinstance(opened, WorkRecordOpened):
        raise TypeError(f"work record {event.stream_id} begins with {event.type}")
    words = FreeText.model_validate_json(event.private) if event.private else None
    return Beginning(opened, words.title if words else None)
