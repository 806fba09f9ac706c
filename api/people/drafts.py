"""Drafts of the register of people: read from a file, what one would change, its publication by a second person."""

import asyncio

from fastapi import Request

from activities.law import ORGANS
from api.auth.context import context_of
from api.auth.law import require_keeps
from api.auth.policy import RegisterName
from api.http.problems import NOT_FOUND, ORGANS_FAULTY, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.law.drafts import file_faults, require_done, require_proposed
from api.people.versions import RegisterChanges, RegisterPreview, RegisterVersion, changed, line_of, preview
from domain.organs import Organs
from eventlog import reference
from eventlog.reference import Listed, Proposed
from policies.packs.loader import organs_bytes, parse_organs
from policies.packs.located import FaultyFile, Read

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


async def checked(request: Request, who: Persona, content: bytes, read: Read) -> Organs:
    """The register from its file, for whoever may propose it.

    Raises:
        ProblemRaised: 403; 422 with every fault and its line.
    """
    await _require(request, who, "propose_organs")
    try:
        return await asyncio.to_thread(parse_organs, content, "organs", read=read)
    except FaultyFile as faulty:
        raise ProblemRaised(ORGANS_FAULTY, Particulars(errors=file_faults(faulty))) from None


async def changes_of(request: Request, organs: Organs) -> RegisterChanges:
    """What a register changes of the newest version."""
    installed = installed_of(request)
    _, now = await installed.organs_now()
    return await asyncio.to_thread(changed, now, organs, [*(await installed.newest_packs()).values()])


async def propose_draft(request: Request, who: Persona, organs: Organs) -> Proposed:
    """Draft a register after the newest version, unless the same draft is open already.

    Raises:
        ProblemRaised: 409, another version was published meanwhile.
    """
    base, _ = await installed_of(request).organs_now()
    answer = await reference.propose(
        context_of(request).pool,
        "organs",
        ORGANS,
        organs_bytes(organs),
        base_version=base,
        note=organs.name,
        by=who.person,
    )
    return require_proposed(answer, called)


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
