"""GET /cases/{id}: the file of a case, from its read model, and its timeline, from the log itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of, today_of
from api.auth.disclosure import disclose_case
from api.auth.policy import allowed
from api.auth.visibility import require_seen
from api.cases.candidates import candidates_of
from api.cases.case_file.file import case_file
from api.cases.case_file.sources import Sources
from api.cases.standings import standings_of
from api.cases.timeline import CaseReader, TimelineEntry, as_read, entries, reader_of, sensitivity_of
from api.cases.timeline_words import timeline
from api.cases.views import acts_on, page_seen
from api.deadlines.duty_ledger import edition_after, ledgers
from api.dispatches import views as dispatches
from api.http.language import say
from api.installed import installed_of, pack_of_facts
from api.labels.arrivals import arrivals
from api.labels.records import READ_MODELS
from api.labels.subject_changes import NOTHING_BY_ITSELF
from api.labels.words import LEVELS, word
from api.meetings import views as meetings
from api.precedents.similar import similar_to
from api.risk_filings import views as risk_filings
from api.streams.timeline import whole_stream
from api.web.frame import PageRoute, Reader, id_of, page
from api.web.names import names_for
from api.web.timeline import Order
from api.web.timeline_filter import asked_of, choices_of
from api.work_records import views as work_records
from domain.case.events import BallotCast, FindingsRecorded, SupplementReceived
from domain.pack.pack import Pack
from eventlog.notices import reading
from projections.cases.view import CasePage
from projections.matters import bans
from projections.matters.bans import Occurrence
from projections.projector import set_aside
from projections.projector.projector import KEYS
from projections.results import result_application
from projections.risk_filings import model as filings_model

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_CANDIDATES = 10
_PARTS = frozenset({"examination", "votes", "outcome", "related", "materials", "timeline", "all"})
"""The parts of a file that have a page of their own, and the whole of it; the others are folded on the first page."""


@router.get("/cases/{case_id}")
async def show_case(request: Request, who: Reader, case_id: str) -> Response:
    """The file of a case; what the reader may not know of is not there."""
    id_ = id_of(case_id)
    seen = await require_seen(request, who, "read_case", id_)
    reader = await reader_of(request, who, seen)
    disclose_case(request, who, id_, seen.resource, sensitivity_of(reader))
    shown, until = as_read(await page_seen(context_of(request), id_, seen), reader), seen.until
    ids = {view.facts.subject_id for view in shown.subjects} | ({shown.applicant} if shown.applicant else set())
    names = await names_for(request, who, ids)
    history = await _history(request, shown, reader, until)
    reads_matters = until is None and allowed(who, "read_matters", seen.resource, names.organs).allow
    sources = Sources(
        page=shown,
        title=seen.opening.title,
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
                context_of(request).pool, [view.facts.subject_id for view in shown.subjects]
            )
            if result.case_id == id_ and until is None
        ),
        matter=await bans.matter(context_of(request).pool, shown.matter_id) if reads_matters else None,
    )
    matters = [matter for matter in (shown.matter_id, shown.earlier_matter) if matter is not None]
    procedures = await _procedures(request, shown, history)
    order: Order = "oldest" if request.query_params.get("order") == "oldest" else "newest"
    acts = timeline(shown, history, replace(names, pack=sources.pack), order, procedures)
    wanted = asked_of(request.query_params)
    return await page(
        request,
        "case_file.html",
        **case_file(sources, await acts_on(request, who, id_, seen), _own_choice(shown, history, who.person)),
        acts=wanted.of(acts),
        wanted=wanted,
        wanted_choices=choices_of(acts),
        procedures=procedures,
        similar=await similar_to(request, who, shown),
        standings=await standings_of(context_of(request), id_, [view.facts.subject_id for view in shown.subjects]),
        nothing_by_itself=NOTHING_BY_ITSELF,
        levels=LEVELS,
        unanswered=await _unanswered(request, shown) if reads_matters else (),
        order=order,
        arrived=await _arrived(request, id_, reader) if until is None else {},
        part=part if (part := request.query_params.get("part")) in _PARTS else None,
        events=len(history),
        behind=until is None and history[-1].version > shown.version,
        left=history[-1].facts if until is not None else None,
        missing_in=[
            say(word(READ_MODELS, each.read_model))
            for each in await set_aside.listed(context_of(request).pool, KEYS, id_)
        ],
        sent=await dispatches.of_case(request, who, id_, until),
        filings=await risk_filings.of_case(request, who, id_, matters),
        meetings=await meetings.of_case(request, who, id_),
        records=await work_records.of_case(request, who, id_, matters, await _filings(request, id_, matters)),
    )


async def _arrived(request: Request, case_id: UUID, reader: CaseReader) -> Mapping[int, str]:
    """What is told of the notices of each event, to whoever does not read it as their own matter."""
    if reader.subjects is not None:
        return {}
    return arrivals(await reading.of_case(context_of(request).pool, case_id), ballots=reader.ballots)


def _own_choice(shown: CasePage, history: Sequence[TimelineEntry], person: str) -> str | None:
    """How the reader voted last in the open round; of others it is sealed."""
    ballots = (entry.facts for entry in reversed(history) if isinstance(entry.facts, BallotCast))
    open_round = shown.round.round_id if shown.round else None
    own = (each.choice for each in ballots if each.round_id == open_round and each.member == person)
    return next((choice for choice in own if isinstance(choice, str)), None)


async def _unanswered(request: Request, shown: CasePage) -> Sequence[Occurrence]:
    """Earlier cases that may be of the same matter and were neither confirmed nor denied to be, for those who decide.

    They are asked for anew each time: two subjects may have been found to be one since the last answer.
    """
    found = await candidates_of(context_of(request), shown, _CANDIDATES)
    denied = shown.denied_matters or ()
    return tuple(
        each.occurrence for each in found if each.because != "same_matter" and each.occurrence.matter_id not in denied
    )


async def _pack(request: Request, shown: CasePage) -> Pack:
    """The very edition the case runs under now."""
    content = await context_of(request).event_log.recorded_edition(bytes.fromhex(shown.pack_sha256))
    return pack_of_facts(content, shown.occurred_on)


async def _procedures(request: Request, shown: CasePage, history: Sequence[TimelineEntry]) -> Mapping[int, Pack]:
    """Under which editions a case ran that did not run under one alone, each since the version of an event."""
    since = {entry.version: sha256 for entry in history if (sha256 := edition_after(entry.facts))}
    if len({*since.values()}) < 2:  # noqa: PLR2004 - of one alone there is nothing to tell apart
        return {}
    log = context_of(request).event_log
    contents = {sha256: await log.recorded_edition(bytes.fromhex(sha256)) for sha256 in {*since.values()}}
    packs = {sha256: pack_of_facts(content, shown.occurred_on) for sha256, content in contents.items()}
    return {version: packs[sha256] for version, sha256 in since.items()}


async def _history(request: Request, shown: CasePage, reader: CaseReader, until: int | None) -> Sequence[TimelineEntry]:
    """The whole history, or that until the case went out of sight, sealed as far as it must be for this reader."""
    closed_rounds = {round_.round_id for round_ in shown.rounds}
    stored = await whole_stream(context_of(request).event_log, shown.case_id)
    stored = [each for each in stored if until is None or each.version <= until]
    return tuple(entries(stored, reader, closed_rounds))


async def _filings(request: Request, case_id: UUID, matters: Sequence[UUID]) -> list[UUID]:
    """Every risk filing of a case, whether the reader sees it or not: work records hang on them."""
    return [row.filing_id for row in await filings_model.of_case(context_of(request).pool, case_id, matters)]


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
