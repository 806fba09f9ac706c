"""Writing a table as XLSX or CSV, row by row, so that none is in memory whole; safe for whatever opens it.

What somebody typed never becomes a formula: in XLSX it is stored as text and marked as such; in CSV, where all is text,
an apostrophe goes before it (OWASP, CSV Injection). `unguarded` takes the apostrophe away again.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Literal, Protocol
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from domain.characters import shown

Value = str | int | float | bool | date | datetime | None
"""What a cell may hold; yes and no stand in words."""

Format = Literal["xlsx", "csv"]

ZONE = ZoneInfo("Asia/Shanghai")
MEDIA_TYPES: dict[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}

_RISKY = frozenset("=+-@\t\r\n'＝＋－＠")
"""With what a text may begin that a spreadsheet program takes for a formula, and the mark itself."""
_BEGINNING = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CELL_CHARACTERS_MAX = 32_000
_SPOOLED_BYTES = 4 * 1024 * 1024
_WIDTHS = {"day": 12.0, "instant": 17.0}
_NARROWEST, _WIDEST = 8, 40


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a table: its title, what it was asked with, by whom and when it was made, and its headings."""

    title: str
    notes: Sequence[str]
    headings: Sequence[str]
    widths: Sequence[float]


class Writer(Protocol):
    """Writes one table."""

    def row(self, values: Sequence[Value]) -> None:
        """Write a row."""

    def finished(self) -> IO[bytes]:
        """The file, to be read from its beginning and then closed."""


def writer(kind: Format, head: Head) -> Writer:
    """A writer of a format, with the head written."""
    return _Xlsx(head) if kind == "xlsx" else _Csv(head)


def guarded(text: str) -> str:
    """A text as it stands in CSV: one that could be taken for a formula has an apostrophe before it."""
    beginning = _BEGINNING.match(text)
    first = text[beginning.end() : beginning.end() + 1] if beginning else text[:1]
    return f"'{text}" if text[:1] in _RISKY or first in _RISKY - {""} else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text[:1] == "'" and guarded(text[1:]) == text else text


class _Csv:
    """CSV (RFC 4180) in UTF-8 with a byte order mark, without which Excel takes it for another encoding."""

    def __init__(self, head: Head) -> None:
        self._file = SpooledTemporaryFile(_SPOOLED_BYTES)  # noqa: SIM115 - closed by whoever reads it
        self._text = io.TextIOWrapper(self._file, encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._text)
        self._csv.writerow([guarded(each) for each in head.headings])

    def row(self, values: Sequence[Value]) -> None:
        self._csv.writerow([_written(value) for value in values])

    def finished(self) -> IO[bytes]:
        self._text.flush()
        self._text.detach()
        self._file.seek(0)
        return self._file


def _written(value: Value) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() | float():
            return value
        case datetime():
            return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case str():
            return guarded(_fit(value))


class _Xlsx:
    """XLSX with a title, frozen headings, and dates as dates."""

    def __init__(self, head: Head) -> None:
        self._book = Workbook(write_only=True)
        sheet = self._book.create_sheet(re.sub(r"[\\/*?:\[\]]", "", head.title)[:30] or "表")
        if not isinstance(sheet, WriteOnlyWorksheet):
            raise TypeError("a write-only workbook has write-only sheets")
        self._sheet = sheet
        for index, (heading, width) in enumerate(zip(head.headings, head.widths, strict=True), 1):
            fitting = max(_NARROWEST, 2 * len(heading) + 2, width)
            sheet.column_dimensions[get_column_letter(index)].width = min(_WIDEST, fitting)  # type: ignore[attr-defined]  # it has
        self._sheet.freeze_panes = f"A{3 + len(head.notes)}"
        self._sheet.append([self._cell(head.title, Font(bold=True, size=14))])
        for note in head.notes:
            self._sheet.append([self._cell(note, Font(color="666666"))])
        self._sheet.append([self._cell(heading, Font(bold=True)) for heading in head.headings])

    def row(self, values: Sequence[Value]) -> None:
        self._sheet.append([self._cell(value) for value in values])

    def finished(self) -> IO[bytes]:
        file = SpooledTemporaryFile(_SPOOLED_BYTES)  # noqa: SIM115 - closed by whoever reads it
        self._book.save(file)
        file.seek(0)
        return file

    def _cell(self, value: Value, font: Font | None = None) -> Cell:
        cell = WriteOnlyCell(self._sheet)
        match value:
            case None:
                pass
            case str():
                self._text(cell, value)
            case bool():
                cell.value = "是" if value else "否"
            case datetime():
                cell.value = value.astimezone(ZONE).replace(tzinfo=None)
                cell.number_format = "yyyy-mm-dd hh:mm:ss"
            case date():
                cell.value = value
                cell.number_format = "yyyy-mm-dd"
            case _:
                cell.value = value
        if font:
            cell.font = font
        return cell

    def _text(self, cell: Cell, text: str) -> None:
        """A text as text, whatever it looks like; what reads like an escape of the format is escaped (ECMA-376)."""
        cell.value = _ESCAPE.sub("_x005F_", _fit(text))
        cell.data_type = "s"
        if guarded(text) != text:
            cell.quotePrefix = True
        if "\n" in text:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _fit(text: str) -> str:
    """A text without characters that no file may have, and not longer than a cell holds."""
    fit = "\n".join(shown(line.replace("\t", " ")) for line in text.split("\n"))
    return fit if len(fit) <= _CELL_CHARACTERS_MAX else fit[:_CELL_CHARACTERS_MAX] + "…（过长，未完）"
