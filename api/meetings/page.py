"""GET and POST /meetings: the list with what is ripe, a notice, the entry of minutes, and what became of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.auth.meetings import NOTICE, require_notice, require_visible
from api.auth.policy import CommandName, Resource, allowed
from api.commands.possible import acts_possible
from api.forms.offered import Offer, offer
from api.http import pagination
from api.http.language import say
from api.http.pagination import ByIndex
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.arrivals import arrivals
from api.labels.event_facts import EventNaming
from api.labels.naming import Names
from api.labels.words import MEETING_STATES, MEETING_TEXTS
from api.labels.written import written
from api.meetings.form import (
    ENTRY_LABELS,
    FIELDS_MAX,
    NOTICE_LABELS,
    entry_body,
    entry_faults,
    filled_of,
    named,
    notice_body,
    roster,
)
from api.meetings.handing_in import hand_in, meeting_begun_by
from api.meetings.results import carry_out, newest_entry, outcomes_of, shown
from api.meetings.views import (
    MeetingReader,
    disclose_meeting,
    disclose_page,
    history,
    listed,
    minutes_for,
    notice_words,
    reader_of,
    ripe_for,
    row_of,
    titles_of,
)
from api.saved_views.lists import listing_of
from api.web.forms import Form, form_of, read_form, with_problem
from api.web.frame import PageRoute, Reader, id_of, number_asked, page
from api.web.sent import require_own_page
from api.web.timeline import acts
from domain.meetings.acts import decides_by_meeting
from domain.meetings.commands import ChangeNotice, ConveneMeeting, CorrectMeeting, RecordMeeting
from domain.meetings.events import MeetingConvened
from domain.organs import Organ
from eventlog.notices import reading
from projections.cases import case_page
from projections.meetings.model import MeetingRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 25
_NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}


@router.get("/meetings")
async def show_meetings(request: Request, who: Reader) -> Response:
    """A page of the list; on top what waits for one's organ to meet."""
    require(request, who, NOTICE)
    listing = await listing_of(request, who, "meetings")
    if listing.usual is not None:
        return RedirectResponse(listing.usual, 303)
    given = request.query_params.get("next") or None
    state = request.query_params.get("state")
    state = state if state in MEETING_STATES else None
    before, number = pagination.index_of(given), number_asked(request)
    found = await listed(request, who, state=state, number=number, before=before, limit=_LINES)
    disclose_page(request, who, found)
    organs = await installed_of(request).organs()
    organ, keeps = organs.organ(who.organ), _keeps(who)
    ripe = await ripe_for(request, organ) if organ and keeps else ()
    return await page(
        request,
        "meeting_list.html",
        lines=found.lines,
        names=await _names(request),
        listing=listing.filtered({"state": MEETING_STATES[state] if state else None}),
        states=list(MEETING_STATES.items()),
        state=state,
        number=number,
        before=given,
        more=pagination.following(found.read, _LINES, lambda last: ByIndex(index=last.opened_index)),
        keeps=keeps,
        ripe=ripe,
        titles=await titles_of(request, [each.case_id for each in ripe]),
    )


@router.get("/meetings/new")
async def show_new(request: Request, who: Reader) -> Response:
    """The form of a notice; what is ripe stands in it, to be ticked."""
    require(request, who, CommandName("meeting_convene"))
    return await _notice_form(request, who, Form(uuid4(), labels=NOTICE_LABELS), None)


@router.post("/meetings/new")
async def convene(request: Request, who: Reader) -> Response:
    """Give notice."""
    require_own_page(request)
    require(request, who, CommandName("meeting_convene"))
    form = await form_of(request, NOTICE_LABELS, FIELDS_MAX)
    try:
        command = read_form(ConveneMeeting, {**notice_body(form.filled), "organ": who.organ})
        meeting_id = meeting_begun_by(form.key)
        await hand_in(request, who, form.key, meeting_id, command)
    except ProblemRaised as raised:
        return await _notice_form(request, who, with_problem(form, raised), None)
    return _see(f"/meetings/{meeting_id}?seen=1")


@router.get("/meetings/{meeting_id}")
async def show_meeting(request: Request, who: Reader, meeting_id: str) -> Response:
    """One meeting: its notice, agenda and entry, with what became of each item; cases out of sight are not named.

    Whoever is invited from elsewhere reads the notice alone, and is offered no act.
    """
    id_ = id_of(meeting_id)
    opening, sight = await require_notice(request, who, id_)
    seen = request.query_params.get("seen", "")
    row = await row_of(context_of(request), id_, int(seen) if seen.isascii() and seen.isdigit() else 0)
    reader = (await reader_of(request, who, row.cases)).within(sight)
    disclose_meeting(request, who, row, reader)
    entries = await history(request, reader, id_)
    names = await _names(request, row.pack)
    return await page(
        request,
        "meeting.html",
        offer=await _offer(request, who, opening.event, id_) if sight.is_whole else None,
        row=reader.row(row),
        title=opening.title,
        notice=notice_words(entries),
        names=names,
        keeps=_keeps(who) and row.organ == who.organ,
        acts=acts(entries, EventNaming(names), lambda entry: written(entry.words, MEETING_TEXTS), "oldest"),
        arrived=await _arrived(request, id_) if sight.is_whole else {},
        **await _items(request, row, reader),
    )


@router.get("/meetings/{meeting_id}/notice")
async def show_notice(request: Request, who: Reader, meeting_id: str) -> Response:
    """The notice as a form, to be changed."""
    row, _ = await _kept(request, who, id_of(meeting_id))
    reader = await reader_of(request, who, row.cases)
    disclose_meeting(request, who, row, reader)
    words = notice_words(await history(request, reader, row.meeting_id))
    filled = {"planned_on": row.planned_on.isoformat(), "starts_at": row.starts_at or "", "place": words.place or ""}
    filled |= {"remarks": words.statement or "", **{f"case-{item.case}": item.step for item in row.agenda}}
    return await _notice_form(request, who, Form(uuid4(), filled, labels=NOTICE_LABELS), row)


@router.post("/meetings/{meeting_id}/notice")
async def change_notice(request: Request, who: Reader, meeting_id: str) -> Response:
    """Change the notice."""
    require_own_page(request)
    row, _ = await _kept(request, who, id_of(meeting_id))
    form = await form_of(request, NOTICE_LABELS, FIELDS_MAX)
    try:
        command = read_form(ChangeNotice, {**notice_body(form.filled), "invited": list(row.invited)})
        done = await hand_in(request, who, form.key, row.meeting_id, command, row.version)
    except ProblemRaised as raised:
        return await _notice_form(request, who, with_problem(form, raised), row)
    return _see(f"/meetings/{row.meeting_id}?seen={done.version}")


@router.get("/meetings/{meeting_id}/entry")
async def show_entry(request: Request, who: Reader, meeting_id: str) -> Response:
    """The form of an entry: a row for each case and each member; of one that was entered, to be corrected."""
    row, _ = await _kept(request, who, id_of(meeting_id))
    disclose_meeting(request, who, row, await reader_of(request, who, row.cases))
    entry = await newest_entry(request, row.meeting_id)
    filled = {"on": row.planned_on.isoformat()}
    if row.entry and entry:
        filled = filled_of(row, row.entry, entry.words, entry.ballots)
    return await _entry_form(request, who, Form(uuid4(), filled, labels=ENTRY_LABELS), row)


@router.post("/meetings/{meeting_id}/entry")
async def enter(request: Request, who: Reader, meeting_id: str) -> Response:
    """Enter or correct the minutes, and carry the results into the cases; each of them answers for itself."""
    require_own_page(request)
    row, organ = await _kept(request, who, id_of(meeting_id))
    form = await form_of(request, ENTRY_LABELS, FIELDS_MAX)
    organs = await installed_of(request).organs()
    body = entry_body(form.filled, roster(organs, organ.id, _day(form, row)), row.cases)
    try:
        command = read_form(CorrectMeeting, body) if row.entry else read_form(RecordMeeting, body)
        done = await hand_in(request, who, form.key, row.meeting_id, command)
    except ProblemRaised as raised:
        return await _entry_form(request, who, with_problem(form, raised), row)
    await shown(request, await carry_out(request, who, row.meeting_id))
    return _see(f"/meetings/{row.meeting_id}?seen={done.version}#results")


@router.post("/meetings/{meeting_id}/case-results")
async def send_again(request: Request, who: Reader, meeting_id: str) -> Response:
    """Send the entry to the cases again: what stands stays, what was missing is finished."""
    require_own_page(request)
    row, _ = await _kept(request, who, id_of(meeting_id))
    await shown(request, await carry_out(request, who, row.meeting_id))
    return _see(f"/meetings/{row.meeting_id}#results")


async def _kept(request: Request, who: Persona, meeting_id: UUID) -> tuple[MeetingRow, Organ]:
    """A meeting of the reader's own organ, which they keep.

    Raises:
        ProblemRaised: 403 not with this post; 404 there is none such, or it is another organ's.
    """
    require(request, who, CommandName("meeting_record"))
    await require_visible(request, who, meeting_id)
    row = await row_of(context_of(request), meeting_id)
    organ = (await installed_of(request).organs()).organ(row.organ)
    if organ is None or row.organ != who.organ:
        raise ProblemRaised(NOT_FOUND)
    return row, organ


def _keeps(who: Persona) -> bool:
    return allowed(who, CommandName("meeting_convene")).allow


def _see(address: str) -> Response:
    return RedirectResponse(address, 303, _NO_STORE)


def _day(form: Form, row: MeetingRow) -> date:
    """The day whose roster a form is of: as it was filled in, else as planned."""
    try:
        return date.fromisoformat(form.filled.get("on", ""))
    except ValueError:
        return row.planned_on


async def _offer(request: Request, who: Persona, convened: MeetingConvened, meeting_id: UUID) -> Offer:
    resource = Resource(jurisdiction=convened.jurisdiction)
    return offer(await acts_possible(request, who, "meeting", meeting_id, resource), "meeting", meeting_id)


async def _arrived(request: Request, meeting_id: UUID) -> Mapping[int, str]:
    return arrivals(await reading.of_case(context_of(request).pool, meeting_id), ballots=True)


async def _names(request: Request, pack: str | None = None) -> Names:
    return Names(await installed_of(request).organs(), pack=await installed_of(request).pack(pack) if pack else None)


async def _items(request: Request, row: MeetingRow, reader: MeetingReader) -> dict[str, Any]:
    """What a page shows of the agenda: the cases by number, and what became of each."""
    pages = await case_page.of_cases(context_of(request).pool, list(reader.seen))
    entry = await minutes_for(request, reader, row.meeting_id)
    outcomes = await outcomes_of(request, row.meeting_id, entry) if entry else ()
    organs = await installed_of(request).organs()
    return {
        "pages": pages,
        "titles": await titles_of(request, reader.seen),
        "outcomes": {each.case_id: each for each in outcomes if each.case_id in reader.seen},
        "recorded": sum(each.outcome == "recorded" for each in outcomes),
        "sent": sum(each.outcome != "not_taken_up" for each in outcomes),
        "reader": reader,
        "remarks": {c: said for c, said in (entry.remarks if entry else {}).items() if reader.reads_words(c)},
        "ballots": {c: cast for c, cast in (entry.ballots if entry else {}).items() if reader.reads_ballots(c)},
        "items": {item.case: reader.item(item) for item in row.entry.items} if entry and row.entry else {},
        "said": lambda refusal: named(refusal.detail, organs),
    }


async def _notice_form(request: Request, who: Persona, form: Form, row: MeetingRow | None) -> Response:
    organs = await installed_of(request).organs()
    organ = organs.organ(who.organ)
    ripe = await ripe_for(request, organ) if organ else ()
    reader = await reader_of(request, who, [*(each.case_id for each in ripe), *(row.cases if row else ())])
    pages = await case_page.of_cases(context_of(request).pool, list(reader.seen))
    packs = (await installed_of(request).newest_packs()).values()
    return await page(
        request,
        "meeting_notice.html",
        form.status,
        form=form,
        row=row,
        organ=organ,
        choices=[(each.case_id, each.step, each.due_on) for each in ripe if each.case_id in pages]
        + [(item.case, item.step, None) for item in (row.agenda if row else ()) if item.case in pages],
        pages=pages,
        titles=await titles_of(request, pages),
        packs=[(pack.pack, say(pack.name)) for pack in packs if organ and decides_by_meeting(pack, organ)],
        names=await _names(request),
        said=named(form.problem.particulars.detail, organs) if form.problem else None,
        today=today_of(request),
    )


async def _entry_form(request: Request, who: Persona, form: Form, row: MeetingRow) -> Response:
    organs = await installed_of(request).organs()
    reader = await reader_of(request, who, row.cases)
    members = roster(organs, row.organ, _day(form, row))
    return await page(
        request,
        "meeting_entry.html",
        form.status,
        form=form,
        faults=entry_faults(form.problem),
        said=named(form.problem.particulars.detail, organs) if form.problem else None,
        row=row,
        members=members,
        people=(*(m.person for m in members), *dict.fromkeys(a for m in members for a in m.alternates)),
        pages=await case_page.of_cases(context_of(request).pool, list(reader.seen)),
        titles=await titles_of(request, reader.seen),
        names=await _names(request, row.pack),
        today=today_of(request),
    )
