"""GET and POST /organs/file: the whole register from its file (organs.yaml), checked, what it changes, then drafted.

A file is chosen or written into the page; after a look its text stands in the page, to be mended there or proposed.
Published it is by a second person, on the page of its version.
"""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.step_up import only_fills_in
from api.http.problems import ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.people import words
from api.people.drafts import changes_of, checked, propose_draft
from api.people.versions import RegisterChanges
from api.web.frame import PageRoute, Reader, page
from api.web.multipart import is_multipart, small_form
from api.web.sent import fields_of, require_own_page
from domain.characters import shown_lines
from policies.packs.json_text import read_json
from policies.packs.plain_yaml import read_yaml

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_MENDED_HERE = frozenset({409, 415, 422})
_PROPOSE: Final = "propose_organs"


@dataclass(frozen=True, slots=True)
class Sent:
    """A register as it was sent, and what was found: its faults, or what it changes."""

    content: str = ""
    problem: ProblemRaised | None = None
    found: RegisterChanges | None = None


@router.get("/organs/file")
async def show_file(request: Request, who: Reader) -> Response:
    """Where a file of the register is put."""
    return await _file(request, who, Sent())


@router.post("/organs/file")
async def take_file(request: Request, who: Reader) -> Response:
    """Check a file, which records nothing, or draft it; one with faults comes back with them."""
    require_own_page(request)
    content, proposes = await _sent(request)
    if not proposes:
        only_fills_in(request)
    require(request, who, _PROPOSE)
    try:
        organs = await checked(request, who, content, read_json if content.lstrip().startswith(b"{") else read_yaml)
        text = shown_lines(content.decode("utf-8", "replace"))
        if not proposes:
            return await _file(request, who, Sent(text, found=await changes_of(request, organs)))
        draft = await propose_draft(request, who, organs)
    except ProblemRaised as raised:
        if raised.kind.status not in _MENDED_HERE:
            raise
        return await _file(request, who, Sent(shown_lines(content.decode("utf-8", "replace")), raised))
    return RedirectResponse(f"/organs/versions/{draft.version}", 303, {"Cache-Control": "no-store"})


async def _sent(request: Request) -> tuple[bytes, bool]:
    """The text of the register, and whether it is proposed; a file that was just chosen is first looked at."""
    if is_multipart(request):
        return bytes((await small_form(request)).file_bytes), False
    fields = await fields_of(request)
    return fields.get("content", "").replace("\r\n", "\n").encode(), fields.get("do") == "propose"


async def _file(request: Request, who: Persona, sent: Sent) -> Response:
    require(request, who, _PROPOSE)
    return await page(
        request,
        "register_file.html",
        sent.problem.kind.status if sent.problem else 200,
        sent=sent,
        names=Names(await installed_of(request).organs()),
        words=words,
    )
