"""The lists as the API serves them: its own queries, for somebody who sees every place of the stories."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from api.auth.scope import Scope, listed
from eventlog.pool import Pool
from projections.cases.case_page import bearing
from projections.cases.reappraisals import ReappraisalRow
from projections.cases.view import CaseLine
from projections.deadlines import deadline_load
from projections.deadlines.deadline_board import UNSHOWN, Deadline

PLACES = ("nujiang",)
EVERYTHING = Scope(PLACES)


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
    return await listed(pool, Scope(places, speakers), "cases", CaseLine, stage, closed, None, before, limit, None)


async def cases_numbered(pool: Pool, typed: str) -> tuple[CaseLine, ...]:
    """The cases that are found by a number as somebody typed it."""
    asked = None, None, None, None, 100, await bearing(pool, typed)
    return await listed(pool, EVERYTHING, "cases", CaseLine, *asked)


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
    days = state, today, soon_until, None
    return await listed(pool, EVERYTHING, "deadlines", Deadline, organ, *days, *place, limit, UNSHOWN)


async def deadline_counts(pool: Pool, *, today: date, soon_until: date, organ: str | None = None) -> Mapping[str, int]:
    """How many each list of the board has."""
    return await deadline_load.figures(pool, PLACES, today, soon_until, organ, None)


async def reappraisals(pool: Pool, case_id: UUID, state: str | None = None) -> tuple[ReappraisalRow, ...]:
    """The reappraisals of a case."""
    return await listed(pool, EVERYTHING, "reappraisals", ReappraisalRow, state, case_id, 100)
