"""Resumable uploads as tus 1.0.0 has them: POST begins one, PATCH goes on from an offset, HEAD tells the offset.

The core of the protocol with the extensions creation, termination and expiration. It says how bytes come in and nothing
of what they are: that is found when all of them are there.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.auth.callers import require
from api.auth.context import context_of
from api.evidence.receiving import (
    ADD_DOCUMENT,
    OFFSET,
    arrived,
    begin,
    finish,
    give_up,
    own_upload,
    receive,
    require_adding,
)
from api.evidence.views import status_of
from api.http.limits import UPLOAD_BYTES_MAX
from api.http.problems import MALFORMED, NOT_JSON, UPLOAD_PROTOCOL, FieldFault, Particulars, ProblemRaised
from api.http.replies import json_reply
from api.identity.personas import Persona
from eventlog.files.uploads import Upload

VERSION: Final = "1.0.0"
PART: Final = "application/offset+octet-stream"
PROTOCOL: Final[Mapping[str, str]] = {
    "Tus-Resumable": VERSION,
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination,expiration",
    "Tus-Max-Size": str(UPLOAD_BYTES_MAX),
}
_DIGITS_MAX: Final = 15


async def begun(request: Request, who: Persona, case_id: UUID, path: str) -> Response:
    """Begin an upload; `path` is where uploads are found."""
    await require_adding(request, who, case_id)
    return await _begun(request, who, case_id, path)


async def begun_before(request: Request, who: Persona, path: str) -> Response:
    """Begin an upload that no case has yet."""
    require(request, who, ADD_DOCUMENT)
    context = context_of(request)
    return await _begun(request, who, await context.files.uploads.open_folder(who.organ, context.clock()), path)


async def _begun(request: Request, who: Persona, case_id: UUID, path: str) -> Response:
    _require_version(request)
    name = _metadata(request).get("filename", "")
    upload = await begin(request, who, case_id, name, _number(request, "Upload-Length"))
    headers = {**_headers(upload, 0), "Location": f"{path}/{upload.id}"}
    return json_reply(status_of(upload, 0), 201, headers)


async def told(request: Request, who: Persona, upload_id: UUID) -> Response:
    """How far an upload is."""
    upload = await own_upload(request, who, upload_id)
    offset = await arrived(context_of(request), upload)
    return json_reply(status_of(upload, offset), 200, {**_headers(upload, offset), "Cache-Control": "no-store"})


async def went_on(request: Request, who: Persona, upload_id: UUID) -> Response:
    """Take a part; with the last one the file is looked at, and kept if it may be."""
    context, upload = context_of(request), await own_upload(request, who, upload_id)
    _require_version(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != PART:
        raise ProblemRaised(NOT_JSON, Particulars(detail=PART))
    received = await receive(context, upload, _number(request, OFFSET), request.stream())
    if isinstance(received, int):
        return Response(status_code=204, headers=_headers(upload, received))
    return json_reply(status_of(received, upload.size), 200, _headers(upload, upload.size))


async def checked_again(request: Request, who: Persona, upload_id: UUID) -> Response:
    """Look once more at a file that was kept back because nobody could say what it is."""
    upload = await own_upload(request, who, upload_id)
    stored = await finish(context_of(request), upload)
    return json_reply(status_of(stored, stored.size))


async def given_up(request: Request, who: Persona, upload_id: UUID) -> Response:
    """Forget an upload."""
    upload = await own_upload(request, who, upload_id)
    _require_version(request)
    await give_up(context_of(request), upload)
    return Response(status_code=204, headers=PROTOCOL)


def _headers(upload: Upload, offset: int) -> Mapping[str, str]:
    return {
        **PROTOCOL,
        OFFSET: str(offset),
        "Upload-Length": str(upload.size),
        "Upload-Expires": format_datetime(upload.expires_at.astimezone(UTC), usegmt=True),
    }


def _require_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != VERSION:
        raise ProblemRaised(UPLOAD_PROTOCOL, Particulars(headers=PROTOCOL))


def _number(request: Request, header: str) -> int:
    given = request.headers.get(header, "")
    if not (given.isascii() and given.isdigit() and len(given) <= _DIGITS_MAX):
        raise _malformed(header, "must be a whole number, in digits")
    return int(given)


def _metadata(request: Request) -> Mapping[str, str]:
    """What is said of a file: names with values in base64 (tus 1.0.0, creation)."""
    found: dict[str, str] = {}
    for pair in filter(None, request.headers.get("upload-metadata", "").split(",")):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise _malformed("Upload-Metadata", "must be names with values in base64 of UTF-8") from None
    return found


def _malformed(header: str, message: str) -> ProblemRaised:
    fault = FieldFault(pointer=f"header:{header}", code="malformed", message=message)
    return ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
