"""Reading the register of documents that went out, for the JSON route and for the pages alike."""

from datetime import date
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.scope import Scope, listed, scope_of
from api.http import pagination
from api.identity.personas import Persona
from domain.identity import canonical_number
from domain.values import Code
from projections.dispatches import model
from projections.dispatches.model import DispatchView
from projections.projector.table import Row


class DispatchLine(Row):
    """发文: a document that went out of a case with an event, and the number it bears: ours, or the office's."""

    number: str
    office_number: str | None = None
    sent_kind: Code
    sent_on: date
    case_number: str
    pack: Code
    version: int
    log_index: int


async def dispatches_in(  # noqa: PLR0913 - each is one filter of the list
    request: Request, who: Persona, *, case_id: UUID | None, number: str | None, begin: str | None, limit: int
) -> tuple[DispatchLine, ...]:
    """What went out of the cases that somebody sees, the last first; a number is found however it is typed."""
    scope = await scope_of(request, who, "read_case")
    if not _reads(scope):
        return ()
    asked = case_id, canonical_number(number) if number else None, pagination.index_of(begin), limit
    return await listed(context_of(request).pool, scope, "dispatches", DispatchLine, *asked)


async def of_case(request: Request, who: Persona, case_id: UUID, until: int | None) -> tuple[DispatchView, ...]:
    """What went out of a case that somebody sees, or until it went out of their sight."""
    if not _reads(await scope_of(request, who, "read_case")):
        return ()
    sent = await model.of_stream(context_of(request).pool, case_id)
    return tuple(each for each in sent if until is None or each.version <= until)


def _reads(scope: Scope) -> bool:
    """Whether somebody reads what went out: not who follows their own matter alone, to whom some of it is inner."""
    return scope.subjects is None
