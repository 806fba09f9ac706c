"""What of a case a caller may see: judged by the event that opened it, which is in the log before any page is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.auth.policy import APPLICANTS, Action, Resource, allowed
from api.auth.tokens import Persona
from api.http.context import AppContext
from api.http.installed import Installed
from api.http.problems import BUSY_HEADERS, NOT_FOUND, UNAVAILABLE, Particulars, ProblemRaised
from api.http.requests import here_of
from domain.case.events import EVENT, CaseOpened
from domain.organs import Organs
from domain.values import FreeText
from eventlog.meta import Meta
from eventlog.shapes import StoredEvent
from projections.cases import case_page
from projections.cases.procedure import concerned
from projections.cases.view import CasePage
from workflows.client import CASE


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening of a case: the fact, who filed it, its title (None when erased)."""

    opened: CaseOpened
    filed_by: str
    title: str | None


def installed_of(request: Request) -> Installed:
    """The installed law."""
    installed: Installed = request.app.state.installed
    return installed


async def require_visible(request: Request, who: Persona, action: Action, case_id: UUID) -> Opening:
    """The opening of a case the caller may do this with.

    Raises:
        ProblemRaised: 404, whether there is no such case or the caller may not know of it.
    """
    opening = await opening_of(here_of(request), case_id)
    if opening is None:
        raise ProblemRaised(NOT_FOUND)
    organs = await installed_of(request).organs()
    if not allowed(who, action, case_resource(opening, organs, action), organs).allow:
        raise ProblemRaised(NOT_FOUND)
    return opening


async def opening_of(here: AppContext, case_id: UUID) -> Opening | None:
    """How a case began; None when there is no such case."""
    page = await here.event_log.read_stream(case_id, limit=1)
    return _opening(page[0]) if page and page[0].type == CASE.begins else None


async def page_of(here: AppContext, case_id: UUID, seen: int = 0) -> CasePage:
    """The page of a case that exists, once it shows the version seen, or what it shows after two seconds.

    Raises:
        ProblemRaised: 503, it is not shown at all yet.
    """
    page = await case_page.get(here.pool, case_id)
    if page is None or page.version < seen:
        await here.read_models.wait_for(case_id, max(seen, 1))
        page = await case_page.get(here.pool, case_id)
    if page is None:
        raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))
    return page


async def titles_of(here: AppContext, case_ids: Sequence[UUID]) -> Mapping[UUID, str | None]:
    """The titles of some cases, with one statement."""
    firsts = await here.event_log.read_firsts(case_ids)
    return {event.stream_id: _opening(event).title for event in firsts}


def case_resource(opening: Opening, organs: Organs, action: Action) -> Resource:
    """A case as access rules see it: its jurisdiction, and whom it concerns, which the lists have stored.

    A case entered at the counter without the own committee's signature concerns no unit. To act in it for the
    applicant, any unit of the jurisdiction will do; to read it, none.
    """
    place, named = opening.opened.jurisdiction, concerned(opening.opened, opening.filed_by)
    endorsement = opening.opened.endorsement
    position = organs.position(endorsement.signatory or "") if endorsement else None
    found = (organs.organ(organ) for organ in (opening.filed_by, position.organ if position else ""))
    if not action.startswith("read_") and not any(organ and organ.role in APPLICANTS for organ in found):
        named = tuple(organ.id for organ in organs.organs if organ.role == "unit" and organ.jurisdiction == place)
    return Resource(place, named)


def _opening(event: StoredEvent) -> Opening:
    opened = EVENT.validate_json(event.payload)
    if not isinstance(opened, CaseOpened):
        raise TypeError(f"case {event.stream_id} begins with {event.type}")
    words = FreeText.model_validate_json(event.private) if event.private else None
    return Opening(opened, Meta.model_validate_json(event.meta).actor.organ, words.title if words else None)
