"""Who calls, and whether they may: the token of a request, and what stops it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request

from api.auth.context import context_of
from api.auth.policy import Action, Decision, Resource, allowed
from api.auth.tokens import Persona
from api.http.problems import FORBIDDEN, NOT_FOUND, UNAUTHENTICATED, Particulars, ProblemRaised
from domain.organs import Organs


async def caller(request: Request) -> Persona:
    """Who calls.

    Raises:
        ProblemRaised: 401, without a valid token.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    persona = context_of(request).tokens.persona(token.strip()) if scheme.lower() == "bearer" else None
    if persona is None:
        raise ProblemRaised(UNAUTHENTICATED, Particulars(headers={"WWW-Authenticate": 'Bearer realm="rongcuo"'}))
    return persona


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
