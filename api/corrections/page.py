"""GET /corrections: what was tolerated and is not yet put right; what the reader may see, by due date."""

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of, today_of
from api.auth.scope import scope_of
from api.corrections.views import Which, corrections_in, counts_in, place_of
from api.http import pagination
from api.installed import installed_of
from api.labels.due_words import DueLabel, due_label
from api.web.figures import figures
from api.web.frame import PageRoute, Reader, page
from api.web.names import names_for
from domain.terms.calendar import Calendar
from domain.values import Bilingual
from projections.cases.corrections import CorrectionRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 50
_OWED = ("open", "under_evaluation")


_LISTS: dict[Which, tuple[Bilingual, str]] = {
    "uncorrected": (Bilingual(zh="已容错未整改", en="Tolerated, uncorrected"), "plain"),
    "overdue": (Bilingual(zh="逾期", en="Overdue"), "late"),
    "under_evaluation": (Bilingual(zh="待评估", en="Under evaluation"), "plain"),
    "failed": (Bilingual(zh="曾未通过", en="Failed before"), "soon"),
    "urged": (Bilingual(zh="已督促", en="Urged"), "soon"),
    "settled": (Bilingual(zh="已了结", en="Ended"), "plain"),
}


@router.get("/corrections")
async def show_corrections(request: Request, who: Reader) -> Response:
    """The figures, and one of the lists."""
    scope = await scope_of(request, who, "read_corrections")
    context, today = context_of(request), today_of(request)
    state: Which = next((each for each in _LISTS if each == request.query_params.get("state")), "uncorrected")
    given = request.query_params.get("next") or None
    items = await corrections_in(context.pool, scope, state, today, given, _LINES)
    counts = await counts_in(context.pool, scope, today)
    names = await names_for(request, who, {item.subject for item in items})
    calendar = await installed_of(request).calendar()
    return await page(
        request,
        "corrections.html",
        figures=figures(_LISTS, counts, quiet_at_none=True),
        chosen=state,
        chosen_name=_LISTS[state][0],
        any_at_all=bool(counts["all"]),
        lines=[(item, _label(item, today, calendar)) for item in items],
        names=names,
        before=given,
        more=pagination.following(items, _LINES, place_of),
    )


def _label(item: CorrectionRow, today: date, calendar: Calendar) -> DueLabel | None:
    """How far the date of what is owed is."""
    if item.state not in _OWED:
        return None
    return due_label(item.due_on, today, calendar, provisional=item.provisional, advisory=not item.missed)
