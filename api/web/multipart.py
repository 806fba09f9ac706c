"""Forms with a file in them, as a browser without a script sends them (multipart/form-data, RFC 7578)."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from api.http.problems import CHECKED_FILE_TOO_LARGE, MALFORMED, NOT_JSON, TOO_SLOW, Particulars, ProblemRaised

_FORM: Final = "multipart/form-data"
_FIELDS_MAX: Final = 20
_FIELD_BYTES_MAX: Final = 64 * 1024
_FILE: Final = "file"


@dataclass(slots=True)
class FormReading:
    """What of a form has come in: its fields, and what of the file is not written yet; `whole`: all of it came."""

    fields: dict[str, str] = field(default_factory=dict)
    file_name: str = ""
    file_bytes: bytearray = field(default_factory=bytearray)
    _header: bytearray = field(default_factory=bytearray)
    _headers: dict[str, bytes] = field(default_factory=dict)
    _value: bytearray = field(default_factory=bytearray)
    whole: bool = False
    _name: str = ""
    _in_file: bool = False
    _files: int = 0

    def part_begin(self) -> None:
        """A part begins."""
        self._headers.clear()
        self._value.clear()
        self._in_file = False

    def header_field(self, content: bytes, start: int, end: int) -> None:
        """Of the name of a header."""
        self._header += content[start:end]

    def header_value(self, content: bytes, start: int, end: int) -> None:
        """Of what a header says."""
        name = self._header.decode("latin-1").lower()
        self._headers[name] = self._headers.get(name, b"") + content[start:end]

    def header_end(self) -> None:
        """A header is whole."""
        self._header.clear()

    def headers_finished(self) -> None:
        """It is known whether the part is the file."""
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options and self._name == _FILE:
            self._files += 1
            if self._files > 1:
                raise ProblemRaised(MALFORMED, Particulars(detail=_FILE))
            self._in_file, self.file_name = True, options[b"filename"].decode("utf-8", "replace")

    def part_data(self, content: bytes, start: int, end: int) -> None:
        """Of what the part holds."""
        held = self.file_bytes if self._in_file else self._value
        held += content[start:end]
        if not self._in_file and len(held) > _FIELD_BYTES_MAX:
            raise ProblemRaised(MALFORMED, Particulars(detail=self._name[:100]))

    def end(self) -> None:
        """The last part is whole."""
        self.whole = True

    def part_end(self) -> None:
        """A field is whole; of two of one name the first stands."""
        if not self._in_file and self._name != _FILE:
            if len(self.fields) >= _FIELDS_MAX:
                raise ProblemRaised(MALFORMED)
            self.fields.setdefault(self._name, self._value.decode("utf-8", "replace"))


def is_multipart(request: Request) -> bool:
    """Whether a form was sent that may have a file in it."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM


def require_multipart(request: Request) -> bytes:
    """What stands between the parts of a form.

    Raises:
        ProblemRaised: 415, it is no such form.
    """
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    if media_type != _FORM.encode() or b"boundary" not in options:
        raise ProblemRaised(NOT_JSON, Particulars(detail=_FORM))
    return options[b"boundary"]


def parser_of(request: Request, reading: FormReading) -> MultipartParser:
    """What reads the parts of a form into `reading` as they come in.

    Raises:
        ProblemRaised: 415 it is no such form; 422 its boundary is none (RFC 2046, 5.1.1).
    """
    boundary = require_multipart(request)
    try:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": reading.part_begin,
                "on_header_field": reading.header_field,
                "on_header_value": reading.header_value,
                "on_header_end": reading.header_end,
                "on_headers_finished": reading.headers_finished,
                "on_part_data": reading.part_data,
                "on_part_end": reading.part_end,
                "on_end": reading.end,
            },
        )
    except FormParserError as error:
        raise ProblemRaised(MALFORMED, Particulars(detail=type(error).__name__)) from None


def arriving(request: Request, reading: FormReading) -> AsyncIterator[None]:
    """Read a form as it comes in, a piece at a time; whoever asks takes what there is of the file in between.

    Raises:
        ProblemRaised: 415 it is no such form; 422 its boundary is none, it breaks off, or has more fields than any form
            of ours; 408 it ended on the way.
    """
    parser = parser_of(request, reading)

    async def pieces() -> AsyncIterator[None]:
        try:
            async for content in request.stream():
                parser.write(content)
                yield
            parser.finalize()
        except ClientDisconnect:
            raise ProblemRaised(TOO_SLOW) from None
        except FormParserError as error:
            raise ProblemRaised(MALFORMED, Particulars(detail=type(error).__name__)) from None

    return pieces()


async def small_form(request: Request) -> FormReading:
    """A form whose file is no larger than any body may be, whole.

    Raises:
        ProblemRaised: 415 it is no such form; 422 it breaks off, or has more fields than any form of ours.
    """
    reading = FormReading()
    parser = parser_of(request, reading)
    try:
        parser.write(await request.body())
        parser.finalize()
    except FormParserError as error:
        raise ProblemRaised(MALFORMED, Particulars(detail=type(error).__name__)) from None
    return reading


async def hashed_form(request: Request, bytes_max: int) -> tuple[FormReading, str]:
    """A form with the SHA-256 of its file, of which nothing is kept.

    Args:
        request: whose body it is.
        bytes_max: how large the file may be.

    Raises:
        ProblemRaised: 413 the file is larger; 415 it is no such form; 422 it breaks off, or has more fields than any
            form of ours; 408 it ended on the way.
    """
    reading, digest, size = FormReading(), hashlib.sha256(), 0
    async for _ in arriving(request, reading):
        size += len(reading.file_bytes)
        if size > bytes_max:
            raise ProblemRaised(CHECKED_FILE_TOO_LARGE)
        digest.update(reading.file_bytes)
        reading.file_bytes.clear()
    if not reading.whole:
        raise ProblemRaised(MALFORMED, Particulars(detail=_FILE))
    return reading, digest.hexdigest()
