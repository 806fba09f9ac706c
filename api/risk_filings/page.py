"""GET /risk-filings and /risk-filings/{id}: filings before the work, where each stands, and what became of it."""

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
from api.auth.scope import scope_of
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
from api.labels.words import RUNG_LEVELS, EventWords, word
from api.risk_filings.timeline import RiskFilingEntry, history
from api.risk_filings.visibility import require_visible, row_of, titles_of
from api.risk_filings.words import ENDINGS, EVIDENCE_NOT_PROMISE, REPLIES, RISK_EVENTS, STAGES, TEXTS, facts_of
from api.web.frame import PageRoute, page, reader, today_of
from api.work_records.page import related_to_filing
from domain.terms.calendar import Calendar
from domain.values import Bilingual
from projections.cases import case_page
from projections.risk_filings import model as risk_filings
from projections.risk_filings.model import RiskFilingRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 25

Reader = Annotated[Persona, Depends(reader)]


@dataclass(frozen=True, slots=True)
class FilingLine:
    """A filing in a list, in words.

    Attributes:
        label: how far the reply is that is owed, if one is.
        rung: how far the ladder went.
    """

    row: RiskFilingRow
    title: str | None
    unit: str
    to_organ: str
    place: str
    stage: Bilingual
    reply: Bilingual | None
    ending: Bilingual | None
    label: DueLabel | None
    rung: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    version: int
    words: EventWords
    facts: tuple[Fact, ...]
    texts: tuple[WrittenText, ...]
    erased: bool


@dataclass(frozen=True, slots=True)
class FilingAct:
    """What one command recorded, who gave it, and when."""

    recorded_at: datetime
    on: date
    actor: ActorName
    lines: tuple[Line, ...]


@router.get("/risk-filings")
async def show_risk_filings(request: Request, who: Reader) -> Response:
    """A page of the list; the filter stands in the address."""
    scope = await scope_of(request, who, "read_risk_filings")
    here, given = here_of(request), request.query_params.get("next") or None
    before = pagination.place_of(given, ByIndex)
    stage = request.query_params.get("stage")
    rows = await risk_filings.listed(
        here.pool,
        scope.places,
        units=scope.organs,
        stage=stage if stage in STAGES else None,
        before=before.index if before else None,
        limit=_LINES,
    )
    titles = await titles_of(here, [row.filing_id for row in rows])
    calendar, names = await installed_of(request).calendar(), Names(await installed_of(request).organs())
    return await page(
        request,
        "risk_filing_list.html",
        lines=[filing_line(row, titles.get(row.filing_id), names, calendar, today_of(request)) for row in rows],
        stages=list(STAGES.items()),
        stage=stage if stage in STAGES else None,
        before=given,
        more=pagination.cursor(ByIndex(index=rows[-1].opened_index)) if len(rows) == _LINES else None,
        may_file=allowed(who, CommandName("risk_filing_file")).allow,
        public_url=here.public_url,
    )


@router.get("/risk-filings/{filing_id}")
async def show_risk_filing(request: Request, who: Reader, filing_id: str) -> Response:
    """One filing: facts, times, and everything that happened; what the reader may not know of is not there."""
    id_ = _id(filing_id)
    receipt = await require_visible(request, who, "read_risk_filings", id_)
    here = here_of(request)
    row = await row_of(here, id_)
    organs = await installed_of(request).organs()
    registered = await here.subjects.get(sorted(row.subjects))
    names = Names(
        organs,
        subjects={each: entry.subject for each, entry in registered.items()},
        unmasked=allowed(who, "read_subjects").allow,
    )
    calendar = await installed_of(request).calendar(organs.locality(row.jurisdiction))
    entries = await history(request, who, id_, row.unit)
    cases = [(case_id, await _number(request, case_id)) for case_id in row.cases]
    return await page(
        request,
        "risk_filing.html",
        filing=filing_line(row, receipt.title, names, calendar, today_of(request)),
        subjects="、".join(names.subject(each) for each in row.subjects),
        cases=cases,
        may_read_cases=allowed(who, "read_case").allow,
        risks=[risk for entry in entries if entry.words is not None for risk in entry.words.risks],
        work=next((entry.words.statement for entry in entries[:1] if entry.words is not None), None),
        conditions=_conditions(entries),
        promise=EVIDENCE_NOT_PROMISE,
        acts=tuple(_acts(entries, names)),
        behind=entries[-1].version > row.version,
        records=await related_to_filing(request, who, id_),
    )


def filing_line(row: RiskFilingRow, title: str | None, names: Names, calendar: Calendar, today: date) -> FilingLine:
    """A filing in words."""
    label = None
    if row.reply_due_on is not None:
        label = due_label(row.reply_due_on, today, calendar, provisional=row.reply_provisional)
    return FilingLine(
        row=row,
        title=title,
        unit=names.organ(row.unit),
        to_organ=names.organ(row.to_organ),
        place=names.place(row.jurisdiction),
        stage=_stage(row),
        reply=word(REPLIES, row.reply) if row.reply else None,
        ending=word(ENDINGS, row.closed_because) if row.closed_because else None,
        label=label,
        rung=RUNG_LEVELS.get(row.rung) if row.rung and row.reply_term else None,
    )


def _stage(row: RiskFilingRow) -> Bilingual:
    """A change waits for its reply while the filing stands: both are said."""
    stage = word(STAGES, row.stage)
    if row.filed and row.stage in {"reply", "with_group"}:
        return Bilingual(zh=f"有效，变更{stage.zh}", en=f"in force, a change {stage.en}")
    return stage


def _conditions(entries: Sequence[RiskFilingEntry]) -> tuple[str, ...]:
    """Those of the last reply that had words."""
    given = [entry.words.conditions for entry in entries if entry.words is not None and entry.words.conditions]
    return given[-1] if given else ()


async def _number(request: Request, case_id: UUID) -> str:
    shown = await case_page.get(here_of(request).pool, case_id)
    return shown.number if shown else str(case_id)[:8]


def _acts(entries: Sequence[RiskFilingEntry], names: Names) -> Iterator[FilingAct]:
    """The history by the acts that recorded it, the newest first."""
    grouped = [list(group) for _, group in groupby(entries, key=lambda entry: entry.command_id)]
    for group in reversed(grouped):
        first = group[0]
        lines = tuple(_line(entry, names) for entry in reversed(group))
        yield FilingAct(first.recorded_at, first.on, names.actor(first.actor), lines)


def _line(entry: RiskFilingEntry, names: Names) -> Line:
    titles = entry.words.document_titles if entry.words else ()
    return Line(
        version=entry.version,
        words=RISK_EVENTS[entry.kind],
        facts=facts_of(entry.facts, names, titles),
        texts=tuple(_written(entry)),
        erased=entry.words_erased,
    )


def _written(entry: RiskFilingEntry) -> Iterator[WrittenText]:
    """The parts that have words; titles of documents stand beside their digests instead."""
    if entry.words is None:
        return
    for part, label in TEXTS:
        written: str | tuple[str, ...] | None = getattr(entry.words, part)
        if written:
            yield WrittenText(label, tuple(written.splitlines()) if isinstance(written, str) else written)


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise ProblemRaised(NOT_FOUND) from None
