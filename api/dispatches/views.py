"""Reading the register of documents that went out, for the JSON route and for the pages alike."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import allowed
from api.auth.risk_filings import filings_within
from api.auth.scope import Scope, listed, scope_of
from api.http import pagination
from api.identity.personas import Persona
from domain.identity import canonical_number
from projections.dispatches import model
from projections.dispatches.model import DispatchView, SentLine
from projections.risk_filings import model as risk_filings


async def dispatches_in(  # noqa: PLR0913 - each is one filter of the list
    request: Request, who: Persona, *, case_id: UUID | None, number: str | None, begin: str | None, limit: int
) -> tuple[SentLine, ...]:
    """What went out of the cases and filings that somebody sees, the last first; a number is found however typed."""
    scope, pool = await scope_of(request, who, "read_case"), context_of(request).pool
    if not _reads(scope):
        return ()
    asked = canonical_number(number) if number else None, pagination.index_of(begin), limit
    lines = await listed(pool, scope, "dispatches", SentLine, case_id, *asked)
    if case_id is None and allowed(who, "read_risk_filings").allow:
        filings = await scope_of(request, who, "read_risk_filings")
        replies = await risk_filings.sent(pool, filings_within(filings), *asked)
        filings.tell([each.stream_id for each in replies])
        lines = tuple(sorted((*lines, *replies), key=lambda line: -line.log_index)[:limit])
    return lines


async def of_case(request: Request, who: Persona, case_id: UUID, until: int | None) -> tuple[DispatchView, ...]:
    """What went out of a case that somebody sees, or until it went out of their sight."""
    if not _reads(await scope_of(request, who, "read_case")):
        return ()
    sent = await model.of_stream(context_of(request).pool, case_id)
    return tuple(each for each in sent if until is None or each.version <= until)


async def numbers_in(request: Request, case_id: UUID) -> Mapping[int, str]:
    """The numbers of what went out of a case, by the versions of the events, for who sees what went out."""
    return {each.version: each.number for each in await model.of_stream(context_of(request).pool, case_id)}


def _reads(scope: Scope) -> bool:
    """Whether somebody reads what went out: not who follows their own matter alone, to whom some of it is inner."""
    return scope.subjects is None
