"""Who calls, and whether they may: the machine token of a request, and what stops it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request

from api.auth.context import today_of
from api.auth.policy import Action, Decision, Resource, allowed
from api.auth.visits import credentials_of
from api.http.problems import (
    FORBIDDEN,
    NOT_FOUND,
    TOKEN_ONLY_READS,
    UNAUTHENTICATED,
    Particulars,
    ProblemRaised,
)
from api.identity.personas import Persona
from domain.organs import Organs

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="rongcuo"'}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_NO_LONGER = "令牌所属人员现已不在该职务任职。 Its person does not hold that position any more."


async def caller(request: Request) -> Persona:
    """Who calls; a page that asks in its reader's name has said who that is.

    Raises:
        ProblemRaised: 401, without a valid token; 403, with one that only reads.
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
    if machine.scope == "read" and request.method not in _SAFE:
        raise ProblemRaised(TOKEN_ONLY_READS)
    return machine.persona


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
    """
    decision = allowed(who, action, resource, organs)
    if not decision.allow:
        raise Denied(who, action, decision, resource)
    request.state.rests_on = decision.rules
    return decision.rules
