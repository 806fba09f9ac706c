"""What an edition would be for the open cases of its procedure: counts of all, lines of those that the reader may see.

It only looks: the same comparison (`domain.transition`) decides again when somebody chooses in a case.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.auth.scope import Scope, visible_among
from api.installed import Installed
from api.law.pack_versions import RoleUnplayed, edition_named, roles_unplayed
from api.law.version_states import VersionState, state_of
from domain.pack.pack import Pack
from domain.terms.calendar import Calendar
from domain.transition.comparison import Reason, compare, term_effects
from domain.transition.terms import TermEffect
from domain.values import Code, Frozen, Sha256
from eventlog import reference
from eventlog.pool import Pool
from eventlog.reference import Listed
from projections.cases.case_now import case_now
from projections.cases.case_page import open_under
from projections.cases.view import CasePage

LINES_MAX = 200
"""Most lines of a preview; the counts are of all."""

Verdict = Literal["same", "milder", "stricter", "mixed"]

_PAGE = 200


class PackPreviewCounts(Frozen):
    """How many open cases under an earlier edition of the procedure.

    Attributes:
        cases: all of them.
        impossible: could not go on under this edition.
        moved: could, and a term of theirs would end on another day, begin, or end with the move.
        harmless: could, and nothing in it is to the harm of their subjects: they may be moved as to the milder edition.
        stricter: could, and something in it is stricter for their subjects.
    """

    cases: int
    impossible: int
    moved: int
    harmless: int
    stricter: int


class CasePreview(Frozen):
    """A case under this edition.

    Attributes:
        edition: what it runs under now.
        obstacles: why it could not go on under this one; then no term is counted.
        terms: those that would change.
    """

    case_id: UUID
    number: str
    jurisdiction: Code
    edition: Code
    stage: str
    obstacles: tuple[Reason, ...]
    verdict: Verdict
    milder: tuple[Reason, ...]
    stricter: tuple[Reason, ...]
    terms: tuple[TermEffect, ...]


class PackPreview(Frozen):
    """What an edition would be for running cases, as of today; nothing is changed by looking."""

    pack: Code
    version: int
    edition: Code
    sha256: Sha256
    state: VersionState
    today: date
    counts: PackPreviewCounts
    unplayed: tuple[RoleUnplayed, ...] = Field(description="roles that no organ plays where the edition would hold")
    cases: tuple[CasePreview, ...] = Field(description=f"visible ones, the newest first; at most {LINES_MAX}")
    more: bool = Field(description="whether there are more")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The version looked at, and every other published one before it by its hash."""

    found: Listed
    earlier: Mapping[str, bytes]
    newest: int


async def wanted(pool: Pool, pack: str, version: int) -> Wanted | None:
    """A version, published or drafted, with the published ones before it; None: there is none such."""
    versions = [each for each in await reference.versions(pool, "pack") if each.name == pack]
    found = next((each for each in versions if each.version == version), None)
    if found is None:
        return None
    published = [each for each in versions if each.published]
    earlier = {
        each.sha256.hex(): each.content for each in published if each.version < version and each.sha256 != found.sha256
    }
    return Wanted(found, earlier, max((each.version for each in published), default=0))


async def preview(pool: Pool, installed: Installed, looked_at: Wanted, scope: Scope | None, today: date) -> PackPreview:
    """Compare every open case under an earlier edition; without a scope no line is shown."""
    found, new = looked_at.found, parsed(looked_at.found.content)
    organs, all_, before = await installed.organs(), list[CasePreview](), None
    while pages := await open_under(pool, list(looked_at.earlier), before=before, limit=_PAGE):
        places = {page.jurisdiction for page in pages}
        by_place = {place: await installed.calendar(organs.locality(place)) for place in places}
        all_ += await asyncio.to_thread(lambda *given: list(_compared(*given)), pages, looked_at, new, by_place, today)
        before = pages[-1].opened_index
    seen = await visible_among(pool, scope, [line.case_id for line in all_]) if scope else frozenset()
    visible = [line for line in all_ if line.case_id in seen]
    published = found.published is not None
    return PackPreview(
        pack=new.pack,
        version=found.version,
        edition=edition_named(found.content).edition,
        sha256=found.sha256.hex(),
        state=state_of(found.version, found.draft, looked_at.newest, published=published),
        today=today,
        counts=_counts(all_),
        unplayed=roles_unplayed(new, organs),
        cases=tuple(visible[:LINES_MAX]),
        more=len(visible) > LINES_MAX,
    )


@lru_cache(maxsize=32)
def parsed(content: bytes) -> Pack:
    """A stored edition; it never changes, so it is parsed once."""
    return Pack.model_validate_json(content)


def _compared(
    pages: Sequence[CasePage], looked_at: Wanted, new: Pack, calendars: Mapping[str, Calendar], today: date
) -> Iterator[CasePreview]:
    for page in pages:
        old, now = parsed(looked_at.earlier[page.pack_sha256]), case_now(page, today)
        found = compare(now, old, new)
        terms = () if found.obstacles else tuple(term_effects(now, old, new, calendars[page.jurisdiction], today))
        yield CasePreview(
            case_id=page.case_id,
            number=page.number,
            jurisdiction=page.jurisdiction,
            edition=page.edition,
            stage=page.stage,
            obstacles=found.obstacles,
            verdict=found.verdict,
            milder=found.milder,
            stricter=found.stricter,
            terms=terms,
        )


def _counts(lines: Sequence[CasePreview]) -> PackPreviewCounts:
    possible = [line for line in lines if not line.obstacles]
    return PackPreviewCounts(
        cases=len(lines),
        impossible=len(lines) - len(possible),
        moved=sum(any(term.was != term.due_on for term in line.terms) for line in possible),
        harmless=sum(not line.stricter for line in possible),
        stricter=sum(bool(line.stricter) for line in possible),
    )
