"""What of a case a caller may see: judged by the log itself, in which a case is before any page shows it.

The lists say the same in SQL, over the column in which the page of a case keeps whom it concerns (scoped.sql).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import Field, TypeAdapter

from api.auth.callers import Hidden
from api.auth.context import context_of
from api.auth.policy import INSIDE, Action, Reach, Resource, allowed, reach_of
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings
from domain.case.events import ApplicationEndorsed, CaseOpened, PublicityConcluded, PublicityStarted
from domain.messages import kind_of
from domain.organs import Organs
from eventlog import persons
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent
from projections.cases.parties import PartyEvent, parties
from projections.cases.procedure import concerned
from projections.projector.read_model import handled_by

OPENINGS = Beginnings(CaseOpened)
Opening = Beginning[CaseOpened]

Telling = PartyEvent | PublicityStarted | PublicityConcluded | ApplicationEndorsed
"""What tells, beside the opening, who may do and see what in a case."""
_TELLING: TypeAdapter[Telling] = TypeAdapter(Annotated[Telling, Field(discriminator="kind")])
_BY_PARTS = (*sorted(kind_of(each) for each in handled_by(parties)),)
_BY_PUBLICITY = (kind_of(PublicityStarted), kind_of(PublicityConcluded))
_JUDGED_BY = {Reach.PART: _BY_PARTS, Reach.WORK: _BY_PARTS, Reach.PUBLIC: _BY_PUBLICITY}
"""The events beside the opening by which a reach is judged; those of most callers need none."""
_REMEMBERED_MAX = 10_000


@dataclass(frozen=True, slots=True)
class SeenCase:
    """A case that a caller may see, and what access to its parts depends on."""

    opening: Opening
    resource: Resource


async def require_visible(request: Request, who: Persona, action: Action, case_id: UUID) -> SeenCase:
    """A case the caller may do this with.

    Raises:
        Hidden: 404, whether there is no such case or the caller may not know of it.
    """
    context, organs = context_of(request), await installed_of(request).organs()
    telling = (*_judged_by(who, action), kind_of(ApplicationEndorsed))
    read = await context.event_log.read_beginning(case_id, with_types=telling)
    opening = OPENINGS.read(read)
    if opening is None:
        raise Hidden(who, action, case_id, exists=False)
    linked = await persons.of_stream(context.pool, case_id) if _reads_inside(who) else frozenset[str]()
    own = linked | opening.event.vouched_by(organs)
    resource = case_resource(opening, [facts_of(_TELLING, each) for each in read[1:]], own)
    await require_allowed(request, who, action, resource, case_id)
    return SeenCase(opening, resource)


async def require_actable(request: Request, who: Persona, action: Action, case_id: UUID) -> None:
    """Let nobody act on a case that they may not do this with; what only a reader is judged by is not asked for.

    An opening never changes and is remembered: for an act of most callers the log is asked nothing here. Whether the
    log still holds what was recorded is seen where the act is decided.

    Raises:
        Hidden: 404, whether there is no such case or the caller may not know of it.
    """
    telling, openings = _judged_by(who, action), _openings_of(request)
    opening, read = None if telling else openings.get(case_id), list[StoredEvent]()
    if opening is None:
        read = await context_of(request).event_log.read_beginning(case_id, with_types=telling)
        opening = OPENINGS.read(read)
    if opening is None:
        raise Hidden(who, action, case_id, exists=False)
    if case_id not in openings:
        if len(openings) >= _REMEMBERED_MAX:
            del openings[next(iter(openings))]
        openings[case_id] = replace(opening, title=None)
    resource = case_resource(opening, [facts_of(_TELLING, each) for each in read[1:]])
    await require_allowed(request, who, action, resource, case_id)


async def case_seen(request: Request, who: Persona, case_id: UUID) -> Resource | None:
    """A case as access rules see it, if somebody sees it; None, whether or not it exists."""
    try:
        return (await require_visible(request, who, "read_case", case_id)).resource
    except Hidden:
        return None


def _openings_of(request: Request) -> dict[UUID, Opening]:
    """The openings this process remembers, without what people wrote, the longest known first."""
    openings: dict[UUID, Opening] = request.app.state.openings
    return openings


async def require_allowed(request: Request, who: Persona, action: Action, resource: Resource, id_: UUID) -> None:
    """Let nobody know of what they may not do this with.

    Raises:
        Hidden: 404, as where there is nothing.
    """
    decision = allowed(who, action, resource, await installed_of(request).organs())
    if not decision.allow:
        raise Hidden(who, action, id_, exists=True, place=resource.jurisdiction)
    request.state.rests_on = decision.rules


async def own_among(request: Request, who: Persona, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of some cases that are somebody's own, for lists; a head who was asked to endorse counts as endorser."""
    context, organs = context_of(request), await installed_of(request).organs()
    own = set(await persons.streams_of(context.pool, who.person, case_ids))
    for first in await context.event_log.read_firsts([each for each in case_ids if each not in own]):
        opening = OPENINGS.read([first])
        if opening and (who.person in opening.event.vouched_by(organs) or _was_asked(opening.event, who, organs)):
            own.add(first.stream_id)
    return frozenset(own)


def case_resource(opening: Opening, telling: Iterable[Telling] = (), own: frozenset[str] = frozenset()) -> Resource:
    """A case as access rules see it, from its opening and what else tells who takes part, and what is public.

    A case that an organ entered or began without naming a unit, and without the signature of one, concerns no unit:
    none reads it and none acts in it; organs act in it at the counter.
    """
    parts, works, public = set[str](), set[str](), False
    for event in telling:
        if isinstance(event, ApplicationEndorsed):
            own |= {event.person} if event.person else set()
            continue
        if isinstance(event, PublicityStarted | PublicityConcluded):
            public = isinstance(event, PublicityStarted)
            continue
        for party in parties(event):
            parts.add(party.organ)
            works |= {party.organ} if party.works else set()
    return Resource(
        jurisdiction=opening.event.jurisdiction,
        organs=concerned(opening.event, opening.filed_by),
        parts=frozenset(parts),
        works=frozenset(works),
        public=public,
        parties=own,
    )


def _reads_inside(who: Persona) -> bool:
    """Whether somebody's posts let them read the inside of any case; a unit's do not."""
    return any(reach_of(who, action) is not None for action in INSIDE)


def _was_asked(opened: CaseOpened, who: Persona, organs: Organs) -> bool:
    asked = opened.endorsement
    return bool(
        asked and asked.kind == "requested" and asked.signatory and organs.ever_held(who.person, asked.signatory)
    )


def _judged_by(who: Persona, action: Action) -> tuple[str, ...]:
    """The types of events by which a caller's doing is judged: an act on a case that one sees, as seeing it is."""
    reach = reach_of(who, action)
    reach = reach_of(who, "read_case") if reach is Reach.SEEN else reach
    return _JUDGED_BY.get(reach, ()) if reach else ()
