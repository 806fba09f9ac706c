"""What of a meeting a caller may see: all of their organ's, supervisors of the place's; the invited its notice.

Cases have rules of their own: what was said of one is for those who see that case (api/meetings/views.py).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from fastapi import Request

from api.auth.callers import Hidden, require
from api.auth.context import context_of
from api.auth.disclosure import rest_on
from api.auth.policy import Action, Reach, Resource, allowed, places_under, reach_of
from api.auth.visibility import own_among
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings
from api.streams.timeline import whole_stream
from domain.case.events import EVENT
from domain.case.evolve import fold
from domain.meetings.events import MEETING_EVENT, MeetingChanged, MeetingConvened
from domain.messages import kind_of
from eventlog.log import EventLog
from eventlog.reading import facts_of

OPENINGS = Beginnings(MeetingConvened)
WHOLE: Action = "read_meetings"
NOTICE: Action = "read_meeting_notices"
"""As what a meeting is read: all that the organ sees which meets, or by whoever is invited its notice alone."""


class _Noticed(Protocol):
    """A meeting as far as access depends on it: whose it is, and its notice as it stands."""

    @property
    def jurisdiction(self) -> str: ...
    @property
    def organ(self) -> str: ...
    @property
    def invited(self) -> tuple[str, ...]: ...
    @property
    def cases(self) -> tuple[UUID, ...]: ...


@dataclass(frozen=True, slots=True)
class _AsNoticed:
    jurisdiction: str
    organ: str
    invited: tuple[str, ...]
    cases: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MeetingSight:
    """How much of a meeting somebody sees.

    Attributes:
        action: As what they read it.
        rules: Those that say so; none: they see nothing of it.
        cases: Those on its agenda of which they may hear there: not what an invited person must recuse from.
    """

    action: Action
    rules: tuple[str, ...]
    cases: frozenset[UUID]

    @property
    def is_whole(self) -> bool:
        """Whether they see all that the organ sees which meets."""
        return self.action == WHOLE


@dataclass(frozen=True, slots=True)
class VisibleMeetings:
    """Which meetings somebody sees: of organs of these places, of these organs, and to which this person is invited."""

    places: tuple[str, ...]
    organs: tuple[str, ...]
    invited: str | None


async def visible_meetings(request: Request, who: Persona) -> VisibleMeetings:
    """Which meetings a caller sees, for lists.

    Raises:
        ProblemRaised: 403, none at all.
    """
    require(request, who, NOTICE)
    invited = who.person if who.for_person is None else None
    if not allowed(who, WHOLE).allow:
        return VisibleMeetings((), (), invited)
    require(request, who, WHOLE)
    if reach_of(who, WHOLE) is not Reach.PLACE:
        return VisibleMeetings((), (who.organ,), invited)
    organs = await installed_of(request).organs()
    return VisibleMeetings(places_under(organs, who.jurisdiction), (who.organ,), invited)


async def require_visible(request: Request, who: Persona, meeting_id: UUID) -> Beginning[MeetingConvened]:
    """How a meeting was convened of which the caller sees all that there is.

    Raises:
        Denied: 403, the caller sees no meetings but by an invitation.
        Hidden: 404, there is none, or the caller may not know of it, or of its notice alone.
    """
    require(request, who, WHOLE)
    opening = await OPENINGS.get(context_of(request).event_log, meeting_id)
    organs = await installed_of(request).organs()
    if opening is None:
        raise Hidden(who, WHOLE, meeting_id, exists=False)
    if not allowed(who, WHOLE, meeting_resource(opening.event), organs).allow:
        raise Hidden(who, WHOLE, meeting_id, exists=True, place=opening.event.jurisdiction)
    return opening


async def require_notice(
    request: Request, who: Persona, meeting_id: UUID
) -> tuple[Beginning[MeetingConvened], MeetingSight]:
    """How a meeting was convened of which the caller sees the notice at least, and how much they see of it.

    Raises:
        Hidden: 404, there is none, or the caller may not know of it.
    """
    read = await context_of(request).event_log.read_beginning(meeting_id, with_types=(kind_of(MeetingChanged),))
    opening = OPENINGS.read(read)
    if opening is None:
        raise Hidden(who, NOTICE, meeting_id, exists=False)
    newest = facts_of(MEETING_EVENT, read[-1])
    if not isinstance(newest, MeetingConvened | MeetingChanged):
        raise TypeError(f"{read[-1].type} is no notice")
    cases = tuple(item.case for item in newest.agenda)
    place, organ = opening.event.jurisdiction, opening.event.organ
    sight = await sight_of(request, who, _AsNoticed(place, organ, newest.invited, cases))
    if not sight.rules:
        raise Hidden(who, NOTICE, meeting_id, exists=True, place=place)
    rest_on(request, sight.action, sight.rules)
    return opening, sight


async def sees(request: Request, who: Persona, meeting_id: UUID) -> bool:
    """Whether a page of a meeting is there for somebody."""
    try:
        await require_notice(request, who, meeting_id)
    except Hidden:
        return False
    return True


async def sight_of(request: Request, who: Persona, meeting: _Noticed) -> MeetingSight:
    """How much of a meeting somebody sees, by its notice as it stands.

    Whoever is invited comes for the cases from which they need not recuse; where there is none, they stay out.
    """
    organs = await installed_of(request).organs()
    resource = meeting_resource(meeting)
    whole = allowed(who, WHOLE, resource, organs)
    if whole.allow:
        return MeetingSight(WHOLE, whole.rules, frozenset(meeting.cases))
    if not allowed(who, NOTICE, resource, organs).allow:
        return MeetingSight(NOTICE, (), frozenset())
    rules, heard = tuple[str, ...](), set[UUID]()
    for case_id, item in (await _items(request, who, resource, meeting.cases)).items():
        decision = allowed(who, NOTICE, item, organs)
        if decision.allow:
            rules = decision.rules
            heard.add(case_id)
    return MeetingSight(NOTICE, rules, frozenset(heard))


def meeting_resource(meeting: _Noticed | MeetingConvened) -> Resource:
    """A meeting as access rules see it: of its place, with the organ that meets taking part, and whom it invites."""
    return Resource(
        jurisdiction=meeting.jurisdiction, parts=frozenset({meeting.organ}), invited=frozenset(meeting.invited)
    )


async def _items(request: Request, who: Persona, meeting: Resource, cases: Collection[UUID]) -> dict[UUID, Resource]:
    """Each case on an agenda as access rules see it at that meeting: whether it is theirs, and who has recused."""
    own, log = await own_among(request, who, cases), context_of(request).event_log
    return {
        case_id: replace(
            meeting,
            parties=frozenset({who.person} if case_id in own else ()),
            recused=await _recused(log, case_id),
        )
        for case_id in cases
    }


async def _recused(log: EventLog, case_id: UUID) -> frozenset[str]:
    """Who has recused from what is determined now of a case."""
    case = fold(case_id, [facts_of(EVENT, each) for each in await whole_stream(log, case_id)])
    return case.recused_now if case else frozenset()
