"""Looking at an XLSX file before it is read: is it one, how large does it unpack, what hides in its sheet.

A file comes from outside and is read by a parser of XML in a zip. So its kind, its size unpacked and its entities are
looked at first, with a bound on each; nothing of it is run, and no formula is computed.
"""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from api.http.limits import FILE_BYTES_MAX
from api.tables.faults import FileFault

UNFILE_BYTES_MAX = 256 * 1024 * 1024
PARTS_MAX = 2_000
ROWS_MAX = 20_000
"""Of the sheet that is read; twice the ten thousand cases that an office brings."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_CHUNK = 1 << 16
_TRUE = frozenset({"1", "true"})
_MACROS = ("vbaproject.bin", "macrosheets/")


class Unreadable(Exception):  # noqa: N818 - says what is the matter
    """The file cannot be read as a table; nothing of it was taken."""

    def __init__(self, fault: FileFault, detail: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.detail = detail


@dataclass(slots=True)
class Hidden:
    """What a sheet has that its cells do not show: hidden rows and columns, merged ranges."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def require_sound(content: bytes) -> None:
    """Refuse what is no XLSX file, has macros, or unpacks to more than any table.

    Raises:
        Unreadable: why.
    """
    if content.startswith(_OLE):
        raise Unreadable("old_format")
    if not content.startswith(_ZIP):
        raise Unreadable("not_xlsx")
    if len(content) > FILE_BYTES_MAX:
        raise Unreadable("too_large", f"{len(content)} > {FILE_BYTES_MAX}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _require_parts(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Unreadable("damaged", type(error).__name__) from error


def _require_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = [part.filename.lower() for part in parts]
    if any(mark in name for name in names for mark in _MACROS):
        raise Unreadable("macros")
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_xlsx")
    if len(parts) > PARTS_MAX or not unpacks_within(package, UNFILE_BYTES_MAX):
        raise Unreadable("bomb")


def unpacks_within(package: zipfile.ZipFile, bytes_max: int) -> bool:
    """Whether a package is no larger unpacked. What a part says of its size is believed by nobody: all is unpacked."""
    if sum(part.file_size for part in package.infolist()) > bytes_max:
        return False
    left = bytes_max
    for part in package.infolist():
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    return False
    return True


def hidden_in(content: bytes, part: str) -> Hidden:
    """What is hidden or merged in the part of a package that is a sheet; entities and too many rows are refused.

    Raises:
        Unreadable: why.
    """
    found, rows = Hidden(), 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal rows
        match tag.rpartition(":")[2]:
            case "row":
                rows += 1
                if rows > ROWS_MAX + 1:
                    raise Unreadable("too_many_rows", str(ROWS_MAX))
                if attributes.get("hidden") in _TRUE:
                    found.rows.append(int(attributes.get("r", rows)))
            case "col" if attributes.get("hidden") in _TRUE:
                found.columns += range(
                    int(attributes["min"]), min(int(attributes["max"]), int(attributes["min"]) + 99) + 1
                )
            case "mergeCell":
                found.merged.append(attributes.get("ref", ""))

    try:
        with zipfile.ZipFile(BytesIO(content)) as package, package.open(part) as stream:
            _parser(start).ParseFile(stream)
    except (expat.ExpatError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable("damaged", type(error).__name__) from error
    return found


def require_no_entities(content: bytes) -> None:
    """Refuse a package in whose XML something is declared that stands for something else, and may for a great deal.

    Raises:
        Unreadable: why.
    """
    with zipfile.ZipFile(BytesIO(content)) as package:
        for part in package.infolist():
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as stream:
                    head = stream.read(_CHUNK)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\x00<\x00!" in head:
                        raise Unreadable("entities", part.filename)


def _parser(start: Callable[[str, Mapping[str, str]], None]) -> expat.XMLParserType:
    def refuse(*_: object) -> NoReturn:
        raise Unreadable("entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
