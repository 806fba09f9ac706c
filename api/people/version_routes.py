"""The register of people as a whole: a file drafted, previewed, published by a second person, or taken back."""

from collections.abc import Mapping

from fastapi import Request, Response

from api.auth.callers import Caller, caller, require
from api.auth.context import context_of
from api.auth.law import require_keeps
from api.http.replies import json_reply
from api.http.requests import content_of
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.labels.naming import Names
from api.law.version_states import Number
from api.people.drafts import (
    WHOLE,
    checked,
    line_now,
    newest_of,
    previewed,
    propose_draft,
    publish_draft,
    versions_of,
    withdraw_draft,
)
from api.people.versions import RegisterPreview, RegisterVersion, RegisterVersions, line_of
from policies.packs.json_text import read_json
from policies.packs.located import Read
from policies.packs.plain_yaml import read_yaml

router = JsonRouter(prefix="/v1/organs/versions", tags=["people"])

_READ: Mapping[str, Read] = {"application/yaml": read_yaml, "application/json": read_json}
MEDIA_TYPES = tuple(_READ)
"""What a register is sent as: organs.yaml, or the same as JSON."""


@router.read("", "organs.versions", "List versions of the register", RegisterVersions)
async def list_versions(request: Request, who: Caller) -> Response:
    """Every import, and the versions that acts made: state, who proposed and who published."""
    require(request, who, "read_people")
    found, names = await versions_of(request), Names(await installed_of(request).organs())
    newest = newest_of(found)
    return json_reply(RegisterVersions(items=tuple(line_of(each, newest, names) for each in found)))


@router.post(
    "",
    operation_id="organs.propose",
    summary="Propose a version of the register",
    status_code=201,
    response_model=RegisterVersion,
    responses={200: {"model": RegisterVersion, "description": "The same draft is open already"}},
)
async def propose_organs(request: Request) -> Response:
    """Draft the whole register from its file, after the newest version; nothing changes until it is approved."""
    who = await caller(request)
    await require_keeps(request, who, "propose_organs", WHOLE)
    media_type, content = await content_of(request, MEDIA_TYPES)
    draft = await propose_draft(request, who, await checked(request, who, content, _READ[media_type]))
    headers = {"Location": f"{context_of(request).public_url}/v1/organs/versions/{draft.version}"}
    return json_reply(await line_now(request, draft.version), 200 if draft.repeated else 201, headers)


@router.read("/{version}/preview", "organs.preview", "Preview a version of the register", RegisterPreview)
async def preview_version(request: Request, who: Caller, version: Number) -> Response:
    """Who would gain and who would lose which post, what else would change, and which roles nobody would play."""
    require(request, who, "read_people")
    return json_reply(await previewed(request, version))


@router.post(
    "/{version}/approval", operation_id="organs.approve", summary="Publish a version", response_model=RegisterVersion
)
async def approve_version(request: Request, who: Caller, version: Number) -> Response:
    """Publish as a second person: from now on posts are held as the file says."""
    await publish_draft(request, who, version)
    return json_reply(await line_now(request, version))


@router.post(
    "/{version}/withdrawal", operation_id="organs.withdraw", summary="Take a draft back", response_model=RegisterVersion
)
async def withdraw_version(request: Request, who: Caller, version: Number) -> Response:
    """Take back one's own draft or somebody else's; its number is not given again."""
    await withdraw_draft(request, who, version)
    return json_reply(await line_now(request, version))
