"""Forms with a file in them, as a browser without a script sends them (multipart/form-data, RFC 7578)."""

from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from api.http.problems import MALFORMED, NOT_JSON, Particulars, ProblemRaised

_FORM: Final = "multipart/form-data"
_FIELDS_MAX: Final = 20
_FIELD_BYTES_MAX: Final = 64 * 1024
_FILE: Final = "file"


@dataclass(slots=True)
class FormReading:
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
            self._in_file, self.file_name = True, options[b"filename"].decode("utf-8", "replace")

    def part_data(self, content: bytes, start: int, end: int) -> None:
        """Of what the part holds."""
        held = self.file_bytes if self._in_file else self._value
        held += content[start:end]
        if not self._in_file and len(held) > _FIELD_BYTES_MAX:
            raise ProblemRaised(MALFORMED, Particulars(detail=self._name[:100]))

    def part_end(self) -> None:
        """A field is whole; of two of one name the first stands."""
        if not self._in_file and self._name != _FILE:
            if len(self.fields) >= _FIELDS_MAX:
                raise ProblemRaised(MALFORMED)
            self.fields.setdefault(self._name, self._value.decode("utf-8", "replace"))


def is_multipart(request: Request) -> bool:
    """Whether a form was sent that may have a file in it."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM


def parser_of(request: Request, reading: FormReading) -> MultipartParser:
    """What reads the parts of a form into `reading` as they come in.

    Raises:
        ProblemRaised: 415, it is no such form.
    """
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    if media_type != _FORM.encode() or b"boundary" not in options:
        raise ProblemRaised(NOT_JSON, Particulars(detail=_FORM))
    return MultipartParser(
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
