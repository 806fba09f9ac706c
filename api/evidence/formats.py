"""What a file is, told by its content: one of few formats, whole, and nothing else hidden in it.

The name must not say something else. What a file may do when it is opened is looked at as far as that can be seen at a
glance; the operator's own malware check comes after it (api/evidence/scanning.py).
"""

import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import BinaryIO, Final

from api.evidence.faults import NotTaken
from api.tables.package import unpacks_within
from domain.acts.evidence.documents import FileFormat

ENDINGS: Final[Mapping[FileFormat, tuple[str, ...]]] = {
    "pdf": (".pdf",),
    "ofd": (".ofd",),
    "docx": (".docx",),
    "xlsx": (".xlsx",),
    "jpeg": (".jpg", ".jpeg"),
    "png": (".png",),
    "text": (".txt",),
}
MEDIA_TYPES: Final[Mapping[FileFormat, str]] = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "text": "text/plain; charset=utf-8",
}

_HEAD_BYTES: Final = 4096
_TAIL_BYTES: Final = 66_000
"""A zip's last record, with the longest comment that may follow it."""
_CHUNK: Final = 1 << 20
_TEXT_BYTES_MAX: Final = 8 * 1024 * 1024
_PIXELS_MAX: Final = 200_000_000
_PARTS_MAX: Final = 5_000
_UNPACKED_MAX: Final = 512 * 1024 * 1024
_ZIP, _ZIP_END, _OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PNG = b"\x89PNG\r\n\x1a\n"
_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
_RUNS = re.compile(rb"/(?:JavaScript|Launch)\b")
_ENCRYPTED = re.compile(rb"/Encrypt\b")
_MACROS = ("vbaproject.bin", "macrosheets/")
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY", b"\x00<\x00!")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def format_of(file: BinaryIO, name: str) -> FileFormat:
    """The format of a file, which must be whole, alone, and what its name says.

    Raises:
        NotTaken: why.
    """
    head, tail = _ends(file)
    found = _by_content(file, head)
    if not name.lower().endswith(ENDINGS[found]):
        raise NotTaken("name_differs")
    _CHECKS[found](file, head, tail)
    return found


def _ends(file: BinaryIO) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL_BYTES))
    return head, file.read()


def _by_content(file: BinaryIO, head: bytes) -> FileFormat:
    if _PDF.match(head):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(_PNG):
        return "png"
    if head.startswith(_OLE):
        raise NotTaken("old_format")
    if head.startswith(_ZIP):
        return _package_of(file)
    if _MARKUP.search(head) or b"\x00" in head:
        raise NotTaken("not_taken")
    return "text"


def _package_of(file: BinaryIO) -> FileFormat:
    with _opened(file) as package:
        names = set(package.namelist())
    for found, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"), ("ofd", "OFD.xml")):
        if part in names:
            return found  # type: ignore[return-value]  # each is a format
    raise NotTaken("not_taken")


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except _BROKEN:
        raise NotTaken("damaged") from None


_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, struct.error)


def _pdf(file: BinaryIO, head: bytes, tail: bytes) -> None:
    """Whole to its end mark, with nothing after it, and nothing that runs by itself."""
    ended = tail.rstrip(b"\x00\r\n\t ")
    if b"%%EOF" not in tail[-2048:]:
        raise NotTaken("cut_off")
    if not ended.endswith(b"%%EOF") or _ZIP_END in tail or _MARKUP.search(head[:1024]):
        raise NotTaken("two_formats")
    if _contains(file, _RUNS):
        raise NotTaken("active")
    if _ENCRYPTED.search(tail):
        raise NotTaken("locked")


def _jpeg(file: BinaryIO, head: bytes, tail: bytes) -> None:
    """Cameras write their own after the end of a picture; another file there it may not be."""
    _require_alone(head, tail)
    if b"\xff\xd9" not in tail:
        raise NotTaken("cut_off")
    _require_pixels(*_size_of_jpeg(file))


def _png(file: BinaryIO, head: bytes, tail: bytes) -> None:
    _require_alone(head, tail)
    if not tail.rstrip(b"\x00").endswith(b"IEND\xaeB`\x82"):
        raise NotTaken("cut_off" if b"IEND\xaeB`\x82" not in tail else "two_formats")
    if head[12:16] != b"IHDR":
        raise NotTaken("damaged")
    file.seek(16)
    _require_pixels(*struct.unpack(">II", file.read(8)))


def _require_alone(head: bytes, tail: bytes) -> None:
    if _ZIP_END in tail or _PDF.search(head[:1024]) or _MARKUP.search(head):
        raise NotTaken("two_formats")


def _size_of_jpeg(file: BinaryIO) -> tuple[int, int]:
    """Height and width, from the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while True:
        file.seek(at)
        marker = file.read(4)
        if len(marker) < 4 or marker[0] != 0xFF:  # noqa: PLR2004 - the marker and its length
            raise NotTaken("damaged")
        kind, length = marker[1], int.from_bytes(marker[2:], "big")
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004 - SOF0 to SOF15, but DHT, JPG and DAC
            frame = file.read(5)
            return int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
        if kind == 0xDA:  # noqa: PLR2004 - the picture begins, and no frame header came
            raise NotTaken("damaged")
        at += 2 + length


def _require_pixels(one: int, other: int) -> None:
    if not one or not other:
        raise NotTaken("damaged")
    if one * other > _PIXELS_MAX:
        raise NotTaken("picture_too_large")


def _office(file: BinaryIO, head: bytes, tail: bytes) -> None:
    """A package from its first byte to its last, with sound names, no macros, no entities, of a size that can be."""
    del head
    if tail.rfind(_ZIP_END) != len(tail) - 22 or tail[-2:] != b"\x00\x00":
        raise NotTaken("two_formats")
    try:
        with _opened(file) as package:
            _require_sound(package)
    except _BROKEN:
        raise NotTaken("damaged") from None


def _require_sound(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = [part.filename.lower() for part in parts]
    odd = any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names)
    if odd or len(set(names)) != len(names):
        raise NotTaken("damaged")
    if min((part.header_offset for part in parts), default=0):
        raise NotTaken("two_formats")
    if any(part.flag_bits & 1 for part in parts):
        raise NotTaken("locked")
    if any(mark in name for name in names for mark in _MACROS):
        raise NotTaken("macros")
    if len(parts) > _PARTS_MAX or not unpacks_within(package, _UNPACKED_MAX):
        raise NotTaken("bomb")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            with package.open(part) as stream:
                _require_plain(part.filename, stream.read(1 << 16))


def _require_plain(name: str, begin: bytes) -> None:
    """A part of XML that declares nothing which stands for something else, and no macros."""
    if any(mark in begin for mark in _ENTITIES):
        raise NotTaken("entities")
    if name == "[Content_Types].xml" and b"macroEnabled" in begin:
        raise NotTaken("macros")


def _text(file: BinaryIO, head: bytes, tail: bytes) -> None:
    """Plain text in UTF-8 or GB 18030 throughout."""
    del head, tail
    file.seek(0)
    content = file.read(_TEXT_BYTES_MAX + 1)
    if len(content) > _TEXT_BYTES_MAX:
        raise NotTaken("text_too_long")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS.search(text):
            break
        return
    raise NotTaken("not_text")


def _contains(file: BinaryIO, pattern: re.Pattern[bytes]) -> bool:
    """Whether a pattern of a few bytes stands anywhere in a file."""
    file.seek(0)
    before = b""
    while part := file.read(_CHUNK):
        if pattern.search(before + part):
            return True
        before = part[-32:]
    return False


_CHECKS: Final[Mapping[FileFormat, Callable[[BinaryIO, bytes, bytes], None]]] = {
    "pdf": _pdf,
    "ofd": _office,
    "docx": _office,
    "xlsx": _office,
    "jpeg": _jpeg,
    "png": _png,
    "text": _text,
}
