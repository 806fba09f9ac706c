"""What a work record tells whoever fills in an act on it, and what it may be linked to."""

from collections.abc import Collection, Mapping
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.work_records import require_visible
from api.forms.choices import Choice
from api.forms.offers import recent_cases, recent_filings
from api.forms.streams import StreamRead
from api.identity.personas import Persona
from api.work_records.timeline import history
from projections.work_records import model as work_records


async def read_for_act(request: Request, who: Persona, record_id: UUID, fields: Collection[str]) -> StreamRead:
    """A record for the form of an act with these fields.

    Raises:
        Hidden: 404, there is no such record, or not for the caller.
    """
    opening = await require_visible(request, who, record_id)
    row = await work_records.get(context_of(request).pool, record_id)
    offered = {}
    if "target" in fields:
        offered = {"target": (*await recent_cases(request, who), *await recent_filings(request, who))}
    return StreamRead(
        title=opening.title,
        number=row.number if row else "",
        entries=await history(request, who, record_id, opening.event),
        subjects=frozenset({opening.event.subject.subject_id} if opening.event.subject else ()),
        offered=offered,
    )


async def offered_at_first(request: Request, who: Persona) -> Mapping[str, tuple[Choice, ...]]:
    """What is chosen from where a record is opened."""
    return {"risk_filing": await recent_filings(request, who)}
