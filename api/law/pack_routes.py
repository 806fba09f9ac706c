"""Procedure packs: editions proposed, published and taken back, and each as installed.

An edition is proposed as its file, checked whole, and published by a second person; from then on new cases of the pack
begin under it, and open ones keep theirs. An edition is never edited: another content needs another edition's name.
"""

from collections.abc import Mapping

from fastapi import Request, Response

from api.auth.callers import Caller, caller, require
from api.auth.context import Context, context_of
from api.auth.policy import allowed
from api.auth.scope import scope_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import file_reply, json_reply
from api.http.requests import content_of
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.labels.naming import Names
from api.law.pack_drafts import checked, propose_draft, publish_draft, withdraw_draft
from api.law.pack_preview import PackPreview, preview, wanted
from api.law.pack_versions import PackLine, Packs, lines
from api.law.version_states import Number
from domain.pack.pack import Pack
from domain.terms.deadlines import SHANGHAI
from domain.values import Code
from eventlog import reference
from policies.packs.json_text import read_json
from policies.packs.located import Read
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
    media_type, content = await content_of(request, MEDIA_TYPES)
    pack = await checked(request, who, content, _READ[media_type])
    draft, repeated = await propose_draft(request, who, pack)
    headers = {"Location": f"{context_of(request).public_url}/v1/packs/{pack.pack}/{draft.version}"}
    return json_reply(draft, 200 if repeated else 201, headers)


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
async def approve_pack(request: Request, who: Caller, pack: Code, version: Number) -> Response:
    """Publish as a second person: new cases of the pack begin under it, open ones keep theirs."""
    return json_reply(await publish_draft(request, who, pack, version))


@router.post(
    "/{pack}/{version}/withdrawal",
    operation_id="packs.withdraw",
    summary="Take a draft back",
    response_model=PackLine,
)
async def withdraw_pack(request: Request, who: Caller, pack: Code, version: Number) -> Response:
    """Take back one's own draft or somebody else's; its number is not given again, its edition's name may be."""
    return json_reply(await withdraw_draft(request, who, pack, version))
