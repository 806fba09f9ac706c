"""What of a meeting a caller may see: those of one's own organ; a supervisor those of the place.

Cases have rules of their own: what was said of one is for those who see that case (api/meetings/views.py).
"""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.auth.callers import Hidden, require
from api.auth.context import context_of
from api.auth.policy import Reach, Resource, allowed, places_under, reach_of
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings
from domain.meetings.events import MeetingConvened

OPENINGS = Beginnings(MeetingConvened)


@dataclass(frozen=True, slots=True)
class VisibleMeetings:
    """Which meetings somebody sees: of organs of these places, and of these organs."""

    places: tuple[str, ...]
    organs: tuple[str, ...]


async def visible_meetings(request: Request, who: Persona) -> VisibleMeetings:
    """Which meetings a caller sees, for lists.

    Raises:
        ProblemRaised: 403, none at all.
    """
    require(request, who, "read_meetings")
    if reach_of(who, "read_meetings") is not Reach.PLACE:
        return VisibleMeetings((), (who.organ,))
    organs = await installed_of(request).organs()
    return VisibleMeetings(places_under(organs, who.jurisdiction), (who.organ,))


async def require_visible(request: Request, who: Persona, meeting_id: UUID) -> Beginning[MeetingConvened]:
    """How a meeting was convened that the caller sees.

    Raises:
        Denied: 403, the caller sees no meetings.
        Hidden: 404, there is none, or the caller may not know of it.
    """
    require(request, who, "read_meetings")
    opening = await OPENINGS.get(context_of(request).event_log, meeting_id)
    organs = await installed_of(request).organs()
    if opening is None:
        raise Hidden(who, "read_meetings", meeting_id, exists=False)
    resource = meeting_resource(opening.event)
    if not allowed(who, "read_meetings", resource, organs).allow:
        raise Hidden(who, "read_meetings", meeting_id, exists=True, place=resource.jurisdiction)
    return opening


def meeting_resource(convened: MeetingConvened) -> Resource:
    """A meeting as access rules see it: of its place, with the organ that meets taking part."""
    return Resource(jurisdiction=convened.jurisdiction, parts=frozenset({convened.organ}))
