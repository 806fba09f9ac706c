"""GET /records and /records/{id}: preventive work outside any case, what is due again, and what was written down."""

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.auth.scope import cases_seen
from api.auth.work_records import require_visible, visibility_of
from api.forms.offered import beginnings, offer
from api.http import pagination
from api.http.pagination import ByIndex
from api.installed import installed_of
from api.labels.arrivals import arrivals
from api.labels.due_words import DueLabel, due_label
from api.labels.event_facts import EventNaming
from api.labels.naming import Names
from api.labels.words import WORK_RECORD_STATES, WORK_RECORD_TEXTS
from api.labels.written import written
from api.saved_views.lists import listing_of
from api.streams.rows import numbers_of
from api.web.frame import PageRoute, Reader, id_of, number_asked, page
from api.web.names import names_for
from api.web.timeline import acts
from api.work_records.timeline import history
from api.work_records.views import Titled, acts_on, listed, row_of
from domain.terms.calendar import Calendar
from eventlog.notices import reading
from projections.cases import case_page
from projections.risk_filings import model as risk_filings
from projections.work_records import model as work_records
from projections.work_records.model import WorkRecordRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 25
_OVERDUE_MAX = 50


@router.get("/records")
async def show_records(request: Request, who: Reader) -> Response:
    """A page of the list; filters stand in the address; what should have come round by now is on top."""
    visible, context, today = await visibility_of(request, who), context_of(request), today_of(request)
    listing = await listing_of(request, who, "records")
    if listing.usual is not None:
        return RedirectResponse(listing.usual, 303)
    given = request.query_params.get("next") or None
    before = pagination.index_of(given)
    kinds = await work_records.kinds(context.pool, visible)
    kind, state = request.query_params.get("kind"), request.query_params.get("state")
    kind, state = kind if kind in kinds else None, state if state in WORK_RECORD_STATES else None
    number = number_asked(request)
    records = await listed(request, who, record=kind, state=state, number=number, before=before, limit=_LINES)
    overdue = list[Titled]()
    if before is None and state is None and number is None:
        overdue = await listed(request, who, record=kind, state="overdue", limit=_OVERDUE_MAX)
    calendar, names = await installed_of(request).calendar(), Names(await installed_of(request).organs())
    overdue.sort(key=lambda each: (each[0].next_due or today, each[0].opened_index))
    return await page(
        request,
        "work_record_list.html",
        lines=[(row, title, _label(row, today, calendar)) for row, title in records],
        overdue=[(row, title, _label(row, today, calendar)) for row, title in overdue],
        names=names,
        listing=listing.filtered(
            {"kind": kinds[kind] if kind else None, "state": WORK_RECORD_STATES[state] if state else None}
        ),
        kinds=list(kinds.items()),
        kind=kind,
        states=list(WORK_RECORD_STATES.items()),
        state=state,
        number=number,
        before=given,
        more=pagination.following(records, _LINES, lambda last: ByIndex(index=last[0].opened_index)),
        beginnings=beginnings(request, who, "records"),
    )


@router.get("/records/{record_id}")
async def show_record(request: Request, who: Reader, record_id: str) -> Response:
    """One record with its entries; what the reader may not know of is not there."""
    id_ = id_of(record_id)
    opening = await require_visible(request, who, id_)
    context = context_of(request)
    row = await row_of(context, id_)
    names = await names_for(request, who, [row.subject] if row.subject else [])
    calendar = await installed_of(request).calendar(names.organs.locality(row.jurisdiction))
    entries = await history(request, who, id_, opening.event)
    return await page(
        request,
        "work_record.html",
        row=row,
        pack=await installed_of(request).pack(row.pack),
        title=opening.title,
        label=_label(row, today_of(request), calendar),
        names=names,
        cases=await numbers_of(context.pool, await cases_seen(request, who, row.cases), case_page.numbers_of),
        filings=await numbers_of(context.pool, row.risk_filings, risk_filings.numbers_of),
        may_read_filings=allowed(who, "read_risk_filings").allow,
        offer=offer(await acts_on(request, who, id_, opening.event), "work_record", id_),
        acts=acts(entries, EventNaming(names), lambda entry: written(entry.words, WORK_RECORD_TEXTS), "oldest"),
        arrived=arrivals(await reading.of_case(context.pool, id_), ballots=True),
        readable=any(entry.words or entry.words_erased for entry in entries),
        behind=entries[-1].version > row.version,
    )


def _label(row: WorkRecordRow, today: date, calendar: Calendar) -> DueLabel | None:
    """How far the next entry is, where one is due: late is said, and never called a breach (A-02)."""
    return due_label(row.next_due, today, calendar, advisory=True) if row.next_due else None
