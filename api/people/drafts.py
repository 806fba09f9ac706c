"""Drafts of the register of people: what one would change, its publication by a second person, and its withdrawal."""

import asyncio

from fastapi import Request

from activities.law import ORGANS
from api.auth.context import context_of
from api.auth.law import require_keeps
from api.auth.policy import RegisterName
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.law.drafts import require_done
from api.people.versions import RegisterPreview, RegisterVersion, line_of, preview
from eventlog import reference
from eventlog.reference import Listed

WHOLE = (None,)
"""Where a file of the register holds: in the whole installation."""


async def previewed(request: Request, version: int) -> RegisterPreview:
    """What a version changes of the newest one.

    Raises:
        ProblemRaised: 404, there is no such version.
    """
    found, installed = await versions_of(request), installed_of(request)
    wanted = next((each for each in found if each.version == version), None)
    if wanted is None:
        raise ProblemRaised(NOT_FOUND)
    _, now = await installed.organs_now()
    packs = [*(await installed.newest_packs()).values()]
    return await asyncio.to_thread(preview, wanted, newest_of(found), now, packs)


async def publish_draft(request: Request, who: Persona, version: int) -> None:
    """Publish a draft as a second person.

    Raises:
        ProblemRaised: 403; 404 no such draft; 409 it ended before, is outdated, or is the caller's own.
    """
    await _require(request, who, "approve_organs")
    answer = await reference.publish(context_of(request).pool, "organs", ORGANS, version, who.person)
    require_done(answer, called)
    installed_of(request).forget()


async def withdraw_draft(request: Request, who: Persona, version: int) -> None:
    """Take a draft back.

    Raises:
        ProblemRaised: 403; 404 no such draft; 409 it ended before.
    """
    await _require(request, who, "propose_organs")
    answer = await reference.withdraw(context_of(request).pool, "organs", ORGANS, version, who.person)
    require_done(answer, called)


async def _require(request: Request, who: Persona, action: RegisterName) -> None:
    await require_keeps(request, who, action, WHOLE)


async def versions_of(request: Request) -> list[Listed]:
    """Every version, published or drafted, the newest first."""
    return [each for each in await reference.versions(context_of(request).pool, "organs") if each.name == ORGANS]


async def line_now(request: Request, version: int) -> RegisterVersion:
    """A version as it is told now."""
    found, names = await versions_of(request), Names(await installed_of(request).organs())
    return line_of(next(each for each in found if each.version == version), newest_of(found), names)


def newest_of(found: list[Listed]) -> int:
    """The number of the version that holds."""
    return max((each.version for each in found if each.published), default=0)


def called(version: int) -> str:
    """What people call a version."""
    return f"机关与人员名录版本 {version} / version {version} of the register"
