"""GET /cases/{id}: the file of a case, from its read model, and its timeline, from the log itself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.auth.policy import allowed, applicant_group
from api.auth.scope import scope_of
from api.auth.tokens import Persona
from api.auth.visibility import installed_of, page_of, require_visible
from api.cases.file import case_file
from api.cases.shapes import Sources
from api.cases.timeline import Reader as TimelineReader
from api.cases.timeline import TimelineEntry, entries
from api.cases.timeline_page import Order, acts
from api.deadlines.duty_ledger import ledgers, stream
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.requests import here_of
from api.labels.naming import Names
from api.precedents.page import similar_to
from api.risk_filings.visibility import titles_of
from api.web.frame import PageRoute, page, parsed_pack, reader, today_of
from api.work_records.page import related
from domain.case.events import FindingsRecorded, SupplementReceived
from domain.pack.pack import Pack
from projections.cases.view import CasePage
from projections.matters import bans
from projections.results import result_application
from projections.risk_filings import model as risk_filings
from projections.risk_filings.model import RiskFilingRow
from projections.work_records.model import WorkRecordRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reader = Annotated[Persona, Depends(reader)]


@router.get("/cases/{case_id}")
async def show_case(request: Request, who: Reader, case_id: str) -> Response:
    """The file of a case; what the reader may not know of is not there."""
    id_ = _id(case_id)
    opening = await require_visible(request, who, "read_case", id_)
    shown = await page_of(here_of(request), id_)
    names = await _names(request, who, shown)
    history = await _history(request, who, shown)
    sources = Sources(
        page=shown,
        title=opening.title,
        names=names,
        pack=await _pack(request, shown),
        calendar=await installed_of(request).calendar(names.organs.locality(shown.jurisdiction)),
        today=today_of(request),
        texts={entry.version: entry.words for entry in history if entry.words is not None},
        reasons=_reasons(history),
        supplement_titles=_supplement_titles(history),
        ledgers=ledgers(id_, [entry.facts for entry in history]),
        results=tuple(
            result
            for result in await result_application.of_subjects(
                here_of(request).pool, [view.facts.subject_id for view in shown.subjects]
            )
            if result.case_id == id_
        ),
        matter=await bans.matter(here_of(request).pool, shown.matter_id)
        if allowed(who, "read_matters").allow
        else None,
    )
    order: Order = "oldest" if request.query_params.get("order") == "oldest" else "newest"
    return await page(
        request,
        "case_file.html",
        file=case_file(sources),
        acts=acts(id_, history, replace(names, pack=sources.pack), order),
        similar=await similar_to(request, who, shown),
        order=order,
        events=len(history),
        behind=history[-1].version > shown.version,
        filings=await _filings(request, who, shown),
        records=await _records(request, who, shown),
    )


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise ProblemRaised(NOT_FOUND) from None


async def _names(request: Request, who: Persona, shown: CasePage) -> Names:
    """The names this page needs, in full where the reader may look into the register."""
    ids = {view.facts.subject_id for view in shown.subjects} | ({shown.applicant} if shown.applicant else set())
    registered = await here_of(request).subjects.get(sorted(ids))
    return Names(
        await installed_of(request).organs(),
        subjects={id_: entry.subject for id_, entry in registered.items()},
        unmasked=allowed(who, "read_subjects").allow,
    )


async def _pack(request: Request, shown: CasePage) -> Pack:
    """The very edition the case runs under now."""
    return parsed_pack(await here_of(request).event_log.reference_by_hash(bytes.fromhex(shown.pack_sha256)))


async def _history(request: Request, who: Persona, shown: CasePage) -> Sequence[TimelineEntry]:
    """The whole history, sealed as far as it must be for this reader."""
    organs = await installed_of(request).organs()
    seen_by = TimelineReader(
        person=who.person, all_words=allowed(who, "read_words").allow, organs=applicant_group(organs, who.organ)
    )
    closed_rounds = {round_.round_id for round_ in shown.rounds}
    return tuple(entries(await stream(here_of(request), shown.case_id), seen_by, closed_rounds))


async def _filings(request: Request, who: Persona, shown: CasePage) -> Sequence[tuple[RiskFilingRow, str | None]]:
    """The risk filings of this case's matter, or linked to it, with their titles, as far as the reader sees (R-04)."""
    if not allowed(who, "read_risk_filings").allow:
        return ()
    here = here_of(request)
    matters = [matter for matter in (shown.matter_id, shown.earlier_matter) if matter is not None]
    scope = await scope_of(request, who, "read_risk_filings")
    rows = [
        row
        for row in await risk_filings.of_case(here.pool, shown.case_id, matters)
        if row.jurisdiction in scope.places and (scope.organs is None or row.unit in scope.organs)
    ]
    titles = await titles_of(here, [row.filing_id for row in rows])
    return [(row, titles.get(row.filing_id)) for row in rows]


async def _records(request: Request, who: Persona, shown: CasePage) -> Sequence[tuple[WorkRecordRow, str | None]]:
    """The work records linked to this case, of its matter, or of the risk filings of either; none confidential."""
    matters = [matter for matter in (shown.matter_id, shown.earlier_matter) if matter is not None]
    filings = await risk_filings.of_case(here_of(request).pool, shown.case_id, matters)
    return await related(request, who, shown.case_id, matters, [filing.filing_id for filing in filings])


def _reasons(history: Sequence[TimelineEntry]) -> dict[tuple[int, str, str], str]:
    """The reasons of findings: an event keeps them in the order of its findings."""
    return {
        (entry.version, finding.of, finding.item): reason
        for entry in history
        if isinstance(entry.facts, FindingsRecorded) and entry.words is not None
        for finding, reason in zip(entry.facts.findings, entry.words.finding_reasons, strict=False)
    }


def _supplement_titles(history: Sequence[TimelineEntry]) -> tuple[str | None, ...]:
    """The titles of the papers handed in later, in their order; None for what the reader may not read."""
    return tuple(
        title
        for entry in history
        if isinstance(entry.facts, SupplementReceived)
        for title in (entry.words.document_titles if entry.words else (None,) * len(entry.facts.evidence))
    )
