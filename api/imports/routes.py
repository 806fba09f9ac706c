"""Files of paper cases (补录): the template, a preview that writes nothing, four eyes over the very file, the entry.

The file is read here and not where it comes from, so what is approved by its SHA-256 is what was read. It is entered a
batch at a time, each asked for by whoever watches: nothing runs on by itself, and nothing is lost when it stops.
"""

from typing import Annotated, Literal

from fastapi import Path, Query, Request, Response

from api.auth.callers import Caller, caller, require
from api.auth.context import context_of
from api.auth.disclosure import disclose
from api.auth.policy import PublishName, Resource
from api.http.pagination import Limit, Next, Place, cursor, place_of
from api.http.parameters import Number
from api.http.problems import (
    BUSY_HEADERS,
    DRAFT_ENDED,
    FOUR_EYES,
    IMPORT_FAULTY,
    IMPORT_NOT_APPROVED,
    IMPORT_NOT_COUNTER,
    NOT_FOUND,
    UNAVAILABLE,
    FieldFault,
    Particulars,
    ProblemRaised,
)
from api.http.replies import json_reply, list_reply
from api.http.requests import content_of
from api.http.routing import JsonRouter
from api.identity.personas import Persona
from api.imports.columns import vocabulary_of
from api.imports.entering import Entry, NotNow, faults_json
from api.imports.examining import Books, Entering, Examined, ExaminedFile, examine
from api.imports.reading import RowFault
from api.imports.template import template
from api.imports.views import ImportedCases, ImportPreview, ImportState, imported, previewed, state_of
from api.installed import installed_of
from api.labels.naming import Names
from api.tables.faults import FAULTS
from api.tables.package import Unreadable
from domain.pack.pack import Pack
from domain.values import INT4_MAX, Code, LogIndex, Name, Sha256
from eventlog.imports import CaseImport, NewImport, NewRow

router = JsonRouter(prefix="/v1/imports/cases", tags=["imports"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BATCH_MAX = 200

PackName = Annotated[Code, Query(description="the procedure that the cases are entered under")]
File = Annotated[Sha256, Path(alias="sha256", description="of the bytes of the file")]


class AtRow(Place):
    """By the rows of the sheet."""

    row: LogIndex


@router.get(
    "/template",
    operation_id="imports.template",
    summary="Get the workbook to fill in",
    responses={200: {"content": {XLSX: {}}}},
    response_class=Response,
)
async def get_template(request: Request, who: Caller, pack: PackName) -> Response:
    """The sheet with its headings and drop-down lists for a procedure at the caller's organ, and what each means."""
    entering, found = await _counter(request, who, pack)
    disposition = f'attachment; filename="paper-cases-{pack}.xlsx"'
    return Response(template(found, entering.vocabulary), media_type=XLSX, headers={"Content-Disposition": disposition})


@router.post("/preview", operation_id="imports.preview", summary="Look a file over", response_model=ImportPreview)
async def preview_import(request: Request, pack: PackName) -> Response:
    """What would be entered, who is new in the register, and each fault with its cell; nothing is written."""
    who = await caller(request)
    _, file = await _examined(request, who, pack)
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
    entering, file = await _examined(request, who, pack)
    if file.read.faults:
        raise ProblemRaised(IMPORT_FAULTY, Particulars(errors=tuple(map(_field_fault, file.read.faults))))
    context = context_of(request)
    new = NewImport(
        file_sha256=file.file_sha256,
        pack=pack,
        organ=entering.organ,
        jurisdiction=entering.jurisdiction,
        file_name=name or "",
        actor=who.actor,
        prepared_at=context.clock(),
        access_rules=entering.access_rules,
    )
    first = await context.imports.prepare(new, [_new_row(each) for each in file.cases])
    return json_reply(await _state(request, who, file.file_sha256.hex()), 201 if first else 200)


@router.read("/{sha256}", "imports.get", "Get how far a file is", ImportState)
async def get_import(request: Request, who: Caller, file: File) -> Response:
    """Who prepared and who approved it, and how many of its cases are entered."""
    return json_reply(await _state(request, who, file))


@router.read("/{sha256}/rows", "imports.rows", "Read what became of each case", ImportedCases)
async def list_rows(request: Request, *, who: Caller, file: File, limit: Limit = 200, begin: Next = None) -> Response:
    """The report: each case with its row, what became of it, and why it was not entered."""
    found = await _own(request, who, file)
    after = place_of(begin, AtRow)
    rows = await context_of(request).imports.rows(found.file_sha256, after.row if after else 0, limit)
    following = cursor(AtRow(row=rows[-1].line)) if len(rows) == limit else None
    return list_reply(request, ImportedCases(items=tuple(map(imported, rows)), next=following), following)


@router.post("/{sha256}/approval", operation_id="imports.approve", summary="Approve a file", response_model=ImportState)
async def approve_import(request: Request, file: File) -> Response:
    """Approve the very file of that SHA-256, as another person than who prepared it."""
    return await _end(request, file, "approve_import")


@router.post(
    "/{sha256}/withdrawal", operation_id="imports.withdraw", summary="Take a file back", response_model=ImportState
)
async def withdraw_import(request: Request, file: File) -> Response:
    """Take a file back that nobody approved yet; what was kept of its cases goes."""
    return await _end(request, file, "prepare_import")


@router.post(
    "/{sha256}/entry", operation_id="imports.enter", summary="Enter the next cases", response_model=ImportState
)
async def enter_cases(
    request: Request,
    file: File,
    cases: Annotated[Number, Query(ge=1, le=INT4_MAX, description="at most 200")] = 50,
) -> Response:
    """Enter so many more cases of an approved file; asked again until none waits, also after an interruption."""
    who = await caller(request)
    found = await _own(request, who, file)
    if found.ended != "approved":
        raise ProblemRaised(IMPORT_NOT_APPROVED)
    try:
        await _entry(request).enter(found, min(cases, BATCH_MAX))
    except NotNow:
        raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS)) from None
    return json_reply(await _state(request, who, file))


async def _end(request: Request, file: str, action: PublishName) -> Response:
    who = await caller(request)
    require(request, who, action)
    found, context = await _own(request, who, file), context_of(request)
    how: Literal["approved", "withdrawn"] = "approved" if action == "approve_import" else "withdrawn"
    match await context.imports.end(found.file_sha256, how, who.person, context.clock()):
        case "same_person":
            raise ProblemRaised(FOUR_EYES)
        case "ended":
            raise ProblemRaised(DRAFT_ENDED, Particulars(detail=found.ended))
        case "done":
            return json_reply(await _state(request, who, file))


async def _counter(request: Request, who: Persona, pack: str) -> tuple[Entering, Pack]:
    """Under what the caller's organ enters cases of a procedure.

    Raises:
        ProblemRaised: 403 the caller may not; 404 there is no such procedure; 409 the organ takes no cases in under it.
    """
    organs = await installed_of(request).organs()
    rules = require(request, who, "prepare_import", Resource(who.jurisdiction), organs)
    found, organ = await installed_of(request).pack(pack), organs.organ(who.organ)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    if organ is None or organ.role not in {route.to for route in found.tolerance.opens}:
        raise ProblemRaised(IMPORT_NOT_COUNTER)
    vocabulary = vocabulary_of(found, organs, organ.jurisdiction)
    return Entering(pack, organ.id, organ.jurisdiction, who.actor, rules, vocabulary), found


async def _examined(request: Request, who: Persona, pack: str) -> tuple[Entering, ExaminedFile]:
    """The file that was sent, read and looked over; its body is read once it is known who sends it."""
    entering, _ = await _counter(request, who, pack)
    _, content = await content_of(request, (XLSX, "application/octet-stream"))
    context = context_of(request)
    try:
        books = Books(context.event_log, context.subjects)
        file = await examine(content, entering, books, context.clock())
    except Unreadable as unreadable:
        words = FAULTS[unreadable.fault]
        said = f"{words.says.zh} {words.says.en} {unreadable.detail}".strip()
        fault = FieldFault(pointer="", code=unreadable.fault, message=said, todo=words.todo)
        raise ProblemRaised(IMPORT_FAULTY, Particulars(detail=said, errors=(fault,))) from None
    place = entering.jurisdiction
    disclose(request, who, "prepare_import", "register", resource="subject", place=place, count=file.known)
    return entering, file


async def _own(request: Request, who: Persona, file: str) -> CaseImport:
    """A file of the caller's organ.

    Raises:
        ProblemRaised: 403; 404 there is none such for the caller.
    """
    require(request, who, "prepare_import")
    found = await context_of(request).imports.get(bytes.fromhex(file))
    if found is None or found.organ != who.organ:
        raise ProblemRaised(NOT_FOUND)
    return found


async def _state(request: Request, who: Persona, file: str) -> ImportState:
    return state_of(await _own(request, who, file), Names(await installed_of(request).organs()))


def _entry(request: Request) -> Entry:
    entry: Entry = request.app.state.entry
    return entry


def _new_row(each: Examined) -> NewRow:
    case = each.rows.case
    content = case.model_dump_json().encode() if case and each.state == "waiting" else None
    return NewRow(each.rows.row, each.rows.number[:100], each.case_id, each.state, faults_json(each.faults), content)


def _field_fault(fault: RowFault) -> FieldFault:
    where = " ".join(part for part in (fault.cell, fault.column) if part)
    return FieldFault(pointer=where, code=fault.code, message=f"{fault.says.zh} {fault.says.en}", todo=fault.todo)
