"""The calendar of one's own deadlines (RFC 5545), under an address that nobody guesses and its owner revokes.

A day is a whole day in Shanghai. An entry keeps its UID; its SEQUENCE rises when its date changes, and where the duty
ended it is told as cancelled.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fastapi import APIRouter
from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import AppContext, context_of, today_of
from api.auth.disclosure import disclose_listed
from api.auth.policy import allowed
from api.auth.visits import credentials_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.credentials import digest_of
from api.identity.personas import Persona
from api.inbox.desk import days_of, desk
from api.inbox.tasks import Filters, Tab, Task, page_of
from api.inbox.words import to_do
from api.installed import installed_of
from api.labels.due_words import due_label
from api.labels.naming import Names
from api.web.frame import PageRoute
from domain.organs import Organs
from domain.terms import calendar as working_days
from domain.terms.deadlines import SHANGHAI
from eventlog.notices import feeds
from eventlog.notices.feeds import Entry

router = APIRouter(route_class=PageRoute, include_in_schema=False)

SUFFIX = ".ics"
_TABS = (Tab.MINE, Tab.UNCLAIMED, Tab.VOTES, Tab.LATER)
_ENTRIES_MAX = 200
"""Of each tab: more deadlines than a calendar can show on a screen."""
_HOST = "rongcuo.invalid"
_REFRESH = timedelta(hours=4)


@router.get("/calendar-feeds/{secret}")
async def read_calendar(request: Request, secret: str) -> Response:
    """The deadlines of whoever has this address, in the post for which they made it, while they hold it."""
    context = context_of(request)
    feed = await feeds.asked_for(context.pool, digest_of(secret.removesuffix(SUFFIX)), context.clock())
    offices = await credentials_of(request).offices_now(today_of(request))
    who = offices.persona(feed.person, feed.position) if feed else None
    if feed is None or who is None or not allowed(who, "read_inbox").allow:
        raise ProblemRaised(NOT_FOUND)
    tasks = await _tasks(request, who, offices.organs)
    disclose_listed(request, who, "read_inbox", list(dict.fromkeys(each.case_id for each in tasks)))
    names = Names(offices.organs)
    due = [(each.about, each.due_on, f"{each.case_number} {to_do(each, names)}") for each in tasks if each.due_on]
    entries = await feeds.told(context.pool, feed.feed_id, due, context.clock())
    counted = await installed_of(request).calendar()
    content = written(entries, counted, context, {each.about: f"/cases/{each.case_id}#duties" for each in tasks})
    headers = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    return Response(content, 200, headers, "text/calendar; charset=utf-8")


def written(
    entries: Sequence[Entry], counted: working_days.Calendar, context: AppContext, where: dict[object, str]
) -> bytes:
    """The entries as a file; how many working days are left is told as of now, and changes no entry."""
    now = context.clock()
    made = Calendar()
    made.add("prodid", "-//rongcuo//deadlines//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "容错纠错期限")
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry, counted, now, context.public_url + where.get(entry.uid, "/inbox")))
    content: bytes = made.to_ical()
    return content


def _event(entry: Entry, counted: working_days.Calendar, now: datetime, url: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{_HOST}")
    event.add("dtstamp", now)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if not entry.cancelled:
        event.add("description", due_label(entry.due_on, now.astimezone(SHANGHAI).date(), counted).text)
        event.add("url", url)
    return event


async def _tasks(request: Request, who: Persona, organs: Organs) -> list[Task]:
    """What is due of somebody, each once; not what stands still."""
    mine = desk(organs, who, await days_of(request))
    context = context_of(request)
    pages = [await page_of(context, mine, Filters(tab), None, _ENTRIES_MAX) for tab in _TABS]
    found = (each for one in pages for each in one.tasks if each.due_on is not None and not each.paused)
    return list({each.about: each for each in found}.values())
