"""What a meeting tells whoever fills in an act on it, and the cases that may be on its agenda."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.meetings import require_visible
from api.forms.choices import Choice
from api.forms.offers import numbered
from api.forms.streams import StreamRead
from api.identity.personas import Persona
from api.installed import installed_of
from api.meetings.views import disclose_meeting, history, reader_of, ripe_for, row_of
from projections.cases import case_page


async def read_for_act(request: Request, who: Persona, meeting_id: UUID, _fields: Collection[str]) -> StreamRead:
    """A meeting for the form of an act.

    Raises:
        Hidden: 404, there is no such meeting, or not for the caller.
    """
    opening = await require_visible(request, who, meeting_id)
    row = await row_of(context_of(request), meeting_id)
    reader = await reader_of(request, who, row.cases)
    disclose_meeting(request, who, row, reader)
    offered = dict(await offered_at_first(request, who))
    offered["case"] = tuple(
        {each.value: each for each in (*await _cases(request, reader.seen), *offered["case"])}.values()
    )
    return StreamRead(
        title=opening.title, number=row.number, entries=await history(request, reader, meeting_id), offered=offered
    )


async def offered_at_first(request: Request, who: Persona) -> Mapping[str, tuple[Choice, ...]]:
    """The cases that an organ's next meeting may decide, as far as whoever gives notice sees them."""
    organ = (await installed_of(request).organs()).organ(who.organ)
    ripe = [each.case_id for each in (await ripe_for(request, organ) if organ else ())]
    return {"case": await _cases(request, (await reader_of(request, who, ripe)).seen)}


async def _cases(request: Request, ids: Iterable[UUID]) -> tuple[Choice, ...]:
    numbers = await case_page.numbers_of(context_of(request).pool, list(ids))
    return tuple(numbered(id_, number) for id_, number in numbers.items())
