"""Whose accounts and tokens somebody may read or manage: of people whose posts lie in their place or under it."""

from collections.abc import Iterable
from typing import Literal

from starlette.requests import Request

from api.auth.callers import require
from api.auth.policy import Resource, allowed
from api.identity.personas import Persona
from domain.organs import Organs

AccountAction = Literal["read_accounts", "manage_accounts"]


def require_reach(
    request: Request, who: Persona, action: AccountAction, organs: Organs, posts: Iterable[Persona]
) -> None:
    """Stop whoever may not do this with the account of somebody in these posts; without posts it is anybody's.

    Raises:
        ProblemRaised: 403.
    """
    require(request, who, action)
    for post in posts:
        require(request, who, action, Resource(jurisdiction=post.jurisdiction), organs)


def reaches(who: Persona, organs: Organs, posts: Iterable[Persona]) -> bool:
    """Whether the account of somebody in these posts is listed for somebody."""
    return all(allowed(who, "read_accounts", Resource(jurisdiction=post.jurisdiction), organs).allow for post in posts)
