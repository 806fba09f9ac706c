"""GET and POST /imports: files of paper cases in a browser: template, preview, a second person, progress, faults.

A preview writes nothing. Cases are entered a batch at a time, each asked for by whoever watches; with the page's script
the next one is asked for by itself.
"""

import hashlib

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.policy import allowed
from api.http.pagination import cursor, place_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.imports.files import BATCH_MAX, XLSX, AtRow, counter, end, enter, examined, own, prepare
from api.imports.template import template
from api.imports.views import imported, previewed, state_of
from api.installed import installed_of
from api.labels.naming import Names
from api.labels.words import IMPORT_STATES
from api.web.frame import IMPORT_SCRIPT, PageRoute, Reader, page
from api.web.multipart import small_form
from api.web.sent import require_own_page
from domain.values import Code, Sha256

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_FILES_SHOWN = 50
_ROWS = 100
_SHOWN_AGAIN = frozenset({409, 415, 422})
_PACK: TypeAdapter[str] = TypeAdapter(Code)
_SHA256: TypeAdapter[str] = TypeAdapter(Sha256)


@router.get("/imports")
async def show_imports(request: Request, who: Reader) -> Response:
    """The files of the reader's organ, and the form of another one."""
    require(request, who, "prepare_import")
    return await _shown(request, who)


@router.get("/imports/template")
async def give_template(request: Request, who: Reader) -> Response:
    """The workbook to fill in."""
    require(request, who, "prepare_import")
    pack = _in_address(_PACK, request.query_params.get("pack", ""))
    entering, found = await counter(request, who, pack)
    disposition = f'attachment; filename="paper-cases-{pack}.xlsx"'
    return Response(template(found, entering.vocabulary), media_type=XLSX, headers={"Content-Disposition": disposition})


@router.post("/imports")
async def take_file(request: Request, who: Reader) -> Response:
    """Look a file over, or keep it for another person to approve."""
    require_own_page(request)
    require(request, who, "prepare_import")
    sent = await small_form(request)
    try:
        entering, _ = await counter(request, who, _in_address(_PACK, sent.fields.get("pack", "")))
        file = await examined(request, who, entering, bytes(sent.file_bytes))
        if sent.fields.get("do") != "prepare":
            found = previewed(entering.pack, who.organ, file)
            return await _shown(request, who, preview=found, file_name=sent.file_name, pack=entering.pack)
        _, kept = await prepare(request, who, entering, file, sent.file_name[:200])
    except ProblemRaised as raised:
        if raised.kind.status not in _SHOWN_AGAIN:
            raise
        return await _shown(request, who, problem=raised, pack=sent.fields.get("pack", ""))
    return _see(kept.file_sha256)


@router.get("/imports/{sha256}")
async def show_import(request: Request, who: Reader, sha256: str) -> Response:
    """How far a file is, what is to be done with it, and each row that people must look at."""
    digest = _in_address(_SHA256, sha256)
    found = await own(request, who, digest)
    names, query = Names(await installed_of(request).organs()), request.query_params
    given = query.get("next") or None
    after = place_of(given, AtRow)
    every = query.get("rows") == "all"
    rows = await context_of(request).imports.rows(
        found.file_sha256, after.row if after else 0, _ROWS, unsettled=not every
    )
    told = state_of(found, names)
    return await page(
        request,
        "import.html",
        file=told,
        total=sum(told.counts.values()),
        rows=[imported(row) for row in rows],
        every=every,
        states=IMPORT_STATES,
        names=names,
        may_approve=allowed(who, "approve_import").allow and found.ended is None and found.actor.person != who.person,
        may_withdraw=found.ended is None,
        enters=found.ended == "approved" and told.waiting > 0,
        goes_on=query.get("continue") == "1",
        before=given,
        more=cursor(AtRow(row=rows[-1].line)) if len(rows) == _ROWS else None,
        batch=BATCH_MAX,
        script=IMPORT_SCRIPT,
    )


@router.post("/imports/{sha256}/approval")
async def approve(request: Request, who: Reader, sha256: str) -> Response:
    """Approve it, as another person than who prepared it: of the very same bytes, if they are sent along."""
    require_own_page(request)
    require(request, who, "approve_import")
    digest = _in_address(_SHA256, sha256)
    await own(request, who, digest)
    sent = await small_form(request)
    if sent.file_bytes and hashlib.sha256(sent.file_bytes).hexdigest() != digest:
        return RedirectResponse(f"/imports/{digest}?other=1", 303)
    await end(request, who, digest, "approve_import")
    return _see(digest)


@router.post("/imports/{sha256}/withdrawal")
async def withdraw(request: Request, who: Reader, sha256: str) -> Response:
    """Take it back."""
    require_own_page(request)
    digest = _in_address(_SHA256, sha256)
    await end(request, who, digest, "prepare_import")
    return _see(digest)


@router.post("/imports/{sha256}/entry")
async def enter_next(request: Request, who: Reader, sha256: str) -> Response:
    """Enter the next cases; the page that follows asks for those after them, while any wait."""
    require_own_page(request)
    digest = _in_address(_SHA256, sha256)
    left = await enter(request, who, digest, BATCH_MAX)
    return RedirectResponse(f"/imports/{digest}{'?continue=1' if left.waiting else ''}#progress", 303)


async def _shown(request: Request, who: Persona, **found: object) -> Response:
    organs, packs = await installed_of(request).organs(), await installed_of(request).newest_packs()
    organ, names = organs.organ(who.organ), Names(organs)
    files = await context_of(request).imports.of_organ(who.organ, _FILES_SHOWN)
    takes = {
        name: pack.name.zh
        for name, pack in packs.items()
        if organ and organ.role in {route.to for route in pack.tolerance.opens}
    }
    problem = found.get("problem")
    values = {"preview": None, "problem": None, "file_name": "", "pack": next(iter(takes), ""), **found}
    return await page(
        request,
        "imports.html",
        problem.kind.status if isinstance(problem, ProblemRaised) else 200,
        files=[state_of(each, names) for each in files],
        packs=takes,
        names=names,
        states=IMPORT_STATES,
        **values,
    )


def _in_address(texts: TypeAdapter[str], given: str) -> str:
    """What a form or the address of a page names: a procedure, or a file by its SHA-256.

    Raises:
        ProblemRaised: 404, there can be none such.
    """
    try:
        return texts.validate_python(given)
    except ValidationError:
        raise ProblemRaised(NOT_FOUND) from None


def _see(digest: str) -> Response:
    return RedirectResponse(f"/imports/{digest}", 303, {"Cache-Control": "no-store"})
