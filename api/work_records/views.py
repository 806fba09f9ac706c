"""Reading work records, for the JSON routes and for pages alike."""

from collections.abc import Awaitable, Sequence
from uuid import UUID

from fastapi import Request

from api.auth.context import AppContext, context_of, today_of
from api.auth.disclosure import disclose_listed
from api.auth.policy import Resource, allowed
from api.auth.work_records import OPENINGS, sees, visibility_of
from api.commands.possible import ActsPossible, acts_possible
from api.identity.personas import Persona
from api.streams.rows import row_at
from domain.identity import canonical_number
from domain.work_records.events import WorkRecordOpened
from projections.work_records import model as work_records
from projections.work_records.model import WorkRecordRow

Titled = tuple[WorkRecordRow, str | None]


async def row_of(context: AppContext, record_id: UUID, seen: int = 0) -> WorkRecordRow:
    """A record that exists, once the read model shows the version seen."""
    return await row_at(
        context.pool, context.read_models, record_id, seen, work_records.get, work_records.shown_version
    )


async def acts_on(request: Request, who: Persona, record_id: UUID, opened: WorkRecordOpened) -> ActsPossible:
    """What somebody may do on a record that they see."""
    return await acts_possible(request, who, "work_record", record_id, Resource(jurisdiction=opened.jurisdiction))


async def listed(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    who: Persona,
    *,
    record: str | None,
    state: str | None,
    case_id: UUID | None = None,
    number: str | None = None,
    before: int | None = None,
    limit: int,
) -> list[Titled]:
    """The records that somebody sees, with their titles, the newest first; `overdue` is a state as of today.

    Raises:
        Denied: 403, who sees none at all.
    """
    context, today, visible = context_of(request), today_of(request), await visibility_of(request, who)
    rows = await work_records.listed(
        context.pool,
        visible,
        record=record,
        state=None if state == "overdue" else state,
        overdue_on=today if state == "overdue" else None,
        case_id=case_id,
        number=canonical_number(number) if number else None,
        before=before,
        limit=limit,
    )
    disclose_listed(request, who, "read_work_records", [row.record_id for row in rows])
    return await _titled(context, rows)


async def of_case(
    request: Request, who: Persona, case_id: UUID, matters: Sequence[UUID], filings: Sequence[UUID]
) -> list[Titled]:
    """The records that a case shows, as far as the reader sees them; none confidential."""
    return await _seen(request, who, work_records.of_case(context_of(request).pool, case_id, matters, filings))


async def of_filing(request: Request, who: Persona, filing_id: UUID) -> list[Titled]:
    """The records that a risk filing shows, in the same way."""
    return await _seen(request, who, work_records.of_filing(context_of(request).pool, filing_id))


async def _seen(request: Request, who: Persona, found: Awaitable[Sequence[WorkRecordRow]]) -> list[Titled]:
    rows = await found
    if not allowed(who, "read_work_records").allow:
        return []
    visible = await visibility_of(request, who)
    return await _titled(context_of(request), [row for row in rows if sees(visible, row)])


async def _titled(context: AppContext, rows: Sequence[WorkRecordRow]) -> list[Titled]:
    titles = await OPENINGS.titles(context.event_log, [row.record_id for row in rows])
    return [(row, titles.get(row.record_id)) for row in rows]
