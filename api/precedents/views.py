"""Precedents as answers and pages show them: what was found and decided, and the words of the approved digest.

Nothing here tells a place, a day or a name: `jurisdiction` and names never leave the read model and the registers.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import Request
from pydantic import Field

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.disclosure import disclose
from api.auth.policy import Reach, places_under, reach_of
from api.http.pagination import ByIndex
from api.identity.personas import Persona
from api.installed import installed_of
from domain.identity import canonical_name
from domain.pack.results import Outcome
from domain.values import Code, FreeText, Frozen
from eventlog.log import EventLog
from projections.precedents import precedents
from projections.precedents.precedents import FoundItem, Precedent, Wanted

_BATCH = 100
_MOST_READ = 500
"""How many digests one request decrypts at most while it looks for words; the next page goes on from there."""


class DigestWords(Frozen):
    """案例: what happened, why it was decided so, and what follows from it."""

    title: str
    facts: str
    reasoning: str
    lesson: str


class PrecedentEntry(Frozen):
    """A precedent; `words` are missing once the words of its case were erased."""

    case_id: UUID
    pack: Code
    edition: Code
    ground: Code
    error_class: Code
    findings: tuple[FoundItem, ...]
    outcomes: tuple[Outcome, ...] = Field(description="one for each subject, the mildest first")
    liabilities: tuple[Code, ...]
    year: int | None = Field(description="in which it was decided")
    published: bool
    words: DigestWords | None = None


class PrecedentPage(Frozen):
    """Precedents with their place in the collection, and where the next page begins if there is one."""

    items: tuple[tuple[Precedent, PrecedentEntry], ...]
    next: ByIndex | None = None


async def inner_places(request: Request, who: Persona) -> tuple[str, ...]:
    """The jurisdictions whose unpublished digests a reader of precedents sees: none, for a unit.

    Raises:
        ProblemRaised: 403, who reads no precedents at all.
    """
    require(request, who, "read_precedents")
    if reach_of(who, "read_precedents") is Reach.OWN:
        return ()
    return places_under(await installed_of(request).organs(), who.jurisdiction)


async def search(  # noqa: PLR0913 - who asks, what for, and which page
    request: Request,
    who: Persona,
    places: Sequence[str],
    wanted: Wanted,
    *,
    words: str | None = None,
    before: ByIndex | None = None,
    limit: int,
) -> PrecedentPage:
    """Find precedents, the newest approved first; of those with `words`, as many as can be read in one request.

    Words are encrypted one case by one, so no index knows them: digests are read in their order until a page is full.
    """
    pool, log = context_of(request).pool, context_of(request).event_log
    if words:
        disclose(request, who, "read_precedents", "list", look_ups=1, asked={"words": words})
    sought = canonical_name(words) if words else ""
    at, found, read = before.index if before else None, list[tuple[Precedent, PrecedentEntry]](), 0
    batch = _BATCH if sought else limit
    while True:
        rows = await precedents.found(pool, places, wanted, before=at, limit=batch)
        words_by_case = await words_of(log, rows)
        for row in rows:
            at, read = row.approved_index, read + 1
            entry = entry_of(row, words_by_case.get(row.case_id))
            if not sought or (entry.words and _holds(entry.words, sought)):
                found.append((row, entry))
            if len(found) == limit:
                break
        if len(found) == limit or read >= _MOST_READ:
            return PrecedentPage(items=tuple(found), next=ByIndex(index=at or 0))
        if len(rows) < batch:
            return PrecedentPage(items=tuple(found))


async def words_of(log: EventLog, rows: Sequence[Precedent]) -> Mapping[UUID, DigestWords]:
    """The words of approved digests, with one statement; those erased are missing."""
    stored = await log.read_at({row.case_id: row.digest for row in rows if row.digest is not None})
    return {each.stream_id: words for each in stored if each.private and (words := _words(each.private))}


def entry_of(row: Precedent, words: DigestWords | None) -> PrecedentEntry:
    """A row with its words."""
    return PrecedentEntry(
        case_id=row.case_id,
        pack=row.pack,
        edition=row.edition,
        ground=row.ground,
        error_class=row.error_class,
        findings=row.findings,
        outcomes=row.outcomes,
        liabilities=row.liabilities,
        year=row.decided_on.year if row.decided_on else None,
        published=row.published,
        words=words,
    )


def _words(private: bytes) -> DigestWords | None:
    text = FreeText.model_validate_json(private)
    if text.title is None or text.statement is None or text.reasons is None or text.lesson is None:
        return None
    return DigestWords(title=text.title, facts=text.statement, reasoning=text.reasons, lesson=text.lesson)


def _holds(words: DigestWords, sought: str) -> bool:
    return any(sought in canonical_name(text) for text in (words.title, words.facts, words.reasoning, words.lesson))
