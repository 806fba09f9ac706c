"""Whose law a calendar or a procedure is, and who may therefore propose it, publish it or take it back.

Law has a jurisdiction: that for which a procedure is written, or the places that have a locality's days off; where none
is said, the whole installation. Who may publish which, the access rules say (`keeps_law` in policy.py).
"""

from collections.abc import Iterable
from uuid import UUID

from fastapi import Request

from api.auth.callers import require
from api.auth.policy import PublishName, RegisterName, Resource
from api.identity.personas import Persona
from api.installed import installed_of, pack_of_facts
from domain.organs import Organs
from domain.pack.pack import Pack
from eventlog.log import EventLog
from eventlog.pool import Pool
from projections.cases import case_page

Jurisdictions = Iterable[str | None]
"""Where law holds; None is the whole installation."""


async def require_keeps(
    request: Request, who: Persona, action: PublishName | RegisterName, holds_in: Jurisdictions
) -> None:
    """Stop whoever may not do this with law that holds in these jurisdictions.

    Raises:
        ProblemRaised: 403.
    """
    require(request, who, action)
    organs = await installed_of(request).organs()
    for jurisdiction in holds_in:
        require(request, who, action, Resource(jurisdiction), organs)


async def procedure_of(pool: Pool, log: EventLog, case_id: UUID | None) -> Pack | None:
    """The edition that a case runs under; None: there is no such case, or no page shows it yet."""
    page = await case_page.get(pool, case_id) if case_id else None
    if page is None:
        return None
    return pack_of_facts(await log.recorded_edition(bytes.fromhex(page.pack_sha256)), page.occurred_on)


def of_localities(organs: Organs, localities: Iterable[str | None]) -> set[str | None]:
    """The places where days off of some localities count; what nobody has, or is national, holds everywhere."""
    holds = set[str | None]()
    for locality in localities:
        holds |= {place.id for place in organs.jurisdictions if locality and place.overlay == locality} or {None}
    return holds
