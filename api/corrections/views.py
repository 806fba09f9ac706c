"""The ledger of corrections (整改台账): what was tolerated and is not yet put right (R-10), for route and page."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from api.auth.scope import SCOPED, Scope, listed
from api.deadlines.views import ByDueDate
from api.http import pagination
from eventlog.pool import Pool
from projections.cases import corrections
from projections.cases.corrections import UNSHOWN, CorrectionRow

Which = Literal["uncorrected", "overdue", "under_evaluation", "failed", "urged", "settled", "all"]


async def corrections_in(  # noqa: PLR0913, PLR0917 - each is one filter of the list
    pool: Pool, scope: Scope, which: Which, today: date, after: str | None, limit: int
) -> tuple[CorrectionRow, ...]:
    """A page of one of the lists, as far as a scope reaches; `after` says where the page before ended."""
    place = pagination.place_of(after, ByDueDate)
    due_on, duty_id = (place.due_on, place.duty_id) if place else (None, None)
    return await listed(pool, scope, "corrections", CorrectionRow, which, today, due_on, duty_id, limit, UNSHOWN)


async def counts_in(pool: Pool, scope: Scope, today: date) -> Mapping[str, int]:
    """How many each list has, as far as a scope reaches; a unit's own are few, and are counted as they are."""
    places, marks = scope.predicate
    if scope.has_figures:
        return await corrections.counted(pool, places, marks, today)
    [row] = await pool.fetch(SCOPED["correction_counts"], places, marks, today)
    return dict(row)


def place_of(last: CorrectionRow) -> ByDueDate:
    """Where a page ends."""
    return ByDueDate(due_on=last.due_on, duty_id=last.duty_id)
