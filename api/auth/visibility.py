"""What of a case a caller may see: judged by the log itself, in which a case is before any page shows it.

The lists say the same in SQL, over the column in which the page of a case keeps whom it concerns (scoped.sql).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, get_args
from uuid import UUID

from fastapi import Request
from pydantic import Field, TypeAdapter

from api.auth.callers import Hidden
from api.auth.context import context_of
from api.auth.disclosure import rest_on
from api.auth.own_matter import own_subjects
from api.auth.policy import INSIDE, Action, Reach, Resource, allowed, reach_as_seen, reach_of
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings
from domain.acts.jurisdiction.handing_over import HandedOver
from domain.case.events import (
    ApplicationEndorsed,
    ApplicationWithdrawn,
    CaseHandedDown,
    CaseOpened,
    CaseTransferred,
    HandoverDeclined,
    JurisdictionChanged,
    OrganDesignated,
    PublicityConcluded,
    PublicityStarted,
    SubjectsChanged,
)
from domain.messages import kind_of
from domain.organs import Organs
from eventlog import persons
from eventlog.reading import facts_of
from projections.cases.parties import PartyEvent, parties
from projections.cases.procedure import concerned, whose_matter
from projections.projector.read_model import handled_by

OPENINGS = Beginnings(CaseOpened)
Opening = Beginning[CaseOpened]

_Place = (
    CaseTransferred | CaseHandedDown | OrganDesignated | HandoverDeclined | ApplicationWithdrawn | JurisdictionChanged
)
"""What says in which place a case is, and in which its receipt is awaited."""
Telling = PartyEvent | PublicityStarted | PublicityConcluded | ApplicationEndorsed | SubjectsChanged | _Place
"""What tells, beside the opening, who may do and see what in a case."""
_Told = tuple[int, Telling]
"""An event that tells who sees a case, with its version."""
_TELLING: TypeAdapter[Telling] = TypeAdapter(Annotated[Telling, Field(discriminator="kind")])
_BY_PARTS = (*sorted(kind_of(each) for each in handled_by(parties)),)
_BY_PUBLICITY = (kind_of(PublicityStarted), kind_of(PublicityConcluded))
_BY_PLACE = (*(kind_of(each) for each in get_args(_Place)),)
_JUDGED_BY = {
    Reach.PART: _BY_PARTS,
    Reach.WORK: _BY_PARTS,
    Reach.PUBLIC: _BY_PUBLICITY,
    Reach.OWN_MATTER: (kind_of(SubjectsChanged),),
}
"""The events beside the opening, and beside those of its place, by which a reach is judged."""
_LASTING = (*_BY_PARTS, *_BY_PLACE)
"""By these somebody comes to see a case, and goes on seeing what there was of it until then."""
_REMEMBERED_MAX = 10_000


@dataclass(frozen=True, slots=True)
class SeenCase:
    """A case that a caller may see, and what access to its parts depends on.

    Attributes:
        until: The version at which it went out of the caller's sight: they see it as it was before, and that it went.
            None: they see all of it.
        subjects: Which subjects of it the reader is, who sees it as their own matter; None: they see it otherwise.
    """

    opening: Opening
    resource: Resource
    until: int | None = None
    subjects: frozenset[UUID] | None = None


async def require_visible(request: Request, who: Persona, action: Action, case_id: UUID) -> SeenCase:
    """A case the caller may do this with, as it is now.

    Raises:
        Hidden: 404, whether there is no such case or the caller may not know of it.
    """
    seen = await require_seen(request, who, action, case_id)
    if seen.until is not None:
        raise Hidden(who, action, case_id, exists=True, place=seen.resource.jurisdiction)
    return seen


async def require_seen(request: Request, who: Persona, action: Action, case_id: UUID) -> SeenCase:
    """A case the caller may do this with, or could before it went to another organ: then as it was until then.

    Raises:
        Hidden: 404, whether there is no such case or the caller never saw it.
    """
    context, organs = context_of(request), await installed_of(request).organs()
    telling = (*_judged_by(who, action), *_BY_PLACE, kind_of(ApplicationEndorsed))
    opening, told = await _begun(request, who, action, case_id, telling)
    linked = await persons.of_stream(context.by_key, case_id) if _reads_inside(who) else frozenset[str]()
    own = linked | opening.event.vouched_by(organs)
    mine = await own_subjects(request, who, action)
    for resource, until in case_resources(opening, told, own, dict.fromkeys(mine or (), who.person)):
        decision = allowed(who, action, resource, organs)
        if decision.allow:
            rest_on(request, action, decision.rules)
            return SeenCase(opening, resource, until, mine)
    raise Hidden(who, action, case_id, exists=True, place=opening.event.jurisdiction)


async def require_actable(request: Request, who: Persona, action: Action, case_id: UUID) -> None:
    """Let nobody act on a case that they may not do this with; what only a reader is judged by is not asked for.

    Who may act on a case by an event goes on passing here whatever comes later, but for what is made public for a time
    (`case_resources` knows the earlier places too), and for who acts in their own matter. So what was read of a case is
    remembered, and for an act of most callers the log is asked nothing here; where that says no, it is. Whether the log
    still holds what was recorded, and who is competent now, is seen where the act is decided.

    Raises:
        Hidden: 404, whether there is no such case or the caller may not know of it.
    """
    telling, remembered, organs = _judged_by(who, action), _remembered_by(request), await installed_of(request).organs()
    mine = await own_subjects(request, who, action)
    request.state.as_subjects = tuple(sorted(mine or ()))

    def may(resources: Iterable[Resource]) -> bool:
        for resource in resources:
            decision = allowed(who, action, resource, organs)
            if decision.allow:
                rest_on(request, action, decision.rules)
                return True
        return False

    passes = telling == _BY_PUBLICITY or mine is not None
    if not passes and may(remembered.get(case_id, ())):
        return
    opening, told = await _begun(request, who, action, case_id, (*_LASTING, *telling))
    if case_id not in remembered and len(remembered) >= _REMEMBERED_MAX:
        del remembered[next(iter(remembered))]
    lasting = [each for each in told if kind_of(type(each[1])) in _LASTING]
    remembered[case_id] = tuple(resource for resource, _ in case_resources(opening, lasting))
    people = dict.fromkeys(mine or (), who.person)
    if not may(resource for resource, _ in case_resources(opening, told, people=people)):
        raise Hidden(who, action, case_id, exists=True, place=opening.event.jurisdiction)


async def case_seen(request: Request, who: Persona, case_id: UUID) -> Resource | None:
    """A case as access rules see it, if somebody sees it; None, whether or not it exists."""
    try:
        return (await require_visible(request, who, "read_case", case_id)).resource
    except Hidden:
        return None


def _remembered_by(request: Request) -> dict[UUID, tuple[Resource, ...]]:
    """Cases as access rules see them, as far as this process remembers, the longest known first."""
    remembered: dict[UUID, tuple[Resource, ...]] = request.app.state.remembered_cases
    return remembered


async def require_allowed(request: Request, who: Persona, action: Action, resource: Resource, id_: UUID) -> None:
    """Let nobody know of what they may not do this with.

    Raises:
        Hidden: 404, as where there is nothing.
    """
    decision = allowed(who, action, resource, await installed_of(request).organs())
    if not decision.allow:
        raise Hidden(who, action, id_, exists=True, place=resource.jurisdiction)
    rest_on(request, action, decision.rules)


async def own_among(request: Request, who: Persona, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of some cases that are somebody's own, for lists; a head who was asked to endorse counts as endorser.

    Nothing is asked of the database where there are none, as in most inboxes.
    """
    if not case_ids:
        return frozenset()
    context, organs = context_of(request), await installed_of(request).organs()
    own = set(await persons.streams_of(context.by_key, who.person, case_ids))
    for first in await context.event_log.read_firsts([each for each in case_ids if each not in own]):
        opening = OPENINGS.read([first])
        if opening and (who.person in opening.event.vouched_by(organs) or _was_asked(opening.event, who, organs)):
            own.add(first.stream_id)
    return frozenset(own)


async def _begun(
    request: Request, who: Persona, action: Action, case_id: UUID, telling: Sequence[str]
) -> tuple[Opening, list[_Told]]:
    """How a case began, and its events of some kinds.

    Raises:
        Hidden: 404, there is no such case.
    """
    read = await context_of(request).event_log.read_beginning(case_id, with_types=telling)
    opening = OPENINGS.read(read)
    if opening is None:
        raise Hidden(who, action, case_id, exists=False)
    return opening, [(stored.version, facts_of(_TELLING, stored)) for stored in read[1:]]


_NOBODY: Mapping[UUID, str] = MappingProxyType({})


def case_resources(
    opening: Opening,
    told: Sequence[_Told] = (),
    own: frozenset[str] = frozenset(),
    people: Mapping[UUID, str] = _NOBODY,
) -> Iterator[tuple[Resource, int | None]]:
    """A case as access rules see it, and as they saw it before each time that it went elsewhere, the latest first.

    Whoever saw it in an earlier place goes on seeing what there was of it then, and nothing since (A-49). Whose own
    matter it is, is always judged by whom it is about now.

    Args:
        opening: of the case.
        told: what else tells, with its versions.
        own: the persons whose own matter it is, as far as they are known.
        people: who some registered subjects are.

    Yields:
        Each with the version at which that ended; None: the case as it is now. Where its receipt is awaited, the place
        of the organ that it goes to counts like its own.
    """
    endorsers = {event.person for _, event in told if isinstance(event, ApplicationEndorsed) and event.person}
    ends = [version for version, event in told if isinstance(event, get_args(_Place))]
    now = _subjects_now(opening.event, (event for _, event in told)) if people else ()
    subjects = frozenset(people[each] for each in now if each in people)
    for until in (None, *reversed(ends)):
        before = [event for version, event in told if until is None or version < until]
        resource, coming_to = _resource(opening, before, own | endorsers)
        resource = replace(resource, subjects=subjects) if subjects else resource
        yield resource, until
        if coming_to is not None:
            yield replace(resource, jurisdiction=coming_to), until


def case_resource(
    opening: Opening,
    telling: Sequence[Telling] = (),
    own: frozenset[str] = frozenset(),
    people: Mapping[UUID, str] = _NOBODY,
) -> Resource:
    """A case as access rules see it after some events, where it is then."""
    return next(resource for resource, _ in case_resources(opening, list(enumerate(telling)), own, people))


def _subjects_now(opened: CaseOpened, telling: Iterable[Telling]) -> tuple[UUID, ...]:
    """Whom a case is about after some events, and who applied."""
    now = {each.subject_id for each in opened.subjects}
    for event in telling:
        if isinstance(event, SubjectsChanged):
            now = (now - set(event.removed)) | {each.subject_id for each in event.added}
    return whose_matter(opened.applicant, now)


def _resource(opening: Opening, told: Sequence[Telling], own: frozenset[str]) -> tuple[Resource, str | None]:
    """A case as access rules see it, from its opening and what else tells who takes part, and what is public.

    A case that an organ entered or began without naming a unit, and without the signature of one, concerns no unit:
    none reads it and none acts in it; organs act in it at the counter.
    """
    parts, works, public, place, coming_to = set[str](), set[str](), False, opening.event.jurisdiction, None
    for event in told:
        if isinstance(event, PublicityStarted | PublicityConcluded):
            public = isinstance(event, PublicityStarted)
        if isinstance(event, get_args(_Place)):
            coming_to = event.jurisdiction if isinstance(event, HandedOver) else None
        if isinstance(event, JurisdictionChanged) and event.jurisdiction != place:
            place, parts, works = event.jurisdiction, set(), set()
        for party in parties(event) if isinstance(event, PartyEvent) else ():
            parts.add(party.organ)
            works |= {party.organ} if party.works else set()
    resource = Resource(
        jurisdiction=place,
        organs=concerned(opening.event, opening.filed_by),
        parts=frozenset(parts),
        works=frozenset(works),
        public=public,
        parties=own,
    )
    return resource, coming_to


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
    reach = reach_as_seen(who, action)
    return _JUDGED_BY.get(reach, ()) if reach else ()
