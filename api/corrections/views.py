"""The ledger of corrections (整改台账): what was tolerated and is not yet put right (R-10), for route and page."""

from datetime import date
from typing import Literal

from api.auth.scope import Scope, listed
from api.deadlines.views import ByDueDate
from api.http import pagination
from eventlog.pool import Pool
from projections.cases.corrections import CorrectionRow

Which = Literal["uncorrected", "overdue", "under_evaluation", "failed", "urged", "settled", "all"]


async def corrections_in(  # noqa: PLR0913, PLR0917 - each is one filter of the list
    pool: Pool, scope: Scope, which: Which, today: date, after: str | None, limit: int
) -> tuple[CorrectionRow, ...]:
    """A page of one of the lists, as far as a scope reaches; `after` says where the page before ended."""
    place = pagination.place_of(after, ByDueDate)
    due_on, duty_id = (place.due_on, place.duty_id) if place else (None, None)
    return await listed(pool, scope, "corrections", CorrectionRow, which, today, due_on, duty_id, limit)


def place_of(last: CorrectionRow) -> ByDueDate:
    """Where a page ends."""
    return ByDueDate(due_on=last.due_on, duty_id=last.duty_id)
