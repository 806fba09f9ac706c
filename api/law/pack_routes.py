"""Procedure packs: editions proposed, published and taken back, and each as installed.

An edition is proposed as its file, checked whole, and published by a second person; from then on new cases of the pack
begin under it, and open ones keep theirs. An edition is never edited: another content needs another edition's name.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from fastapi import Request, Response

from api.auth.callers import Caller, caller, require
from api.auth.context import Context, context_of
from api.auth.law import require_keeps
from api.auth.policy import PublishName, allowed
from api.auth.scope import scope_of
from api.http.problems import EDITION_EXISTS, EDITION_INSTALLED, NOT_FOUND, PACK_FAULTY, Particulars, ProblemRaised
from api.http.replies import file_reply, json_reply
from api.http.requests import content_of
from api.http.routing import JsonRouter
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.law.drafts import file_faults, require_done, require_proposed
from api.law.pack_preview import PackPreview, preview, wanted
from api.law.pack_versions import PackLine, Packs, edition_named, lines, newest_published, roles_unplayed
from api.law.version_states import Number
from domain.pack.pack import Pack
from domain.terms.deadlines import SHANGHAI
from domain.values import Code
from eventlog import reference
from eventlog.reference import Listed
from policies.packs.json_text import read_json
from policies.packs.layering import Extends
from policies.packs.loader import pack_bytes, parse_pack
from policies.packs.located import Between, FaultyFile, Read
from policies.packs.plain_yaml import read_yaml

router = JsonRouter(prefix="/v1/packs", tags=["law"])

_READ: Mapping[str, Read] = {"application/yaml": read_yaml, "application/json": read_json}
MEDIA_TYPES = tuple(_READ)
"""What an edition is sent as: its file, or the same as JSON."""


@router.read("", "packs.list", "List procedure packs", Packs)
async def list_packs(request: Request, who: Caller, context: Context, pack: Code | None = None) -> Response:
    """Every edition of every procedure: state, standing, who proposed and who published, how many cases run on it."""
    require(request, who, "read_law")
    found = await lines(context.pool, Names(await installed_of(request).organs()))
    return json_reply(Packs(items=tuple(line for line in found if pack is None or line.pack == pack)))


@router.post(
    "",
    operation_id="packs.propose",
    summary="Propose an edition of a pack",
    status_code=201,
    response_model=PackLine,
    responses={200: {"model": PackLine, "description": "The same draft is open already"}},
)
async def propose_pack(request: Request) -> Response:
    """Draft an edition from its file, after the newest published one; no case begins under it until it is approved.

    A file that begins with `extends` is laid over that published edition, and drafted as the whole that comes of it.
    """
    who = await caller(request)
    require(request, who, "propose_pack")
    (media_type, content), context = await content_of(request, MEDIA_TYPES), context_of(request)
    calendars = {line.name for line in await reference.installed(context.pool) if line.kind == "calendar"}
    places = {place.id for place in (await installed_of(request).organs()).jurisdictions}
    versions = await reference.versions(context.pool, "pack")
    check, bases = partial(_unknown_names, calendars, places), partial(_published, versions)
    try:
        pack = await asyncio.to_thread(parse_pack, content, "pack", check, bases, read=_READ[media_type])
    except FaultyFile as faulty:
        raise ProblemRaised(PACK_FAULTY, Particulars(errors=file_faults(faulty))) from None
    earlier = [each for each in versions if each.name == pack.pack]
    await require_keeps(request, who, "propose_pack", _holds_in(pack, earlier))
    _refuse_taken(pack, earlier)
    base = newest_published(earlier).get(pack.pack, 0)
    answer = await reference.propose(
        context.pool, "pack", pack.pack, pack_bytes(pack), base_version=base, note=pack.source, by=who.person
    )
    draft = require_proposed(answer, partial(_called, pack.pack))
    headers = {"Location": f"{context.public_url}/v1/packs/{pack.pack}/{draft.version}"}
    return json_reply(await _line_of(request, pack.pack, draft.version), 200 if draft.repeated else 201, headers)


@router.read("/{pack}", "packs.get", "Get a procedure pack", Pack)
async def get_pack(request: Request, who: Caller, pack: Code) -> Response:
    """The newest published edition of a procedure: every value with its article and standing."""
    require(request, who, "read_law")
    found = await installed_of(request).pack(pack)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    return Response(found.model_dump_json(by_alias=True), media_type="application/json")


@router.read(
    "/{pack}/{version}",
    "packs.get_version",
    "Get a version of a pack",
    Pack,
    responses={304: {"description": "The version in If-None-Match is this one"}},
)
async def get_pack_version(request: Request, who: Caller, context: Context, pack: Code, version: Number) -> Response:
    """A version as it is stored, published or drafted; its ETag is the SHA-256 that cases are pinned to."""
    require(request, who, "read_law")
    versions = await reference.versions(context.pool, "pack")
    found = next((each for each in versions if (each.name, each.version) == (pack, version)), None)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    return file_reply(request, found.sha256.hex(), found.content)


@router.read("/{pack}/{version}/preview", "packs.preview", "Preview an edition over the open cases", PackPreview)
async def preview_pack(request: Request, who: Caller, context: Context, pack: Code, version: Number) -> Response:
    """What the edition would be today for open cases under earlier ones; lines of those the caller may see."""
    require(request, who, "read_law")
    scope = await scope_of(request, who, "read_deadlines") if allowed(who, "read_deadlines").allow else None
    looked_at = await wanted(context.pool, pack, version)
    if looked_at is None:
        raise ProblemRaised(NOT_FOUND)
    today = context.clock().astimezone(SHANGHAI).date()
    return json_reply(await preview(context.pool, installed_of(request), looked_at, scope, today))


@router.post(
    "/{pack}/{version}/approval", operation_id="packs.approve", summary="Publish a draft", response_model=PackLine
)
async def approve_pack(request: Request, who: Caller, context: Context, pack: Code, version: Number) -> Response:
    """Publish as a second person: new cases of the pack begin under it, open ones keep theirs."""
    await _require_keeps(request, who, "approve_pack", pack, version)
    answer = await reference.publish(context.pool, "pack", pack, version, who.person)
    require_done(answer, partial(_called, pack))
    return json_reply(await _line_of(request, pack, version))


@router.post(
    "/{pack}/{version}/withdrawal",
    operation_id="packs.withdraw",
    summary="Take a draft back",
    response_model=PackLine,
)
async def withdraw_pack(request: Request, who: Caller, context: Context, pack: Code, version: Number) -> Response:
    """Take back one's own draft or somebody else's; its number is not given again, its edition's name may be."""
    await _require_keeps(request, who, "propose_pack", pack, version)
    answer = await reference.withdraw(context.pool, "pack", pack, version, who.person)
    require_done(answer, partial(_called, pack))
    return json_reply(await _line_of(request, pack, version))


async def _require_keeps(request: Request, who: Persona, action: PublishName, pack: str, version: int) -> None:
    """Stop whoever may not do this with a version of a pack.

    Raises:
        ProblemRaised: 403; 404, there is no such version.
    """
    require(request, who, action)
    versions = [each for each in await reference.versions(context_of(request).pool, "pack") if each.name == pack]
    found = next((each for each in versions if each.version == version), None)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    await require_keeps(request, who, action, _holds_in(Pack.model_validate_json(found.content), versions))


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
