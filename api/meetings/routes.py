"""Meetings (会议) as JSON: the list, one with its entries and what became of them, and what is ripe for the next."""

from typing import Literal
from uuid import UUID

from fastapi import Request, Response

from api.auth.callers import Caller, require
from api.auth.context import Context
from api.auth.disclosure import disclose
from api.auth.meetings import require_notice, require_visible
from api.auth.policy import Resource
from api.commands.possible import UNCHANGED, ActsPossible, acts_possible, acts_reply
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.replies import json_reply, list_reply
from api.http.requests import Seen
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.meetings.results import ENTER, CaseOutcome, carry_out, outcomes_of
from api.meetings.views import (
    MeetingEntry,
    RipeCase,
    disclose_meeting,
    disclose_page,
    history,
    listed,
    minutes_for,
    reader_of,
    ripe_for,
    row_of,
)
from api.streams.timeline import timeline_reply
from domain.values import Frozen, Name
from projections.meetings.model import MeetingRow

router = JsonRouter(prefix="/v1", tags=["meetings"])


class MeetingListItem(MeetingRow):
    """会议: a line of the list with its title, which is missing once erased."""

    title: str | None


class MeetingList(Frozen):
    """A page of meetings, the newest first."""

    items: tuple[MeetingListItem, ...]
    next: str | None = None


class MeetingFile(MeetingListItem):
    """会议卷: a meeting with its entries, and what became of the newest in each case that the caller sees."""

    outcomes: tuple[CaseOutcome, ...]
    events: tuple[MeetingEntry, ...]
    up_to_date: bool


class CaseOutcomes(Frozen):
    """What became of an entry in each case."""

    meeting_id: UUID
    cases: tuple[CaseOutcome, ...]


class RipeCases(Frozen):
    """The cases that wait for one's organ to meet, the most urgent first."""

    items: tuple[RipeCase, ...]


@router.read("/meetings", "meetings.list", "List meetings", MeetingList)
async def list_meetings(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    state: Literal["convened", "held", "cancelled"] | None = None,
    case: UUID | None = None,
    number: Name | None = None,
    limit: Limit = 50,
    begin: Next = None,
) -> Response:
    """Meetings of one's own organ, and those to which one is invited; a supervisor's, those of the place.

    Of a case it says what the caller may read; of a meeting to which they are invited what its notice tells.
    """
    before = pagination.index_of(begin)
    found = await listed(request, who, state=state, case_id=case, number=number, before=before, limit=limit)
    disclose_page(request, who, found)
    reader = await reader_of(request, who, {id_ for row, _ in found.lines for id_ in row.cases})
    items = tuple(MeetingListItem(**dict(reader.row(row)), title=title) for row, title in found.lines)
    following = pagination.following(found.read, limit, lambda last: ByIndex(index=last.opened_index))
    return list_reply(request, MeetingList(items=items, next=following), following)


@router.read("/meetings/ripe", "meetings.ripe", "List what the next meeting may decide", RipeCases)
async def list_ripe(request: Request, who: Caller) -> Response:
    """The cases that wait for one's organ to meet and stand on no agenda yet."""
    require(request, who, "read_meetings")
    organ = (await installed_of(request).organs()).organ(who.organ)
    found = await ripe_for(request, organ) if organ else ()
    seen = (await reader_of(request, who, [each.case_id for each in found])).seen
    return json_reply(RipeCases(items=tuple(each for each in found if each.case_id in seen)))


@router.read("/meetings/{meeting_id}", "meetings.get", "Get a meeting", MeetingFile)
async def get_meeting(request: Request, who: Caller, context: Context, meeting_id: UUID, seen: Seen = 0) -> Response:
    """A meeting with its entries; its ETag is what changing the notice sends back in If-Match.

    Whoever is invited from elsewhere (列席) reads the notice alone, and of the agenda the cases that they see.
    """
    opening, sight = await require_notice(request, who, meeting_id)
    row = await row_of(context, meeting_id, seen)
    reader = (await reader_of(request, who, row.cases)).within(sight)
    disclose_meeting(request, who, row, reader)
    entry = await minutes_for(request, reader, meeting_id)
    outcomes = await outcomes_of(request, meeting_id, entry) if entry else ()
    file = MeetingFile(
        **dict(reader.row(row)),
        title=opening.title,
        outcomes=tuple(each for each in outcomes if each.case_id in reader.seen),
        events=await history(request, reader, meeting_id),
        up_to_date=row.version >= seen,
    )
    return timeline_reply(file, {"ETag": f'"v{row.version}"'})


@router.read(
    "/meetings/{meeting_id}/acts",
    "meetings.acts",
    "List what you may do now",
    ActsPossible,
    responses=UNCHANGED,
)
async def list_acts(request: Request, who: Caller, meeting_id: UUID) -> Response:
    """您可以办理: each act that the caller may do now, and the one reason why not each that posts like theirs do."""
    opening = await require_visible(request, who, meeting_id)
    resource = Resource(jurisdiction=opening.event.jurisdiction)
    disclose(request, who, "read_meetings", "case", meeting_id, resource="meeting", place=resource.jurisdiction)
    return acts_reply(request, await acts_possible(request, who, "meeting", meeting_id, resource))


@router.post(
    "/meetings/{meeting_id}/case-results",
    operation_id="meetings.carry_out",
    summary="Send an entry to its cases again",
    response_model=CaseOutcomes,
)
async def send_again(request: Request, who: Caller, meeting_id: UUID) -> Response:
    """Send the newest entry to the cases again: what stands stays, what was missing is finished."""
    require(request, who, ENTER)
    await require_visible(request, who, meeting_id)
    return json_reply(CaseOutcomes(meeting_id=meeting_id, cases=await carry_out(request, who, meeting_id)))
