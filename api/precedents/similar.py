"""The precedents of the same situation, beside a case (R-18)."""

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import allowed
from api.identity.personas import Persona
from api.precedents.views import PrecedentEntry, entry_of, inner_places, words_of
from projections.cases.view import CasePage
from projections.precedents import precedents
from projections.precedents.precedents import Wanted

_SIMILAR = 5


async def similar_to(request: Request, who: Persona, shown: CasePage) -> tuple[PrecedentEntry, ...] | None:
    """The newest precedents with a case's ground and error class, for those who decide; None for all others."""
    if not allowed(who, "read_statistics").allow:
        return None
    context, places = context_of(request), await inner_places(request, who)
    wanted = Wanted(pack=shown.pack, ground=shown.ground, error_class=shown.error_class)
    rows = await precedents.found(context.pool, places, wanted, apart_from=shown.case_id, limit=_SIMILAR)
    words = await words_of(context.event_log, rows)
    return tuple(entry_of(row, words.get(row.case_id)) for row in rows)
