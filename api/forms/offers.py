"""Other streams that an act may name: the newest of those that whoever does it sees, by their numbers."""

from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import allowed
from api.auth.risk_filings import filings_within
from api.auth.scope import listed, scope_of
from api.forms.choices import Choice
from api.identity.personas import Persona
from domain.values import Bilingual
from projections.cases.view import CaseLine
from projections.risk_filings import model as risk_filings

_OFFERED = 50


async def recent_cases(request: Request, who: Persona) -> tuple[Choice, ...]:
    """The newest cases that somebody sees."""
    if not allowed(who, "read_case").allow:
        return ()
    scope = await scope_of(request, who, "read_case")
    lines = await listed(context_of(request).pool, scope, "cases", CaseLine, None, None, None, None, _OFFERED, None)
    return tuple(numbered(line.case_id, line.number) for line in lines)


async def recent_filings(request: Request, who: Persona) -> tuple[Choice, ...]:
    """The newest risk filings that somebody sees."""
    if not allowed(who, "read_risk_filings").allow:
        return ()
    scope = await scope_of(request, who, "read_risk_filings")
    rows = await risk_filings.listed(context_of(request).pool, filings_within(scope), limit=_OFFERED)
    scope.tell([row.filing_id for row in rows])
    return tuple(numbered(row.filing_id, row.number) for row in rows)


def numbered(id_: UUID, called: str) -> Choice:
    """What is chosen by its number, or by what else it is called."""
    return Choice(str(id_), Bilingual(zh=called, en=called))
