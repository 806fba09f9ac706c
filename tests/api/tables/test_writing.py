"""Tables that go out: what is written reads back equal, and nothing of it runs in whatever opens it."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from api.tables.writing import ZONE, Format, Head, Value, guarded, unguarded, writer
from domain.characters import shown

TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=40).map(shown).filter(bool)
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    TEXTS,
    st.sampled_from("=+-@'＝＋－＠").flatmap(lambda risky: TEXTS.map(lambda text: risky + text)),
    st.integers(-(10**12), 10**12),
    st.dates(date(1949, 10, 1), date(2099, 12, 31)),
    st.datetimes(datetime(1950, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds are naive
        lambda at: at.replace(microsecond=0)
    ),
)
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=5)
HEAD = Head("案件台账", ("范围：全部", "导出：某人"), ("甲", "乙"), (0.0, 12.0))


def written(kind: Format, rows: list[tuple[Value, Value]]) -> bytes:
    """A table of these rows."""
    table = writer(kind, HEAD)
    for row in rows:
        table.row(row)
    with table.finished() as file:
        return file.read()


def as_read(value: object) -> object:
    """A cell of an XLSX file, as the table meant it."""
    if isinstance(value, str):
        return value.replace("_x005F_", "_")
    if isinstance(value, datetime):
        return value.replace(tzinfo=ZONE) if value.time() != datetime.min.time() else value
    return value


def same(value: Value, read: object) -> bool:
    """Whether a cell reads back as it was written; a day is read as its midnight."""
    if isinstance(value, datetime):
        local = value.astimezone(ZONE)
        return read in {local, local.replace(tzinfo=None)}
    if isinstance(value, date):
        return isinstance(read, datetime) and read.date() == value
    return value == read


@given(ROWS)
@example([("=1+1", "＝1＋1")])
@example([("_x0041_", "\ufeff=cmd|' /C calc'!A0")])
def test_xlsx_reads_back_equal_and_has_no_formula(rows: list[tuple[Value, Value]]) -> None:
    """Dates as dates, numbers as numbers, texts as texts whatever they look like."""
    sheet = load_workbook(io.BytesIO(written("xlsx", rows))).active
    assert sheet is not None
    read = [row[:2] for row in sheet.iter_rows(min_row=5)]

    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert len(read) >= len([row for row in rows if row != (None, None)])
    for row, cells in zip(rows, read, strict=False):
        assert all(same(value, as_read(cell.value)) for value, cell in zip(row, cells, strict=True)), (row, cells)


@given(ROWS)
def test_csv_reads_back_equal(rows: list[tuple[Value, Value]]) -> None:
    """UTF-8 with a mark at its beginning; the apostrophe that guards a text is taken away again."""
    content = written("csv", rows)
    head, *read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert content.startswith(b"\xef\xbb\xbf")
    assert head == ["甲", "乙"]
    for row, cells in zip(rows, read, strict=True):
        for value, cell in zip(row, cells, strict=True):
            if isinstance(value, str):
                assert unguarded(cell) == value
            elif isinstance(value, datetime):
                assert cell == f"{value.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
            else:
                assert cell == ("" if value is None else str(value))


@given(st.text(max_size=20))
def test_what_is_guarded_is_what_was_written(text: str) -> None:
    """Also where it began with an apostrophe already."""
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\u200b=1", "\ufeff@x", "'=1"],
)
def test_what_may_be_taken_for_a_formula_is_guarded(text: str) -> None:
    """ASCII and full width, behind blanks and behind what nobody sees (CWE-1236)."""
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["甲容〔2021〕3号", "1-2", "a=b", "", "（=）"])
def test_an_ordinary_text_stands_as_it_is(text: str) -> None:
    """Nobody wants apostrophes everywhere."""
    assert guarded(text) == text


def test_the_headings_stay_in_sight() -> None:
    """A title, what was asked, by whom and when; the headings are frozen below."""
    sheet = load_workbook(io.BytesIO(written("xlsx", [("x", 1)])))["案件台账"]

    assert [row[0].value for row in sheet.iter_rows(max_row=4)] == ["案件台账", "范围：全部", "导出：某人", "甲"]
    assert sheet.freeze_panes == "A5"
