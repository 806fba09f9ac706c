"""Files of paper cases (补录): the template, a preview that writes nothing, four eyes over the very file, the entry.

The file is read here and not where it comes from, so what is approved by its SHA-256 is what was read. It is entered a
batch at a time, each asked for by whoever watches: nothing runs on by itself, and nothing is lost when it stops.
"""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from api.auth.callers import Caller, caller
from api.auth.context import context_of
from api.http.pagination import Limit, Next, cursor, place_of
from api.http.parameters import Number
from api.http.replies import json_reply, list_reply
from api.http.requests import content_of
from api.http.routing import JsonRouter
from api.identity.personas import Persona
from api.imports.examining import Entering, ExaminedFile
from api.imports.files import XLSX, AtRow, counter, end, enter, examined, own, prepare, state
from api.imports.template import template
from api.imports.views import ImportedCases, ImportPreview, ImportState, imported, previewed
from domain.values import INT4_MAX, Code, Name, Sha256

router = JsonRouter(prefix="/v1/imports/cases", tags=["imports"])

PackName = Annotated[Code, Query(description="the procedure that the cases are entered under")]
File = Annotated[Sha256, Path(alias="sha256", description="of the bytes of the file")]


@router.get(
    "/template",
    operation_id="imports.template",
    summary="Get the workbook to fill in",
    responses={200: {"content": {XLSX: {}}}},
    response_class=Response,
)
async def get_template(request: Request, who: Caller, pack: PackName) -> Response:
    """The sheet with its headings and drop-down lists for a procedure at the caller's organ, and what each means."""
    entering, found = await counter(request, who, pack)
    disposition = f'attachment; filename="paper-cases-{pack}.xlsx"'
    return Response(template(found, entering.vocabulary), media_type=XLSX, headers={"Content-Disposition": disposition})


@router.post("/preview", operation_id="imports.preview", summary="Look a file over", response_model=ImportPreview)
async def preview_import(request: Request, pack: PackName) -> Response:
    """What would be entered, who is new in the register, and each fault with its cell; nothing is written."""
    who = await caller(request)
    _, file = await _sent(request, who, pack)
    return json_reply(previewed(pack, who.organ, file))


@router.post(
    "",
    operation_id="imports.prepare",
    summary="Prepare a file",
    status_code=201,
    response_model=ImportState,
    responses={200: {"model": ImportState, "description": "The same file was prepared before"}},
)
async def prepare_import(
    request: Request,
    pack: PackName,
    name: Annotated[Name | None, Query(description="what the file is called")] = None,
) -> Response:
    """Keep a file as it is read, for another person to approve; cases with faults are kept as such, and not entered."""
    who = await caller(request)
    entering, file = await _sent(request, who, pack)
    first, kept = await prepare(request, who, entering, file, name or "")
    return json_reply(kept, 201 if first else 200)


@router.read("/{sha256}", "imports.get", "Get how far a file is", ImportState)
async def get_import(request: Request, who: Caller, file: File) -> Response:
    """Who prepared and who approved it, and how many of its cases are entered."""
    return json_reply(await state(request, who, file))


@router.read("/{sha256}/rows", "imports.rows", "Read what became of each case", ImportedCases)
async def list_rows(request: Request, *, who: Caller, file: File, limit: Limit = 200, begin: Next = None) -> Response:
    """The report: each case with its row, what became of it, and why it was not entered."""
    found = await own(request, who, file)
    after = place_of(begin, AtRow)
    rows = await context_of(request).imports.rows(found.file_sha256, after.row if after else 0, limit)
    following = cursor(AtRow(row=rows[-1].line)) if len(rows) == limit else None
    return list_reply(request, ImportedCases(items=tuple(map(imported, rows)), next=following), following)


@router.post("/{sha256}/approval", operation_id="imports.approve", summary="Approve a file", response_model=ImportState)
async def approve_import(request: Request, file: File) -> Response:
    """Approve the very file of that SHA-256, as another person than who prepared it."""
    return json_reply(await end(request, await caller(request), file, "approve_import"))


@router.post(
    "/{sha256}/withdrawal", operation_id="imports.withdraw", summary="Take a file back", response_model=ImportState
)
async def withdraw_import(request: Request, file: File) -> Response:
    """Take a file back that nobody approved yet; what was kept of its cases goes."""
    return json_reply(await end(request, await caller(request), file, "prepare_import"))


@router.post(
    "/{sha256}/entry", operation_id="imports.enter", summary="Enter the next cases", response_model=ImportState
)
async def enter_cases(
    request: Request,
    file: File,
    cases: Annotated[Number, Query(ge=1, le=INT4_MAX, description="at most 200")] = 50,
) -> Response:
    """Enter so many more cases of an approved file; asked again until none waits, also after an interruption."""
    return json_reply(await enter(request, await caller(request), file, cases))


async def _sent(request: Request, who: Persona, pack: str) -> tuple[Entering, ExaminedFile]:
    """The file that was sent; its body is read once it is known who sends it."""
    entering, _ = await counter(request, who, pack)
    _, content = await content_of(request, (XLSX, "application/octet-stream"))
    return entering, await examined(request, who, entering, content)
