"""The precedents of the same situation, beside a case (R-18)."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import allowed
from api.auth.tokens import Persona
from api.precedents.views import entry_of, inner_places, words_of
from api.precedents.words import outcome_words
from domain.values import Bilingual
from projections.cases.view import CasePage
from projections.precedents import precedents
from projections.precedents.precedents import Wanted

_SIMILAR = 5


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """A precedent of the same situation, beside a case."""

    case_id: UUID
    title: str | None
    outcomes: tuple[Bilingual, ...]
    year: int | None


async def similar_to(request: Request, who: Persona, shown: CasePage) -> tuple[SimilarLine, ...] | None:
    """The newest precedents with a case's ground and error class, for those who decide; None for all others."""
    if not allowed(who, "read_statistics").allow:
        return None
    context, places = context_of(request), await inner_places(request, who)
    wanted = Wanted(pack=shown.pack, ground=shown.ground, error_class=shown.error_class)
    rows = await precedents.found(context.pool, places, wanted, apart_from=shown.case_id, limit=_SIMILAR)
    words = await words_of(context.event_log, rows)
    entries = (entry_of(row, words.get(row.case_id)) for row in rows)
    return tuple(
        SimilarLine(e.case_id, e.words.title if e.words else None, outcome_words(e.outcomes), e.year) for e in entries
    )
