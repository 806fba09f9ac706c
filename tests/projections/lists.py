"""The lists as the API serves them: its own queries, for somebody who sees every place of the stories."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from api.auth.scope import SCOPED
from eventlog.pool import Pool
from projections.cases.reappraisals import ReappraisalRow
from projections.cases.view import CaseLine
from projections.deadlines.deadline_board import Deadline

PLACES = ("nujiang",)


async def cases(  # noqa: PLR0913 - each is one filter of the list
    pool: Pool,
    *,
    places: tuple[str, ...] = PLACES,
    speakers: tuple[str, ...] | None = None,
    stage: str | None = None,
    closed: bool | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[CaseLine, ...]:
    """The list of cases, the newest first."""
    rows = await pool.fetch(SCOPED["cases"], places, speakers, stage, closed, None, before, limit)
    return tuple(CaseLine.model_validate_json(row[0]) for row in rows)


async def deadlines(  # noqa: PLR0913 - as above
    pool: Pool,
    state: str,
    *,
    today: date,
    soon_until: date,
    organ: str | None = None,
    after: tuple[date, UUID] | None = None,
    limit: int = 100,
) -> tuple[Deadline, ...]:
    """One list of the board, the oldest due date first."""
    place = after or (None, None)
    rows = await pool.fetch(SCOPED["deadlines"], PLACES, None, organ, state, today, soon_until, None, *place, limit)
    return tuple(Deadline.model_validate_json(row[0]) for row in rows)


async def deadline_counts(pool: Pool, *, today: date, soon_until: date, organ: str | None = None) -> Mapping[str, int]:
    """How many each list of the board has."""
    row = await pool.fetchrow(SCOPED["deadline_counts"], PLACES, None, today, soon_until, organ, None)
    assert row is not None
    return dict(row)


async def reappraisals(pool: Pool, case_id: UUID, state: str | None = None) -> tuple[ReappraisalRow, ...]:
    """The reappraisals of a case."""
    rows = await pool.fetch(SCOPED["reappraisals"], PLACES, None, state, case_id, 100)
    return tuple(ReappraisalRow.model_validate_json(row[0]) for row in rows)
