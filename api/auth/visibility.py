"""What of a case a caller may see: judged by the event that opened it, which is in the log before any page is."""

from collections.abc import Callable
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import APPLICANTS, Action, Resource, allowed
from api.auth.tokens import Persona
from api.http.problems import NOT_FOUND, ProblemRaised
from api.installed import installed_of
from api.streams.beginning import Beginning, Beginnings, E
from domain.case.events import CaseOpened
from domain.organs import Organs
from projections.cases.procedure import concerned

OPENINGS = Beginnings(CaseOpened)
Opening = Beginning[CaseOpened]


async def require_visible(request: Request, who: Persona, action: Action, case_id: UUID) -> Opening:
    """The opening of a case the caller may do this with.

    Raises:
        ProblemRaised: 404, whether there is no such case or the caller may not know of it.
    """

    def resource(opening: Opening, organs: Organs) -> Resource:
        return case_resource(opening, organs, action)

    return await require_allowed(
        request, who, action, await OPENINGS.get(context_of(request).event_log, case_id), resource
    )


async def require_allowed(
    request: Request,
    who: Persona,
    action: Action,
    found: Beginning[E] | None,
    resource: Callable[[Beginning[E], Organs], Resource],
) -> Beginning[E]:
    """How a stream began, if there is one that the caller may do this with.

    Raises:
        ProblemRaised: 404, whether there is none or the caller may not know of it.
    """
    organs = await installed_of(request).organs()
    if found is None or not allowed(who, action, resource(found, organs), organs).allow:
        raise ProblemRaised(NOT_FOUND)
    return found


def case_resource(opening: Opening, organs: Organs, action: Action) -> Resource:
    """A case as access rules see it: its jurisdiction, and whom it concerns, which the lists have stored.

    A case entered at the counter without the own committee's signature concerns no unit. To act in it for the
    applicant, any unit of the jurisdiction will do; to read it, none.
    """
    place, named = opening.event.jurisdiction, concerned(opening.event, opening.filed_by)
    endorsement = opening.event.endorsement
    position = organs.position(endorsement.signatory or "") if endorsement else None
    found = (organs.organ(organ) for organ in (opening.filed_by, position.organ if position else ""))
    if not action.startswith("read_") and not any(organ and organ.role in APPLICANTS for organ in found):
        named = tuple(organ.id for organ in organs.organs if organ.role == "unit" and organ.jurisdiction == place)
    return Resource(place, named)
