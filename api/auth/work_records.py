"""What of a work record a caller may see: judged by how it began; a confidential one is for its two organs alone."""

from uuid import UUID

from fastapi import Request

from api.auth.callers import Hidden, require
from api.auth.context import context_of
from api.auth.policy import Reach, applicant_group, places_under, reach_of
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings
from domain.organs import Organs
from domain.work_records.events import WorkRecordOpened
from projections.work_records.model import Visible, WorkRecordRow

OPENINGS = Beginnings(WorkRecordOpened)


async def visibility_of(request: Request, who: Persona) -> Visible:
    """Which records a caller sees.

    Raises:
        ProblemRaised: 403, none at all.
    """
    require(request, who, "read_work_records")
    return visible_within(await installed_of(request).organs(), who)


def visible_within(organs: Organs, who: Persona) -> Visible:
    """Which records somebody sees who sees any."""
    reach = reach_of(who, "read_work_records")
    if reach is Reach.OWN:
        return Visible((), applicant_group(organs, who.organ), who.organ)
    if reach is Reach.PART:
        return Visible((), (who.organ,), who.organ)
    return Visible(places_under(organs, who.jurisdiction), (who.organ,), who.organ)


def sees(visible: Visible, record: WorkRecordOpened | WorkRecordRow) -> bool:
    """Whether a record is visible; the list says the same in SQL (projections/work_records/queries.sql)."""
    concerned = {record.keeper, record.opened_by}
    if record.confidential:
        return visible.organ in concerned
    return record.jurisdiction in visible.places or bool(concerned & set(visible.organs))


async def require_visible(request: Request, who: Persona, record_id: UUID) -> Beginning[WorkRecordOpened]:
    """How a record began that the caller sees.

    Raises:
        Denied: 403, the caller sees no records.
        Hidden: 404, there is none, or the caller may not know of it.
    """
    visible = await visibility_of(request, who)
    opening = await OPENINGS.get(context_of(request).event_log, record_id)
    if opening is None or not sees(visible, opening.event):
        place = opening.event.jurisdiction if opening else None
        raise Hidden(who, "read_work_records", record_id, exists=opening is not None, place=place)
    return opening
