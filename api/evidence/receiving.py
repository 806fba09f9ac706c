"""Taking a file in: begun, sent in as many parts as it takes, looked at when all of it is there, then kept.

Whatever interrupts it, what has arrived stays, and whoever sends goes on from there. A file that is not taken is
forgotten; one that the malware check objects to, or does not answer for, is kept back and not in the store.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Annotated, BinaryIO
from uuid import UUID, uuid4

from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError
from starlette.requests import ClientDisconnect, Request

from api.auth.callers import require
from api.auth.context import AppContext, context_of
from api.auth.policy import CommandName
from api.auth.visibility import require_actable
from api.evidence.faults import FAULTS, NotTaken
from api.evidence.formats import format_of
from api.evidence.scanning import MalwareCheck
from api.http.limits import UPLOAD_BYTES_MAX
from api.http.problems import (
    BUSY_HEADERS,
    FILE_KEPT_BACK,
    FILE_REFUSED,
    FILE_TOO_LARGE,
    MALFORMED,
    NO_ROOM,
    NOT_FOUND,
    STORE_AWAY,
    TOO_MANY_UPLOADS,
    TOO_SLOW,
    UPLOAD_BUSY,
    UPLOAD_ENDED,
    UPLOAD_OFFSET,
    FieldFault,
    Particulars,
    ProblemRaised,
)
from api.http.requests import field_faults
from api.identity.personas import Persona
from domain.acts.evidence.documents import FileFormat
from domain.values import readable_line
from eventlog.files.folders import discard, forget_unclaimed
from eventlog.files.sealing import Changed, seal_file
from eventlog.files.staging import Busy, NoRoom, Part
from eventlog.files.stores import FileName, StoreAway
from eventlog.files.uploads import KeyErased, Upload, folder_of

ADD_DOCUMENT = CommandName("add_document")
"""What whoever uploads must be allowed to do."""
OFFSET = "Upload-Offset"

_READ_BYTES = 1 << 20


def _no_path(name: str) -> str:
    if "/" in name or "\\" in name or name.startswith("."):
        raise PydanticCustomError("file_name_path", "must be the name of a file, without a folder")
    return name


GivenName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(readable_line),
    AfterValidator(_no_path),
]
"""What a file is called by whoever sends it; shown, and part of no path."""
_NAME: TypeAdapter[str] = TypeAdapter(GivenName)


async def require_adding(request: Request, who: Persona, case_id: UUID) -> None:
    """Let nobody send what they may not put in the file of a case.

    Raises:
        ProblemRaised: 403, 404.
    """
    require(request, who, ADD_DOCUMENT)
    await require_actable(request, who, ADD_DOCUMENT, case_id)


async def begin(request: Request, who: Persona, case_id: UUID, name: str, size: int) -> Upload:
    """Begin an upload into a case, by whoever may put documents in its file (`require_adding`).

    Raises:
        ProblemRaised: 413 too large; 422 a name that is none; 429 too many under way; 507 no room.
    """
    context = context_of(request)
    if size > UPLOAD_BYTES_MAX:
        raise ProblemRaised(FILE_TOO_LARGE)
    if size < 1:
        raise _faulty("header:Upload-Length", "too_small", "must be 1 at least: the file is empty")
    upload = Upload(
        id=uuid4(),
        case_id=case_id,
        organ=who.organ,
        person=who.person,
        size=size,
        name=file_name(name),
        begun_at=context.clock(),
    )
    with told_as_problems():
        await _forget_outdated(context)
        if not await context.files.uploads.begin(upload):
            raise ProblemRaised(TOO_MANY_UPLOADS)
        try:
            await asyncio.to_thread(context.files.staging.begin, upload.id, size)
        except NoRoom:
            await context.files.uploads.remove(upload.id)
            raise
    return upload


async def own_upload(request: Request, who: Persona, upload_id: UUID) -> Upload:
    """An upload of the caller's own.

    Raises:
        ProblemRaised: 403; 404 there is none such for the caller.
    """
    require(request, who, ADD_DOCUMENT)
    found = await context_of(request).files.uploads.get(upload_id)
    if found is None or (found.person, found.organ) != (who.person, who.organ):
        raise ProblemRaised(NOT_FOUND)
    if found.case_id != folder_of(who.organ):
        await require_actable(request, who, ADD_DOCUMENT, found.case_id)
    return found


async def arrived(context: AppContext, upload: Upload) -> int:
    """How many bytes of an upload have arrived."""
    if upload.state != "receiving":
        return upload.size
    return await asyncio.to_thread(context.files.staging.offset, upload.id)


async def receive(context: AppContext, upload: Upload, offset: int, parts: AsyncIterator[bytes]) -> Upload | int:
    """Take what comes from an offset on; with the last of it the file is looked at, and kept if it may be.

    What arrived before it broke off stays, whatever broke it off.

    Returns:
        The upload as it ended, or how much of it there is.

    Raises:
        ProblemRaised: 409 so much has not arrived, or it has ended; 413 more than was announced; 423; 507; and what
            `finish` raises.
    """
    if upload.state != "receiving":
        raise ProblemRaised(UPLOAD_ENDED)
    with told_as_problems():
        async with writing(context, upload.id, upload.case_id) as part:
            if part.offset != offset:
                raise ProblemRaised(UPLOAD_OFFSET, Particulars(headers={OFFSET: str(part.offset)}))
            try:
                async for each in parts:
                    if part.offset + len(each) > upload.size:
                        raise ProblemRaised(FILE_TOO_LARGE, Particulars(detail=f"> {upload.size}"))
                    await asyncio.to_thread(part.write, each)
            except ClientDisconnect:
                raise ProblemRaised(TOO_SLOW) from None
            if part.offset < upload.size:
                return part.offset
            return await _kept(context, upload, part)


async def finish(context: AppContext, upload: Upload) -> Upload:
    """Look at a file of which all has arrived, and keep it; asked again, it goes on where it was.

    Raises:
        ProblemRaised: 422 it is not taken; 409 it is kept back, or not all of it has arrived; 423; 503 the store is
            away; 507.
    """
    if upload.state == "stored":
        return upload
    with told_as_problems():
        async with writing(context, upload.id, upload.case_id) as part:
            if part.offset != upload.size:
                raise ProblemRaised(UPLOAD_OFFSET, Particulars(headers={OFFSET: str(part.offset)}))
            return await _kept(context, upload, part)


async def keep_new(context: AppContext, upload: Upload, part: Part) -> Upload:
    """Keep a file that has arrived whole, with a form.

    Raises:
        ProblemRaised: as `finish`; 429 too many are under way.
    """
    if not await context.files.uploads.begin(upload):
        raise ProblemRaised(TOO_MANY_UPLOADS)
    return await _kept(context, upload, part)


async def _kept(context: AppContext, upload: Upload, part: Part) -> Upload:
    """Look at a file that is held, and keep it in the store."""
    keys, files = await context.files.uploads.keys(upload.case_id), context.files
    await asyncio.to_thread(part.flush)
    with files.staging.reading(upload.id, keys.of_upload(upload.id)) as plain:
        try:
            found = await asyncio.to_thread(_looked_at, plain, upload.name)
        except (NotTaken, Changed) as error:
            fault = error.fault if isinstance(error, NotTaken) else "damaged"
            await files.uploads.end(upload.id, "refused", context.clock(), fault=fault)
            files.staging.remove(upload.id)
            raise not_taken(fault) from None
        verdict = await MalwareCheck(files.malware_command).verdict(plain) if files.malware_command else "clean"
        if verdict != "clean":
            await files.uploads.end(upload.id, "quarantined", context.clock(), fault=verdict)
            raise kept_back(verdict)
        plain.seek(0)
        name = FileName(upload.case_id, found[0])
        await asyncio.to_thread(files.store.put, name, seal_file(keys.of_file(name.sha256), plain))
    await files.uploads.end(upload.id, "stored", context.clock(), found=found)
    files.staging.remove(upload.id)
    return replace(upload, state="stored", sha256=found[0], format=found[1], fault=None)


async def give_up(context: AppContext, upload: Upload) -> None:
    """Forget an upload that is not in the store, or in a folder that nothing names.

    Raises:
        ProblemRaised: 409, it is.
    """
    if upload.case_id == folder_of(upload.organ):
        with told_as_problems():
            if not await discard(context.files, upload.id, upload.case_id):
                raise ProblemRaised(UPLOAD_ENDED)
        return
    if not await context.files.uploads.remove(upload.id):
        raise ProblemRaised(UPLOAD_ENDED)
    await asyncio.to_thread(context.files.staging.remove, upload.id)


def not_taken(fault: str) -> ProblemRaised:
    """Why a file is not taken."""
    words = FAULTS[fault]
    error = FieldFault(pointer="/file", code=fault, message=f"{words.says.zh} {words.says.en}", todo=words.todo)
    return ProblemRaised(FILE_REFUSED, Particulars(detail=f"{words.says.zh}{words.todo.zh}", errors=(error,)))


def kept_back(fault: str) -> ProblemRaised:
    """Why a file is kept back."""
    words = FAULTS[fault]
    return ProblemRaised(FILE_KEPT_BACK, Particulars(detail=f"{words.says.zh}{words.todo.zh}"))


def _looked_at(plain: BinaryIO, name: str) -> tuple[str, FileFormat]:
    """The digest of a file, and its format."""
    found = format_of(plain, name)
    plain.seek(0)
    digest = hashlib.sha256()
    while part := plain.read(_READ_BYTES):
        digest.update(part)
    return digest.hexdigest(), found


def file_name(given: str) -> str:
    """What a file is called.

    Raises:
        ProblemRaised: 422, that is no name of a file.
    """
    try:
        return _NAME.validate_python(given)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        found = (each.model_copy(update={"pointer": "header:Upload-Metadata"}) for each in field_faults(faults))
        raise ProblemRaised(MALFORMED, Particulars(errors=tuple(found))) from None


def _faulty(pointer: str, code: str, message: str) -> ProblemRaised:
    return ProblemRaised(MALFORMED, Particulars(errors=(FieldFault(pointer=pointer, code=code, message=message),)))


async def _forget_outdated(context: AppContext) -> None:
    """Make room: what nobody went on with for days is forgotten."""
    for id_ in await context.files.uploads.outdated(context.clock()):
        await asyncio.to_thread(context.files.staging.remove, id_)
    await forget_unclaimed(context.files, context.clock())


@asynccontextmanager
async def writing(context: AppContext, upload_id: UUID, case_id: UUID) -> AsyncIterator[Part]:
    """Hold an upload; what was written is on the disk before anything is answered."""
    key = (await context.files.uploads.keys(case_id)).of_upload(upload_id)
    held = context.files.staging.writing(upload_id, key)
    part = await asyncio.to_thread(held.__enter__)
    try:
        yield part
    finally:
        await asyncio.to_thread(held.__exit__, None, None, None)


@contextmanager
def told_as_problems() -> Iterator[None]:
    """What is the matter with the disk, the store or the case, as a problem."""
    try:
        yield
    except NoRoom:
        raise ProblemRaised(NO_ROOM) from None
    except Busy:
        raise ProblemRaised(UPLOAD_BUSY, Particulars(headers=BUSY_HEADERS)) from None
    except StoreAway:
        raise ProblemRaised(STORE_AWAY, Particulars(headers=BUSY_HEADERS)) from None
    except FileNotFoundError:
        raise ProblemRaised(UPLOAD_ENDED) from None
    except KeyErased:
        raise ProblemRaised(NOT_FOUND) from None
