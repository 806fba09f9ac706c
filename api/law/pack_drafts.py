"""Editions of procedure packs on their way in: checked whole, drafted, published by a second person, or taken back."""

import asyncio
from collections.abc import Iterable, Iterator
from functools import partial

from fastapi import Request

from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.auth.law import require_keeps
from api.auth.policy import PublishName
from api.http.problems import (
    EDITION_EXISTS,
    EDITION_INSTALLED,
    NOT_FOUND,
    NOT_YET_EFFECTIVE,
    PACK_FAULTY,
    Particulars,
    ProblemRaised,
)
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.law.drafts import file_faults, require_done, require_proposed
from api.law.pack_versions import PackLine, edition_named, lines, newest_published, roles_unplayed
from domain.pack.pack import Pack
from eventlog import reference
from eventlog.reference import Listed
from policies.packs.layering import Extends
from policies.packs.loader import pack_bytes, parse_pack
from policies.packs.located import Between, FaultyFile, Read


async def checked(request: Request, who: Persona, content: bytes, read: Read) -> Pack:
    """An edition from its file, with nothing against drafting it.

    A file that begins with `extends` is laid over that published edition, and is the whole that comes of it.

    Raises:
        ProblemRaised: 403; 422 with every fault and its line; 409 it is installed, or its name stands for another.
    """
    require(request, who, "propose_pack")
    pool = context_of(request).pool
    calendars = {line.name for line in await reference.installed(pool) if line.kind == "calendar"}
    places = {place.id for place in (await installed_of(request).organs()).jurisdictions}
    versions = await reference.versions(pool, "pack")
    check, bases = partial(_unknown_names, calendars, places), partial(_published, versions)
    try:
        pack = await asyncio.to_thread(parse_pack, content, "pack", check, bases, read=read)
    except FaultyFile as faulty:
        raise ProblemRaised(PACK_FAULTY, Particulars(errors=file_faults(faulty))) from None
    earlier = [each for each in versions if each.name == pack.pack]
    await require_keeps(request, who, "propose_pack", _holds_in(pack, earlier))
    _refuse_taken(pack, earlier)
    return pack


async def propose_draft(request: Request, who: Persona, pack: Pack) -> tuple[PackLine, bool]:
    """Draft an edition after the newest published one, and whether the same draft was open already.

    Raises:
        ProblemRaised: 409, another version was published meanwhile.
    """
    pool = context_of(request).pool
    base = newest_published(await reference.versions(pool, "pack")).get(pack.pack, 0)
    answer = await reference.propose(
        pool, "pack", pack.pack, pack_bytes(pack), base_version=base, note=pack.source, by=who.person
    )
    draft = require_proposed(answer, partial(_called, pack.pack))
    return await _line_of(request, pack.pack, draft.version), draft.repeated


async def publish_draft(request: Request, who: Persona, pack: str, version: int) -> PackLine:
    """Publish as a second person: new cases of the pack begin under it, open ones keep theirs.

    Raises:
        ProblemRaised: 403; 404 no such draft; 409 it ended before, is outdated or the caller's own, or holds later.
    """
    edition = await _require_keeps(request, who, "approve_pack", pack, version)
    if edition.effective_from is not None and today_of(request) < edition.effective_from:
        raise ProblemRaised(NOT_YET_EFFECTIVE, Particulars(detail=edition.effective_from.isoformat()))
    answer = await reference.publish(context_of(request).pool, "pack", pack, version, who.person)
    require_done(answer, partial(_called, pack))
    return await _line_of(request, pack, version)


async def withdraw_draft(request: Request, who: Persona, pack: str, version: int) -> PackLine:
    """Take back one's own draft or somebody else's; its number is not given again, its edition's name may be.

    Raises:
        ProblemRaised: 403; 404 no such draft; 409 it ended before.
    """
    await _require_keeps(request, who, "propose_pack", pack, version)
    answer = await reference.withdraw(context_of(request).pool, "pack", pack, version, who.person)
    require_done(answer, partial(_called, pack))
    return await _line_of(request, pack, version)


async def _require_keeps(request: Request, who: Persona, action: PublishName, pack: str, version: int) -> Pack:
    """The version of a pack, for whoever may do this with it.

    Raises:
        ProblemRaised: 403; 404, there is no such version.
    """
    require(request, who, action)
    versions = [each for each in await reference.versions(context_of(request).pool, "pack") if each.name == pack]
    found = next((each for each in versions if each.version == version), None)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    edition = Pack.model_validate_json(found.content)
    await require_keeps(request, who, action, _holds_in(edition, versions))
    return edition


def _holds_in(pack: Pack, versions: Iterable[Listed]) -> set[str | None]:
    """Where an edition holds, and where the one does that it takes the place of."""
    published = [each for each in versions if each.published]
    newest = max(published, key=lambda each: each.version, default=None)
    before = {Pack.model_validate_json(newest.content).jurisdiction} if newest else set()
    return {pack.jurisdiction, *before}


async def _line_of(request: Request, pack: str, version: int) -> PackLine:
    """A version with the roles that no organ plays as of now."""
    organs = await installed_of(request).organs()
    found = await lines(context_of(request).pool, Names(organs))
    versions = await reference.versions(context_of(request).pool, "pack")
    content = next(each.content for each in versions if (each.name, each.version) == (pack, version))
    line = next(line for line in found if (line.pack, line.version) == (pack, version))
    return line.model_copy(update={"unplayed": roles_unplayed(Pack.model_validate_json(content), organs)})


def _refuse_taken(pack: Pack, earlier: Iterable[Listed]) -> None:
    """Stop a second edition of the same name; one that was only drafted and taken back left its name free.

    Contents are compared as packs: a later release of this software may write the same edition in other bytes.

    Raises:
        ProblemRaised: 409, it is installed already, or the name stands for another content.
    """
    for each in earlier:
        withdrawn = each.published is None and each.draft is not None and each.draft.end is not None
        if withdrawn or edition_named(each.content).edition != pack.edition:
            continue
        called = Particulars(detail=f"{pack.edition}: {_called(pack.pack, each.version)}")
        if Pack.model_validate_json(each.content) != pack:
            raise ProblemRaised(EDITION_EXISTS, called)
        if each.published:
            raise ProblemRaised(EDITION_INSTALLED, called)


def _published(versions: Iterable[Listed], extends: Extends) -> Pack | None:
    """The published edition that a file extends; a draft may still be taken back."""
    for each in versions:
        if each.published and each.name == extends.pack and edition_named(each.content).edition == extends.edition:
            return Pack.model_validate_json(each.content)
    return None


def _unknown_names(calendars: set[str], places: set[str], pack: Pack) -> Iterator[Between]:
    if pack.jurisdiction is not None and pack.jurisdiction not in places:
        known = ", ".join(sorted(places))
        yield ("jurisdiction",), f"unknown name {pack.jurisdiction}; known are {known}"
    if pack.calendar not in calendars:
        known = ", ".join(sorted(calendars))
        yield ("calendar",), f"unknown name {pack.calendar}; known are {known}"


def _called(pack: str, version: int) -> str:
    return f"{pack} 版本 {version} / version {version}"
