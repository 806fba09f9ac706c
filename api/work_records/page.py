"""GET /records and /records/{id}: preventive work outside any case, what is due again, and what was written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.auth.policy import CommandName, allowed
from api.auth.tokens import Persona
from api.auth.visibility import installed_of
from api.cases.timeline_page import WrittenText
from api.http import pagination
from api.http.pagination import ByIndex
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.requests import here_of
from api.labels.due_words import DueLabel, due_label
from api.labels.event_facts import Fact
from api.labels.naming import ActorName, Names
from api.labels.words import EventWords, word
from api.web.frame import PageRoute, page, reader, today_of
from api.work_records.timeline import WorkRecordEntry, entries
from api.work_records.visibility import require_visible, row_of, sees, titles_of, visibility_of
from api.work_records.words import STATES, TEXTS, WORK_RECORD_EVENTS, facts_of
from domain.terms.calendar import Calendar
from domain.values import Bilingual
from projections.cases import case_page
from projections.risk_filings import model as risk_filings
from projections.work_records import model as work_records
from projections.work_records.model import WorkRecordRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 25
_OVERDUE_MAX = 50

Reader = Annotated[Persona, Depends(reader)]


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record in a list, in words; `label` says how far the next entry is, where one is due."""

    row: WorkRecordRow
    title: str | None
    keeper: str
    opened_by: str
    place: str
    state: Bilingual
    label: DueLabel | None


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    version: int
    words: EventWords
    facts: tuple[Fact, ...]
    texts: tuple[WrittenText, ...]
    erased: bool


@dataclass(frozen=True, slots=True)
class RecordAct:
    """What one command recorded, who gave it, and when."""

    recorded_at: datetime
    on: date
    actor: ActorName
    lines: tuple[Line, ...]


@router.get("/records")
async def show_records(request: Request, who: Reader) -> Response:
    """A page of the list; filters stand in the address; what should have come round by now is on top."""
    sight, here, today = await visibility_of(request, who), here_of(request), today_of(request)
    given = request.query_params.get("next") or None
    before = pagination.place_of(given, ByIndex)
    kinds = await work_records.kinds(here.pool, sight)
    kind, state = request.query_params.get("kind"), request.query_params.get("state")
    kind, state = kind if kind in kinds else None, state if state in STATES else None
    rows = await work_records.listed(
        here.pool,
        sight,
        record=kind,
        state=None if state == "overdue" else state,
        overdue_on=today if state == "overdue" else None,
        before=before.index if before else None,
        limit=_LINES,
    )
    overdue: Sequence[WorkRecordRow] = ()
    if before is None and state is None:
        overdue = await work_records.listed(here.pool, sight, record=kind, overdue_on=today, limit=_OVERDUE_MAX)
    titles = await titles_of(here, [row.record_id for row in (*rows, *overdue)])
    calendar, names = await installed_of(request).calendar(), Names(await installed_of(request).organs())
    due_first = sorted(overdue, key=lambda row: (row.next_due or today, row.opened_index))
    return await page(
        request,
        "work_record_list.html",
        lines=[record_line(row, titles.get(row.record_id), names, calendar, today) for row in rows],
        overdue=[record_line(row, titles.get(row.record_id), names, calendar, today) for row in due_first],
        kinds=list(kinds.items()),
        kind=kind,
        states=list(STATES.items()),
        state=state,
        before=given,
        more=pagination.cursor(ByIndex(index=rows[-1].opened_index)) if len(rows) == _LINES else None,
        may_open=allowed(who, CommandName("work_record_open")).allow,
        public_url=here.public_url,
    )


@router.get("/records/{record_id}")
async def show_record(request: Request, who: Reader, record_id: str) -> Response:
    """One record with its entries; what the reader may not know of is not there."""
    id_ = _id(record_id)
    beginning = await require_visible(request, who, id_)
    here = here_of(request)
    row = await row_of(here, id_)
    organs = await installed_of(request).organs()
    registered = await here.subjects.get([row.subject] if row.subject else [])
    names = Names(
        organs,
        subjects={each: entry.subject for each, entry in registered.items()},
        unmasked=allowed(who, "read_subjects").allow,
    )
    calendar = await installed_of(request).calendar(organs.locality(row.jurisdiction))
    written = await entries(request, who, id_, beginning.opened)
    return await page(
        request,
        "work_record.html",
        record=record_line(row, beginning.title, names, calendar, today_of(request)),
        subject=names.subject(row.subject) if row.subject else None,
        cases=[(case_id, await _case_number(request, case_id)) for case_id in row.cases],
        filings=[(filing_id, await _filing_number(request, filing_id)) for filing_id in row.risk_filings],
        may_read_cases=allowed(who, "read_case").allow,
        may_read_filings=allowed(who, "read_risk_filings").allow,
        acts=tuple(_acts(written, names)),
        readable=any(entry.words or entry.words_erased for entry in written),
        behind=written[-1].version > row.version,
    )


async def related(
    request: Request, who: Persona, case_id: UUID, matters: Sequence[UUID], filings: Sequence[UUID]
) -> Sequence[tuple[WorkRecordRow, str | None]]:
    """The records that a case shows, with their titles, as far as the reader sees them; none confidential."""
    if not allowed(who, "read_work_records").allow:
        return ()
    here, sight = here_of(request), await visibility_of(request, who)
    rows = [row for row in await work_records.of_case(here.pool, case_id, matters, filings) if sees(sight, row)]
    titles = await titles_of(here, [row.record_id for row in rows])
    return [(row, titles.get(row.record_id)) for row in rows]


async def related_to_filing(
    request: Request, who: Persona, filing_id: UUID
) -> Sequence[tuple[WorkRecordRow, str | None]]:
    """The records that a risk filing shows, in the same way."""
    if not allowed(who, "read_work_records").allow:
        return ()
    here, sight = here_of(request), await visibility_of(request, who)
    rows = [row for row in await work_records.of_filing(here.pool, filing_id) if sees(sight, row)]
    titles = await titles_of(here, [row.record_id for row in rows])
    return [(row, titles.get(row.record_id)) for row in rows]


def record_line(row: WorkRecordRow, title: str | None, names: Names, calendar: Calendar, today: date) -> RecordLine:
    """A record in words. What comes round is a matter of practice: late is said, and never called a breach (A-02)."""
    label = due_label(row.next_due, today, calendar, advisory=True) if row.next_due else None
    return RecordLine(
        row=row,
        title=title,
        keeper=names.organ(row.keeper),
        opened_by=names.organ(row.opened_by),
        place=names.place(row.jurisdiction),
        state=word(STATES, row.state),
        label=label,
    )


async def _case_number(request: Request, case_id: UUID) -> str:
    shown = await case_page.get(here_of(request).pool, case_id)
    return shown.number if shown else str(case_id)[:8]


async def _filing_number(request: Request, filing_id: UUID) -> str:
    shown = await risk_filings.get(here_of(request).pool, filing_id)
    return shown.number if shown else str(filing_id)[:8]


def _acts(written: Sequence[WorkRecordEntry], names: Names) -> Iterator[RecordAct]:
    """What was written by the acts that recorded it, in the order in which it was written."""
    for _, group in groupby(written, key=lambda entry: entry.command_id):
        of_act = list(group)
        lines = tuple(_line(entry, names) for entry in of_act)
        yield RecordAct(of_act[0].recorded_at, of_act[0].on, names.actor(of_act[0].actor), lines)


def _line(entry: WorkRecordEntry, names: Names) -> Line:
    return Line(
        version=entry.version,
        words=WORK_RECORD_EVENTS[entry.kind],
        facts=facts_of(entry.facts, names, entry.words.document_titles if entry.words else ()),
        texts=tuple(_written(entry)),
        erased=entry.words_erased,
    )


def _written(entry: WorkRecordEntry) -> Iterator[WrittenText]:
    """The parts that have words; titles of documents stand beside their digests instead."""
    if entry.words is None:
        return
    for part, label in TEXTS:
        text: str | None = getattr(entry.words, part)
        if text:
            yield WrittenText(label, tuple(text.splitlines()))


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise ProblemRaised(NOT_FOUND) from None
