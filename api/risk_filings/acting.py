"""What a risk filing tells whoever fills in an act on it, and the cases that it may be linked to."""

from collections.abc import Collection
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.risk_filings import require_visible
from api.forms.offers import recent_cases
from api.forms.streams import StreamRead
from api.identity.personas import Persona
from api.risk_filings.timeline import history
from projections.risk_filings import model as risk_filings


async def read_for_act(request: Request, who: Persona, filing_id: UUID, fields: Collection[str]) -> StreamRead:
    """A filing for the form of an act with these fields.

    Raises:
        Hidden: 404, there is no such filing, or not for the caller.
    """
    receipt = await require_visible(request, who, "read_risk_filings", filing_id)
    row = await risk_filings.get(context_of(request).pool, filing_id)
    return StreamRead(
        title=receipt.title,
        number=row.number if row else "",
        entries=await history(request, who, filing_id, receipt.event),
        subjects=frozenset(each.subject_id for each in receipt.event.subjects),
        offered={"case_id": await recent_cases(request, who)} if "case_id" in fields else {},
    )
