"""A form with a file in it, as a browser without a script sends it (multipart/form-data, RFC 7578).

The file goes where uploads go while it comes in, sealed: nothing of it lies in clear in a temporary file. It can not be
gone on with where it was cut; with the page's script it can.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from api.auth.context import AppContext, context_of
from api.evidence.receiving import file_name, keep_new, told_as_problems, writing
from api.http.limits import UPLOAD_BYTES_MAX
from api.http.problems import FILE_TOO_LARGE, MALFORMED, NOT_JSON, TOO_SLOW, Particulars, ProblemRaised
from api.identity.personas import Persona
from eventlog.files.staging import Part
from eventlog.files.uploads import Upload

_FORM = "multipart/form-data"
_FIELDS_MAX = 20
_FIELD_BYTES_MAX = 64 * 1024
_FILE = "file"


@dataclass(slots=True)
class _Reading:
    """What of a form has come in: its fields, and what of the file is not written yet."""

    fields: dict[str, str] = field(default_factory=dict)
    file_name: str = ""
    file_bytes: bytearray = field(default_factory=bytearray)
    _header: bytearray = field(default_factory=bytearray)
    _headers: dict[str, bytes] = field(default_factory=dict)
    _value: bytearray = field(default_factory=bytearray)
    _name: str = ""
    _in_file: bool = False

    def part_begin(self) -> None:
        self._headers.clear()
        self._value.clear()
        self._in_file = False

    def header_field(self, content: bytes, start: int, end: int) -> None:
        self._header += content[start:end]

    def header_value(self, content: bytes, start: int, end: int) -> None:
        name = self._header.decode("latin-1").lower()
        self._headers[name] = self._headers.get(name, b"") + content[start:end]

    def header_end(self) -> None:
        self._header.clear()

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options and self._name == _FILE:
            self._in_file, self.file_name = True, options[b"filename"].decode("utf-8", "replace")

    def part_data(self, content: bytes, start: int, end: int) -> None:
        held = self.file_bytes if self._in_file else self._value
        held += content[start:end]
        if not self._in_file and len(held) > _FIELD_BYTES_MAX:
            raise ProblemRaised(MALFORMED, Particulars(detail=self._name[:100]))

    def part_end(self) -> None:
        if not self._in_file and self._name != _FILE:
            if len(self.fields) >= _FIELDS_MAX:
                raise ProblemRaised(MALFORMED)
            self.fields.setdefault(self._name, self._value.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class SentForm:
    """What was filled in, and the file that came with it as it is kept; or why it is not taken."""

    fields: Mapping[str, str]
    upload: Upload | None = None
    problem: ProblemRaised | None = None


async def sent_form(request: Request, who: Persona, case_id: UUID) -> SentForm:
    """Read a form; a file in it is looked at and kept. Whoever calls knows already that they may send one.

    Raises:
        ProblemRaised: 415 it is no such form; 408 it broke off; 422 more than any form of ours has.
    """
    context, reading = context_of(request), _Reading()
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    if media_type != _FORM.encode() or b"boundary" not in options:
        raise ProblemRaised(NOT_JSON, Particulars(detail=_FORM))
    parser = MultipartParser(
        options[b"boundary"],
        {
            "on_part_begin": reading.part_begin,
            "on_header_field": reading.header_field,
            "on_header_value": reading.header_value,
            "on_header_end": reading.header_end,
            "on_headers_finished": reading.headers_finished,
            "on_part_data": reading.part_data,
            "on_part_end": reading.part_end,
        },
    )
    problem: ProblemRaised | None = None
    stored: Upload | None = None
    with told_as_problems():
        async with _arriving(request, context, case_id) as (upload_id, part):
            try:
                async for content in request.stream():
                    parser.write(content)
                    if len(reading.file_bytes) + part.offset > UPLOAD_BYTES_MAX:
                        raise ProblemRaised(FILE_TOO_LARGE)
                    await asyncio.to_thread(part.write, bytes(reading.file_bytes))
                    reading.file_bytes.clear()
                parser.finalize()
            except ClientDisconnect:
                raise ProblemRaised(TOO_SLOW) from None
            except FormParserError as error:
                raise ProblemRaised(MALFORMED, Particulars(detail=type(error).__name__)) from None
            if part.offset:
                try:
                    upload = Upload(
                        id=upload_id,
                        case_id=case_id,
                        organ=who.organ,
                        person=who.person,
                        size=part.offset,
                        name=file_name(reading.file_name),
                        begun_at=context.clock(),
                    )
                    stored = await keep_new(context, upload, part)
                except ProblemRaised as raised:
                    problem = raised
    return SentForm(reading.fields, stored, problem)


@asynccontextmanager
async def _arriving(request: Request, context: AppContext, case_id: UUID) -> AsyncIterator[tuple[UUID, Part]]:
    """Room for a file that may come; what does not become an upload is forgotten."""
    upload_id = uuid4()
    announced = request.headers.get("content-length", "0")
    await asyncio.to_thread(context.files.staging.begin, upload_id, int(announced) if announced.isdigit() else 0)
    try:
        async with writing(context, upload_id, case_id) as part:
            yield upload_id, part
    finally:
        if await context.files.uploads.get(upload_id) is None:
            await asyncio.to_thread(context.files.staging.remove, upload_id)
