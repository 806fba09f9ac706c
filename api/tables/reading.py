"""Reading a sheet of an XLSX file, or CSV, into lines of cells, each with its place; what a cell means others tell.

Cells are taken as they stand: a formula is a fault, never computed, and nothing is guessed without being told.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900, from_excel

from api.http.limits import FILE_BYTES_MAX
from api.tables.faults import CellFault, FileFault
from api.tables.package import ROWS_MAX, Hidden, Unreadable, hidden_in, require_no_entities, require_sound
from api.tables.writing import unguarded
from domain.values import FIRST_DAY, LAST_DAY

COLUMNS_MAX = 100
TEXT_CHARACTERS_MAX = 4_000

Value = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell of a file in which all is text."""

    value: str | None


SomeCell = SheetCell | MergedCell | ReadOnlyCell | EmptyCell | TextCell

_NAMED = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_INCOMPLETE = re.compile(r"\d{4}\s*年?|\d{4}\s*[年./\-]\s*\d{1,2}\s*月?")
_COMPACT_FROM = 19_000_000
_EXACT_DIGITS = 15
"""So many digits of a number a spreadsheet program keeps."""


class Faulty(Exception):  # noqa: N818 - says what is the matter with a cell
    """A cell that cannot be taken as it stands."""

    def __init__(self, fault: CellFault, detail: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds, and where: `place` is what its own program calls it, like C12."""

    place: str
    value: Value
    fault: CellFault | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet by its number; its cells by their headings, empty ones left out."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class HeadingFault:
    """What is wrong with the row of headings."""

    fault: FileFault
    place: str
    heading: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its lines, where each heading stands, and what of it is hidden or merged."""

    lines: tuple[Line, ...]
    columns: Mapping[str, str]
    hidden: Hidden
    faults: tuple[HeadingFault, ...]
    epoch: datetime


def read_sheet(content: bytes, name: str | None, required: Sequence[str], known: Sequence[str]) -> Sheet:
    """The lines of the sheet of that name, or of the first one, whose first row has the headings.

    Raises:
        Unreadable: there is no such sheet in it, or it is no file of ours at all.
    """
    require_sound(content)
    require_no_entities(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl tells what is broken by whatever it stumbles over
        raise Unreadable("damaged", type(error).__name__) from error
    try:
        found = next((each for each in book.worksheets if name is None or each.title.strip() == name), None)
        if found is None:
            raise Unreadable("wrong_sheet", "、".join(sheet.title for sheet in book.worksheets))
        hidden = hidden_in(content, _part_of(found))
        found.reset_dimensions()  # what a file says of its size is not believed
        rows = found.iter_rows(max_col=COLUMNS_MAX, max_row=2 * ROWS_MAX)
        try:
            return _sheet(rows, hidden, required, known, book.epoch)
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable("damaged", type(error).__name__) from error
    finally:
        book.close()


def read_csv(content: bytes, required: Sequence[str], known: Sequence[str]) -> Sheet:
    """The same of CSV (RFC 4180), in UTF-8 or as spreadsheet programs write it in China (GB 18030).

    Raises:
        Unreadable: it is neither, or too long.
    """
    if len(content) > FILE_BYTES_MAX:
        raise Unreadable("too_large", f"{len(content)} > {FILE_BYTES_MAX}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Unreadable("damaged", type(error).__name__) from error
    rows = ([TextCell(unguarded(each) or None) for each in row] for row in csv.reader(StringIO(text, newline="")))
    try:
        return _sheet(islice(rows, 2 * ROWS_MAX), Hidden(), required, known, CALENDAR_WINDOWS_1900)
    except csv.Error as error:
        raise Unreadable("damaged", type(error).__name__) from error


def _part_of(sheet: object) -> str:
    """Which part of the package a sheet is; the library tells it nowhere else."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _sheet(
    rows: Iterator[Sequence[SomeCell]],
    hidden: Hidden,
    required: Sequence[str],
    known: Sequence[str],
    epoch: datetime,
) -> Sheet:
    first = next(rows, None)
    if first is None or all(cell.value is None for cell in first):
        raise Unreadable("no_headings")
    at: dict[int, str] = {}
    faults: list[HeadingFault] = []
    by_name = {_bare(each): each for each in known}
    for index, cell in enumerate(first):
        if cell.value is None or not str(cell.value).strip():
            continue
        place = f"{get_column_letter(index + 1)}1"
        heading = by_name.get(_bare(str(cell.value)))
        if heading is None:
            faults.append(HeadingFault("heading_unknown", place, str(cell.value)[:40]))
        elif heading in at.values():
            faults.append(HeadingFault("heading_twice", place, heading))
        else:
            at[index] = heading
    faults += [HeadingFault("heading_missing", "1", each) for each in required if each not in at.values()]
    lines = tuple(line for number, row in enumerate(rows, 2) if (line := _line(number, row, at)).cells)
    columns = {heading: get_column_letter(index + 1) for index, heading in at.items()}
    return Sheet(lines, columns, hidden, tuple(faults), epoch)


def _line(number: int, row: Sequence[SomeCell], at: Mapping[int, str]) -> Line:
    cells = {}
    for index, heading in at.items():
        if index < len(row) and (cell := _cell(f"{get_column_letter(index + 1)}{number}", row[index])) is not None:
            cells[heading] = cell
    return Line(number, cells)


def _cell(place: str, cell: SomeCell) -> Cell | None:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return Cell(place, None, "formula")
    if kind == "e":
        return Cell(place, None, "error_value")
    if isinstance(value, datetime):
        return Cell(place, value.date()) if value.time() == time() else Cell(place, value.isoformat(" "))
    if isinstance(value, str | bool | int | float | date):
        return Cell(place, value)
    return Cell(place, str(value))


def text_of(cell: Cell) -> str:
    """A cell as text; a whole number stands without a point, and a long one that was rounded is refused.

    Raises:
        Faulty: it cannot be taken as text.
    """
    value = _sound(cell)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if abs(value) >= 10**_EXACT_DIGITS:
            raise Faulty("number_rounded", str(value))
        return str(int(value)) if value == int(value) else str(value)
    text = str(value).strip()
    if len(text) > TEXT_CHARACTERS_MAX:
        raise Faulty("text_unfit", f"{len(text)} > {TEXT_CHARACTERS_MAX}")
    return text


def day_of(cell: Cell, epoch: datetime = CALENDAR_WINDOWS_1900) -> date:
    """A cell as a day: a date of the program, its serial number, or a date written out, with whatever digits.

    Raises:
        Faulty: it is none, not to the day, or none of our time.
    """
    value = _sound(cell)
    if isinstance(value, date):
        return _of_our_time(value)
    if isinstance(value, bool):
        raise Faulty("date_unclear", str(value))
    written = unicodedata.normalize("NFKC", str(value)).strip()
    if isinstance(value, float) and value == int(value):
        written = str(int(value))
    if found := _NAMED.fullmatch(written) or _COMPACT.fullmatch(written):
        return _of_our_time(_day(found, written))
    if _SERIAL.fullmatch(written):
        serial = from_excel(float(written), epoch)
        if isinstance(serial, datetime):
            return _of_our_time(serial.date())
    if _INCOMPLETE.fullmatch(written):
        raise Faulty("date_incomplete", written[:40])
    raise Faulty("date_unclear", written[:40])


def truth_of(cell: Cell) -> bool:
    """A cell as yes or no.

    Raises:
        Faulty: it is neither.
    """
    value = text_of(cell)
    if value not in {"是", "否"}:
        raise Faulty("truth_unclear", value[:40])
    return value == "是"


def whole_of(cell: Cell) -> int:
    """A cell as a whole number.

    Raises:
        Faulty: it is none.
    """
    written = unicodedata.normalize("NFKC", text_of(cell))
    if not (written.isascii() and written.isdigit() and len(written) < _EXACT_DIGITS):
        raise Faulty("whole_unclear", written[:40])
    return int(written)


def _sound(cell: Cell) -> Value:
    if cell.fault is not None:
        raise Faulty(cell.fault)
    return cell.value


def _day(found: re.Match[str], written: str) -> date:
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Faulty("date_unclear", written[:40]) from None


def _of_our_time(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Faulty("date_out_of_range", day.isoformat())
    return day


def _bare(heading: str) -> str:
    """A heading without the star of a required one, blanks, and widths."""
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", heading))
