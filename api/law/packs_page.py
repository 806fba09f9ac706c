"""GET /procedures: every edition of every procedure; POST: the file of another, checked with its faults or drafted."""

import json
from dataclasses import dataclass

import yaml
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.policy import allowed
from api.http.problems import ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.labels.words import VERSION_STATES
from api.law.pack_drafts import checked, propose_draft
from api.law.pack_versions import lines
from api.web.frame import PageRoute, Reader, page
from api.web.sent import fields_of, require_own_page
from domain.characters import shown_lines
from domain.pack.pack import Pack
from eventlog import reference
from policies.packs.plain_yaml import read_yaml

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_WIDTH = 120
_MENDED_HERE = frozenset({409, 422})


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent, and what was found: its faults, or the edition that it is."""

    content: str = ""
    problem: ProblemRaised | None = None
    pack: Pack | None = None


@router.get("/procedures")
async def show_packs(request: Request, who: Reader) -> Response:
    """The list, and for those who may propose an edition, where to put its file, which may begin as that of another."""
    return await _packs(request, who, Sent(await _written(request)))


@router.post("/procedures")
async def take_pack(request: Request, who: Reader) -> Response:
    """Check a file, which records nothing, or draft it; one with faults comes back with them."""
    require_own_page(request)
    require(request, who, "propose_pack")
    sent = await fields_of(request)
    content = sent.get("content", "").replace("\r\n", "\n")
    try:
        pack = await checked(request, who, content.encode(), read_yaml)
        if sent.get("do") != "propose":
            return await _packs(request, who, Sent(shown_lines(content), pack=pack))
        draft, _ = await propose_draft(request, who, pack)
    except ProblemRaised as raised:
        if raised.kind.status not in _MENDED_HERE:
            raise
        return await _packs(request, who, Sent(shown_lines(content), raised))
    return RedirectResponse(f"/procedures/{draft.pack}/versions/{draft.version}", 303, {"Cache-Control": "no-store"})


async def _written(request: Request) -> str:
    """The file of the edition that the address names, as people read it; nothing where it names none."""
    wanted = request.query_params.get("base", "")
    for each in await reference.versions(context_of(request).pool, "pack") if wanted else ():
        if f"{each.name}.{each.version}" == wanted:
            return yaml.safe_dump(json.loads(each.content), allow_unicode=True, sort_keys=False, width=_WIDTH)
    return ""


async def _packs(request: Request, who: Persona, sent: Sent) -> Response:
    require(request, who, "read_law")
    return await page(
        request,
        "packs.html",
        sent.problem.kind.status if sent.problem else 200,
        lines=await lines(context_of(request).pool, Names(await installed_of(request).organs())),
        states=VERSION_STATES,
        sent=sent,
        may_propose=allowed(who, "propose_pack").allow,
    )
