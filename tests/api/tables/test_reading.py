"""Workbooks that come in: what a cell may hold, and files that are none, too large, or made to do harm."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from api.tables.faults import FAULTS
from api.tables.package import Unreadable
from api.tables.reading import Cell, Faulty, Sheet, Value, day_of, read_csv, read_sheet, text_of, truth_of, whole_of

HEADINGS = ("案号", "日期")


def workbook(
    rows: Iterable[Sequence[object]], sheet: str = "案件", change: Callable[[Workbook], None] | None = None
) -> bytes:
    """A file with a sheet of these rows."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    if change:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(content: bytes) -> Sheet:
    """The sheet 案件 of a file."""
    return read_sheet(content, "案件", HEADINGS[:1], HEADINGS)


def repacked(content: bytes, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    """A file with some of its parts changed, and with more of them."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return changed.getvalue()


def refused(content: bytes) -> str:
    """Why a file is not read."""
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert FAULTS[raised.value.fault].says.zh
    return raised.value.fault


SOUND = workbook([HEADINGS, ("1号", date(2024, 3, 5))])


@pytest.mark.parametrize(
    "written",
    [
        date(2024, 3, 5), 45356, 45356.0, 20240305, "2024-03-05", "2024.3.5", "2024/3/5",
        "2024年3月5日", "２０２４年３月５日", "2024．3．5", " 2024 年 3 月 5 日 ", "20240305", "45356",
        "2024-03-05 00:00:00",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: Value) -> None:
    """A date, a serial number, or text with dots, signs and full-width digits."""
    assert day_of(Cell("A1", written)) == date(2024, 3, 5)


def test_a_serial_number_of_a_workbook_that_counts_from_1904() -> None:
    """Older files of another system count otherwise, and say so."""
    assert day_of(Cell("A1", 43894), CALENDAR_MAC_1904) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("2024", "date_incomplete"), (2024, "date_incomplete"), ("2024.3", "date_incomplete"),
        ("2024年3月", "date_incomplete"), ("24.3.5", "date_unclear"), ("2024.13.5", "date_unclear"),
        ("2024-02-30", "date_unclear"), ("去年", "date_unclear"), (True, "date_unclear"), (45356.5, "date_unclear"),
        ("3/5/2024", "date_unclear"), ("9" * 400, "date_unclear"), ("0202-03-05", "date_out_of_range"),
        ("2924-03-05", "date_out_of_range"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_told_and_never_guessed(written: Value, fault: str) -> None:
    """Not to the day, impossible, of another age."""
    with pytest.raises(Faulty) as raised:
        day_of(Cell("A1", written))
    assert raised.value.fault == fault


def test_numbers_and_truths_as_text() -> None:
    """A number that was typed as one; a long one that the program has rounded is refused."""
    assert [text_of(Cell("A1", value)) for value in (12, 12.0, 1.5, True, " 甲 ")] == ["12", "12", "1.5", "是", "甲"]
    assert (truth_of(Cell("A1", "是")), truth_of(Cell("A1", False)), whole_of(Cell("A1", "３"))) == (True, False, 3)
    with pytest.raises(Faulty, match="number_rounded"):
        text_of(Cell("A1", 110101199003070000))
    with pytest.raises(Faulty, match="truth_unclear"):
        truth_of(Cell("A1", "也许"))
    with pytest.raises(Faulty, match="whole_unclear"):
        whole_of(Cell("A1", "-1"))


def test_lines_are_told_by_their_rows_and_cells_by_their_places() -> None:
    """Empty rows are passed over; columns may stand in any order, their headings with a star or blanks."""
    sheet = read(workbook([("日期", " 案号* "), (), (45356, "1号"), (None, None), (None, "2号")]))

    assert [(line.number, {name: cell.place for name, cell in line.cells.items()}) for line in sheet.lines] == [
        (3, {"日期": "A3", "案号": "B3"}),
        (5, {"案号": "B5"}),
    ]


def test_formulas_and_errors_are_faults_of_their_cells() -> None:
    """Nothing is computed."""
    sheet = read(workbook([HEADINGS, ("=1+1", "#N/A")]))
    (line,) = sheet.lines

    assert {name: cell.fault for name, cell in line.cells.items()} == {"案号": "formula", "日期": "error_value"}


def test_hidden_rows_and_merged_cells_are_told() -> None:
    """They are read as they stand, and whoever sends the file is told of them."""

    def hide(book: Workbook) -> None:
        page = book["案件"]
        page.row_dimensions[2].hidden = True
        page.column_dimensions["B"].hidden = True
        page.column_dimensions["B"].width = 9
        page.merge_cells("A3:A4")

    sheet = read(workbook([HEADINGS, ("1号",), ("2号",), (None, 45356)], change=hide))

    assert (sheet.hidden.rows, sheet.hidden.columns, sheet.hidden.merged) == ([2], [2], ["A3:A4"])
    assert [line.number for line in sheet.lines] == [2, 3, 4]


def test_headings_are_held_against_the_template() -> None:
    """One that is missing, one that nobody knows, one that stands twice; each with its place."""
    sheet = read(workbook([("日期", "日期", "备注"), (1,)]))

    assert [(fault.fault, fault.place, fault.heading) for fault in sheet.faults] == [
        ("heading_twice", "B1", "日期"),
        ("heading_unknown", "C1", "备注"),
        ("heading_missing", "1", "案号"),
    ]


def test_files_that_are_no_table_of_ours_are_refused() -> None:
    """Of the old format or with a password, no workbook at all, cut off, with another sheet, empty."""
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "old_format"
    assert refused("案号,日期\n".encode()) == "not_xlsx"
    assert refused(b"") == "not_xlsx"
    assert refused(SOUND[: len(SOUND) // 2]) == "damaged"
    assert refused(repacked(SOUND, lambda name, part: part[:100] if "sheet1" in name else part)) == "damaged"
    assert refused(workbook([HEADINGS], sheet="Sheet1")) == "wrong_sheet"
    assert refused(workbook([])) == "no_headings"


def test_macros_are_refused() -> None:
    """Whatever the file is called."""
    assert refused(repacked(SOUND, lambda _, part: part, {"xl/vbaProject.bin": b"x"})) == "macros"


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    """One that says how large it is, and one that does not."""
    assert refused(repacked(SOUND, lambda _, part: part, {"xl/media/x": b"\0" * (257 * 1024 * 1024)})) == "bomb"


def test_entities_are_refused() -> None:
    """A thousand laughs, and a file of the server."""
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    mined = repacked(SOUND, lambda name, part: laughs + part.partition(b"?>")[2] if "sheet1" in name else part)

    assert refused(mined) == "entities"


def test_rows_without_end_are_refused() -> None:
    """What the file says of its own size is not believed; neither is a row that stands at the end of the world."""
    many = b"".join(b'<row r="%d"/>' % n for n in range(3, 21_000))
    assert refused(repacked(SOUND, lambda _, p: p.replace(b"</sheetData>", many + b"</sheetData>"))) == "too_many_rows"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sheet = read(repacked(SOUND, lambda _, p: p.replace(b"</sheetData>", far + b"</sheetData>")))
    assert [line.number for line in sheet.lines] == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_as_a_sheet_is(encoding: str) -> None:
    """Whatever program wrote it; what was guarded against formulas is taken as it was typed."""
    text = '案号 *,"标题"\r\n"=1","a\nb"\r\n\r\n,\r\n\'=1+1,x\r\n'.replace("案号 *", HEADINGS[0])
    read = read_csv(text.replace("标题", HEADINGS[1]).encode(encoding), HEADINGS[:1], HEADINGS)

    assert read.faults == ()
    assert [line.number for line in read.lines] == [2, 5]
    assert [text_of(cell) for cell in read.lines[0].cells.values()] == ["=1", "a\nb"]
    assert text_of(read.lines[1].cells[HEADINGS[0]]) == "=1+1"


@pytest.mark.parametrize(("content", "fault"), [(b"\xff\x00\x81", "damaged"), (b"", "no_headings")])
def test_csv_that_is_none_is_refused(content: bytes, fault: str) -> None:
    """What is no text, and nothing at all."""
    with pytest.raises(Unreadable, match=fault):
        read_csv(content, HEADINGS[:1], HEADINGS)
