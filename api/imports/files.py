"""What the JSON routes and the pages of files of paper cases do alike: read a file, keep it, end it, enter it."""

from typing import Literal

from fastapi import Request

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.disclosure import disclose
from api.auth.policy import PublishName, Resource
from api.http.pagination import Place
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
from api.identity.personas import Persona
from api.imports.columns import vocabulary_of
from api.imports.entering import Entry, NotNow, faults_json
from api.imports.examining import Books, Entering, Examined, ExaminedFile, examine
from api.imports.reading import RowFault
from api.imports.views import ImportState, state_of
from api.installed import installed_of
from api.labels.naming import Names
from api.tables.faults import FAULTS
from api.tables.package import Unreadable
from domain.pack.pack import Pack
from domain.values import LogIndex
from eventlog.imports import CaseImport, NewImport, NewRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BATCH_MAX = 200


class AtRow(Place):
    """By the rows of the sheet."""

    row: LogIndex


async def end(request: Request, who: Persona, file: str, action: PublishName) -> ImportState:
    """Approve a file, or take it back.

    Raises:
        ProblemRaised: 403; 404; 409 who prepared it does not approve it; it has ended already.
    """
    require(request, who, action)
    found, context = await own(request, who, file), context_of(request)
    how: Literal["approved", "withdrawn"] = "approved" if action == "approve_import" else "withdrawn"
    match await context.imports.end(found.file_sha256, how, who.person, context.clock()):
        case "same_person":
            raise ProblemRaised(FOUR_EYES)
        case "ended":
            raise ProblemRaised(DRAFT_ENDED, Particulars(detail=found.ended))
        case "done":
            return await state(request, who, file)


async def counter(request: Request, who: Persona, pack: str) -> tuple[Entering, Pack]:
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


async def examined(request: Request, who: Persona, entering: Entering, content: bytes) -> ExaminedFile:
    """A file that was sent, read and looked over.

    Raises:
        ProblemRaised: 422, it cannot be read.
    """
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
    return file


async def own(request: Request, who: Persona, file: str) -> CaseImport:
    """A file of the caller's organ.

    Raises:
        ProblemRaised: 403; 404 there is none such for the caller.
    """
    require(request, who, "prepare_import")
    found = await context_of(request).imports.get(bytes.fromhex(file))
    if found is None or found.organ != who.organ:
        raise ProblemRaised(NOT_FOUND)
    return found


async def state(request: Request, who: Persona, file: str) -> ImportState:
    """A file of the caller's organ as it stands."""
    return state_of(await own(request, who, file), Names(await installed_of(request).organs()))


async def prepare(
    request: Request, who: Persona, entering: Entering, file: ExaminedFile, name: str
) -> tuple[bool, ImportState]:
    """Keep a file as it is read, for another person to approve; and whether it was not kept before.

    Raises:
        ProblemRaised: 422, the sheet itself has faults.
    """
    if file.read.faults:
        raise ProblemRaised(IMPORT_FAULTY, Particulars(errors=tuple(map(_field_fault, file.read.faults))))
    context = context_of(request)
    new = NewImport(
        file_sha256=file.file_sha256,
        pack=entering.pack,
        organ=entering.organ,
        jurisdiction=entering.jurisdiction,
        file_name=name,
        actor=who.actor,
        prepared_at=context.clock(),
        access_rules=entering.access_rules,
    )
    first = await context.imports.prepare(new, [_new_row(each) for each in file.cases])
    return first, await state(request, who, file.file_sha256.hex())


async def enter(request: Request, who: Persona, file: str, cases: int) -> ImportState:
    """Enter so many more cases of an approved file.

    Raises:
        ProblemRaised: 409, nobody has approved it; 503, the log is away.
    """
    found = await own(request, who, file)
    if found.ended != "approved":
        raise ProblemRaised(IMPORT_NOT_APPROVED)
    try:
        await _entry(request).enter(found, min(cases, BATCH_MAX))
    except NotNow:
        raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS)) from None
    return await state(request, who, file)


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
