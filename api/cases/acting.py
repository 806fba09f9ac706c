"""What a case tells whoever fills in an act on it: its history as they may read it, and what they choose from."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.disclosure import disclose_case
from api.auth.policy import allowed
from api.auth.visibility import SeenCase, require_visible
from api.cases.candidates import candidates_of
from api.cases.timeline import TimelineEntry, entries, reader_of, sensitivity_of, told_to
from api.cases.views import page_seen
from api.forms.choices import Choice
from api.forms.offers import numbered, recent_filings
from api.forms.streams import StreamRead
from api.identity.personas import Persona
from api.installed import installed_of, parsed_pack
from api.meetings import views as meetings
from api.streams.timeline import whole_stream
from domain.case.events import EVENT, RoundClosed
from domain.messages import Event
from domain.values import Bilingual
from eventlog import reference
from projections.cases import case_page

_CANDIDATES = 20


async def read_for_act(request: Request, who: Persona, case_id: UUID, fields: Collection[str]) -> StreamRead:
    """A case for the form of an act with these fields.

    Raises:
        Hidden: 404, there is no such case, or not for the caller.
    """
    seen = await require_visible(request, who, "read_case", case_id)
    reader = await reader_of(request, who, seen)
    disclose_case(request, who, case_id, seen.resource, sensitivity_of(reader))
    stored = await whole_stream(context_of(request).event_log, case_id)
    history = tuple(entries(stored, reader, frozenset()))
    closed = frozenset(each.facts.round_id for each in history if isinstance(each.facts, RoundClosed))
    return StreamRead(
        title=seen.opening.title,
        number=(await case_page.numbers_of(context_of(request).pool, [case_id])).get(case_id, ""),
        entries=history,
        told=lambda event: told_to(EVENT.validate_python(event), reader, closed),
        subjects=_subjects(seen, history),
        offered=await _offered(request, who, seen, case_id, fields),
        from_paper=seen.opening.event.history,
    )


async def offered_at_first(request: Request, who: Persona) -> Mapping[str, tuple[Choice, ...]]:
    """What is chosen from where a case is begun."""
    return {"risk_filing": await recent_filings(request, who)}


def _subjects(seen: SeenCase, history: Iterable[TimelineEntry]) -> frozenset[UUID]:
    """Whoever is or was a subject, or the applicant."""
    told = (each.facts for each in history if isinstance(each.facts, Event))
    return seen.opening.event.brings.union(*(event.brings for event in told))


async def _offered(
    request: Request, who: Persona, seen: SeenCase, case_id: UUID, fields: Collection[str]
) -> Mapping[str, tuple[Choice, ...]]:
    if {"earlier_matter", "candidates"} & {*fields}:
        found = await _earlier_matters(request, who, seen, case_id)
        return {"earlier_matter": found, "candidates": found}
    if "pack_sha256" in fields:
        return {"pack_sha256": await _editions(request, seen.opening.event.pack)}
    if "meeting" in fields:
        listed = await meetings.of_case(request, who, case_id)
        return {"meeting": tuple(numbered(row.meeting_id, f"{row.number} {title or ''}") for row, title in listed)}
    return {}


async def _earlier_matters(request: Request, who: Persona, seen: SeenCase, case_id: UUID) -> tuple[Choice, ...]:
    """Earlier cases that may be of the same matter, for whoever may know of matters."""
    if not allowed(who, "read_matters", seen.resource, await installed_of(request).organs()).allow:
        return ()
    context = context_of(request)
    found = await candidates_of(context, await page_seen(context, case_id, seen), _CANDIDATES)
    numbers = await case_page.numbers_of(context.pool, [each.occurrence.case_id for each in found])
    return tuple(
        numbered(
            each.occurrence.matter_id,
            f"{each.occurrence.occurred_on.isoformat()}发生，{numbers.get(each.occurrence.case_id, '')}"
            + ("（已容错）" if each.occurrence.tolerated else ""),
        )
        for each in found
    )


async def _editions(request: Request, pack: str) -> tuple[Choice, ...]:
    """The editions of a procedure, the newest first, by their hashes."""
    found = []
    for line in await installed_of(request).packs():
        content = await reference.get(context_of(request).pool, "pack", line.name, line.version)
        if line.name == pack and content is not None:
            edition = parsed_pack(content.content)
            found.append(
                Choice(line.sha256.hex(), Bilingual(zh=f"{edition.name.zh} {edition.edition}", en=edition.edition))
            )
    return tuple(found)
