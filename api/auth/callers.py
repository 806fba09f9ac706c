"""Who calls, and whether they may: the token of a request, and the problem of a denial."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.auth.context import context_of
from api.auth.policy import Action, Decision, Resource, allowed
from api.auth.tokens import Persona
from api.http.problems import FORBIDDEN, UNAUTHENTICATED, Particulars, ProblemRaised, language_of
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


def require(
    request: Request, who: Persona, action: Action, resource: Resource | None = None, organs: Organs | None = None
) -> tuple[str, ...]:
    """Stop whoever may not do this; of whoever may, name the rules that say so.

    Raises:
        ProblemRaised: 403, naming the rules and who may.
    """
    decision = allowed(who, action, resource, organs)
    if not decision.allow:
        raise forbidden(request, decision)
    return decision.rules


def forbidden(request: Request, decision: Decision) -> ProblemRaised:
    """The problem of a denial."""
    language = language_of(request.headers.get("accept-language"))
    said = [says.zh if language == "zh" else says.en for says in decision.who_may]
    return ProblemRaised(
        FORBIDDEN, Particulars(policy=decision.rules, detail=("；" if language == "zh" else "; ").join(said) or None)
    )
