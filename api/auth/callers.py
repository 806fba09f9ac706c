"""Who calls, and whether they may: the machine token of a request, and what stops it."""

from typing import Annotated, NoReturn
from uuid import UUID

import structlog
from fastapi import Depends
from starlette.requests import Request

from api.auth.context import context_of, today_of
from api.auth.disclosure import rest_on
from api.auth.policy import Action, Decision, Resource, allowed
from api.auth.step_up import SAFE, require_fresh
from api.auth.visits import address_of, credentials_of
from api.http.problems import (
    FORBIDDEN,
    NOT_FOUND,
    TOKEN_ELSEWHERE,
    TOKEN_ONLY_READS,
    UNAUTHENTICATED,
    Particulars,
    ProblemRaised,
)
from api.identity.account_events import note_refused_token
from api.identity.credentials import Machine
from api.identity.personas import Persona
from domain.organs import Organs

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="rongcuo"'}
_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)
_NO_LONGER = "令牌所属人员现已不在该职务任职。 Its person does not hold that position any more."


async def caller(request: Request) -> Persona:
    """Who calls; a page that asks in its reader's name has said who that is.

    Raises:
        ProblemRaised: 401, without a valid token; 403, with one that only reads, or is good from elsewhere only.
    """
    reader = getattr(request.state, "caller", None)
    if isinstance(reader, Persona):
        return reader
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise ProblemRaised(UNAUTHENTICATED, Particulars(headers=_CHALLENGE))
    machine = await credentials_of(request).machine(token.strip(), today_of(request))
    if machine is None or machine.persona is None:
        detail = None if machine is None else _NO_LONGER
        raise ProblemRaised(UNAUTHENTICATED, Particulars(detail=detail, headers=_CHALLENGE))
    if not machine.is_good_at(address_of(request)):
        await _refused_elsewhere(request, machine)
    if machine.scope == "read" and request.method not in SAFE:
        raise ProblemRaised(TOKEN_ONLY_READS)
    request.state.machine = machine
    return machine.persona


async def _refused_elsewhere(request: Request, machine: Machine) -> NoReturn:
    """Write down from where somebody tried a token that is not good there, and say so.

    Raises:
        ProblemRaised: 403.
    """
    address = address_of(request)
    _logger.warning("machine token refused", token=str(machine.token_id), address=address)
    await note_refused_token(context_of(request).pool, machine.token_id, address)
    raise ProblemRaised(TOKEN_ELSEWHERE, Particulars(detail=address))


Caller = Annotated[Persona, Depends(caller)]


class Denied(ProblemRaised):
    """Somebody may not do something; in whose words that is told, api/auth/denials.py finds out."""

    def __init__(self, who: Persona, action: Action, decision: Decision, resource: Resource | None = None) -> None:
        super().__init__(FORBIDDEN, Particulars(policy=decision.rules))
        self.who = who
        self.action = action
        self.decision = decision
        self.resource = resource


class Hidden(ProblemRaised):
    """There is nothing, or the caller may not know of it: told alike, and not kept alike.

    Attributes:
        exists: Whether there is something.
    """

    def __init__(self, who: Persona, action: Action, *ids: UUID, exists: bool, place: str | None = None) -> None:
        super().__init__(NOT_FOUND)
        self.who = who
        self.action = action
        self.ids = ids
        self.exists = exists
        self.place = place


def require(
    request: Request, who: Persona, action: Action, resource: Resource | None = None, organs: Organs | None = None
) -> tuple[str, ...]:
    """Stop whoever may not do this; of whoever may, name the rules that say so, which the request then rests on.

    Raises:
        Denied: 403, naming the rules and who may.
        ProblemRaised: 401, they may, and have to show anew who they are first.
    """
    decision = allowed(who, action, resource, organs)
    if not decision.allow:
        raise Denied(who, action, decision, resource)
    require_fresh(request, action)
    rest_on(request, action, decision.rules)
    return decision.rules
