"""GET /risk-filings and /risk-filings/{id}: filings before the work, where each stands, and what became of it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import AppContext, context_of, today_of
from api.auth.risk_filings import require_visible
from api.auth.scope import cases_seen, scope_of
from api.forms.offered import beginnings, offer
from api.http import pagination
from api.http.pagination import ByIndex
from api.installed import installed_of
from api.labels.arrivals import arrivals
from api.labels.due_words import DueLabel, due_label
from api.labels.event_facts import EventNaming
from api.labels.naming import Names
from api.labels.words import RISK_FILING_STAGES, RISK_FILING_TEXTS
from api.labels.written import written
from api.risk_filings.timeline import RiskFilingEntry, history
from api.risk_filings.views import acts_on, listed, row_of
from api.saved_views.lists import listing_of
from api.streams.rows import numbers_of
from api.web.frame import PageRoute, Reader, id_of, number_asked, page
from api.web.names import names_for
from api.web.timeline import acts
from api.work_records import views as work_records
from domain.risk_filings.events import EVIDENCE_NOT_PROMISE
from domain.terms.calendar import Calendar
from eventlog.notices import reading
from projections.cases import case_page
from projections.dispatches import model as dispatches
from projections.matters import bans
from projections.risk_filings.model import RiskFilingRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 25


@router.get("/risk-filings")
async def show_risk_filings(request: Request, who: Reader) -> Response:
    """A page of the list; the filter stands in the address."""
    scope = await scope_of(request, who, "read_risk_filings")
    listing = await listing_of(request, who, "risk-filings")
    if listing.usual is not None:
        return RedirectResponse(listing.usual, 303)
    context, given = context_of(request), request.query_params.get("next") or None
    stage = request.query_params.get("stage")
    stage = stage if stage in RISK_FILING_STAGES else None
    number, before = number_asked(request), pagination.index_of(given)
    filings = await listed(context, scope, stage=stage, number=number, before=before, limit=_LINES)
    calendar, names = await installed_of(request).calendar(), Names(await installed_of(request).organs())
    return await page(
        request,
        "risk_filing_list.html",
        lines=[(row, title, _label(row, today_of(request), calendar)) for row, title in filings],
        names=names,
        listing=listing.filtered({"stage": RISK_FILING_STAGES[stage] if stage else None}),
        stages=list(RISK_FILING_STAGES.items()),
        stage=stage,
        number=number,
        before=given,
        more=pagination.following(filings, _LINES, lambda last: ByIndex(index=last[0].opened_index)),
        beginnings=beginnings(request, who, "risk-filings"),
    )


@router.get("/risk-filings/{filing_id}")
async def show_risk_filing(request: Request, who: Reader, filing_id: str) -> Response:
    """One filing: facts, times, and everything that happened; what the reader may not know of is not there."""
    id_ = id_of(filing_id)
    receipt = await require_visible(request, who, "read_risk_filings", id_)
    context = context_of(request)
    row = await row_of(context, id_)
    names = await names_for(request, who, row.subjects)
    calendar = await installed_of(request).calendar(names.organs.locality(row.jurisdiction))
    entries = await history(request, who, id_, receipt.event)
    seen = await cases_seen(request, who, await _cases(context, row))
    return await page(
        request,
        "risk_filing.html",
        row=row,
        pack=await installed_of(request).pack(row.pack),
        title=receipt.title,
        label=_label(row, today_of(request), calendar),
        names=names,
        cases=await numbers_of(context.pool, seen, case_page.numbers_of),
        risks=[risk for entry in entries if entry.words is not None for risk in entry.words.risks],
        work=next((entry.words.statement for entry in entries[:1] if entry.words is not None), None),
        conditions=_conditions(entries),
        promise=EVIDENCE_NOT_PROMISE,
        offer=offer(await acts_on(request, who, id_, receipt.event), "risk_filing", id_),
        acts=acts(entries, EventNaming(names), lambda entry: written(entry.words, RISK_FILING_TEXTS)),
        arrived=arrivals(await reading.of_case(context.pool, id_), ballots=True),
        behind=entries[-1].version > row.version,
        sent=await dispatches.of_stream(context.pool, id_),
        records=await work_records.of_filing(request, who, id_),
    )


async def _cases(context: AppContext, row: RiskFilingRow) -> tuple[UUID, ...]:
    """The cases that it was linked to, and those of its matter, which may have begun from it (R-04)."""
    matter = await bans.matter(context.pool, row.matter_id)
    return tuple(dict.fromkeys((*row.cases, *(each.case_id for each in (matter.occurrences if matter else ())))))


def _label(row: RiskFilingRow, today: date, calendar: Calendar) -> DueLabel | None:
    """How far the reply is that is owed, if one is."""
    if row.reply_due_on is None:
        return None
    return due_label(row.reply_due_on, today, calendar, provisional=row.reply_provisional)


def _conditions(entries: Sequence[RiskFilingEntry]) -> tuple[str, ...]:
    """Those of the last reply that had words."""
    given = [entry.words.conditions for entry in entries if entry.words is not None and entry.words.conditions]
    return given[-1] if given else ()
