"""Lists of queries as files: the template, what is read of one that comes in, and the answers to its rows."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import IO, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import ValidationError

from api.imports.reading import RowFault, fault_of
from api.labels.words import OUTCOMES, word
from api.result_queries.asking import Question, Told
from api.result_queries.words import ANSWERS, INFLUENCES, TO_CHOOSE, WAITING, remarks_said
from api.tables.faults import FaultCode
from api.tables.package import Unreadable
from api.tables.reading import Faulty, Line, read_csv, read_sheet, text_of
from api.tables.writing import Format, Head, Value, writer
from domain.result_queries.answer import AnswerKind
from domain.values import Frozen
from eventlog.result_queries.batches import Row
from eventlog.result_queries.receipts import Receipt

ROWS_MAX: Final = 500
"""Of one list; at three hundred look-ups an hour it takes two hours (ours)."""
SHEET: Final = "名单"
HEADINGS: Final = ("姓名", "单位", "编号")
_FIELDS: Final = ("name", "unit", "number")
_ZIPPED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NOTES: Final = (
    "一、每行一人；查询单位的，“姓名”填单位全称，“单位”同填。",
    "二、“编号”填人事编号或者证件号码，可以只填末尾四位以上。",
    f"三、不要改动第一行的标题；一次不超过 {ROWS_MAX} 行。也可以用 CSV 文件，标题相同。",
    "四、查询用途和文号在上传时填写，每一行都记入查阅记录。",
)
_ANSWER_HEADINGS: Final = (
    "行", "姓名", "单位", "编号末位", "答复", "结论", "适用领域", "生效日期", "案号或文号", "对本用途", "回执编号",
    "校验码", "说明",
)  # fmt: skip


class ListRow(Frozen):
    """A row of a list: who is asked about, as far as it can be read, or what is wrong with it."""

    name: str = ""
    unit: str = ""
    number: str = ""
    fault: RowFault | None = None

    @property
    def question(self) -> Question:
        """Who is asked about."""
        return Question(name=self.name, unit=self.unit, number=self.number)


def read_list(content: bytes) -> list[tuple[int, ListRow]]:
    """The rows of an XLSX or CSV file with their numbers; a row with a fault says which, and the others are read.

    Raises:
        Unreadable: it is no such file, has no rows, or too many.
    """
    read = (
        read_sheet(content, None, HEADINGS, HEADINGS)
        if content.startswith(_ZIPPED)
        else read_csv(content, HEADINGS, HEADINGS)
    )
    if read.faults:
        raise Unreadable(read.faults[0].fault, "、".join(each.heading for each in read.faults))
    if not read.lines:
        raise Unreadable("empty")
    if len(read.lines) > ROWS_MAX:
        raise Unreadable("too_many_rows", f"{len(read.lines)} > {ROWS_MAX}")
    return [(line.number, _row(line)) for line in read.lines]


def _row(line: Line) -> ListRow:
    texts, fault = dict[str, str](), None
    for heading, field in zip(HEADINGS, _FIELDS, strict=True):
        cell = line.cells.get(heading)
        if cell is None:
            fault = fault or fault_of("missing", line.number, column=heading)
            continue
        try:
            texts[field] = text_of(cell)
        except Faulty as faulty:
            fault = fault or fault_of(faulty.fault, line.number, cell=cell.place, column=heading, detail=faulty.detail)
    if fault is None:
        try:
            Question(name=texts["name"], unit=texts["unit"], number=texts["number"])
        except ValidationError as error:
            fault = _unfit(line, error)
    kept = {field: text[:100] for field, text in texts.items()}
    return ListRow(**kept, fault=fault)


def _unfit(line: Line, error: ValidationError) -> RowFault:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    heading = HEADINGS[_FIELDS.index(field)] if field in _FIELDS else None
    code: FaultCode = "number_short" if first["type"] == "number_too_short" else "text_unfit"
    return fault_of(code, line.number, column=heading)


def template() -> bytes:
    """The workbook to fill in."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = SHEET
    for index, heading in enumerate(HEADINGS, 1):
        sheet.cell(1, index, heading).font = Font(bold=True)
        sheet.column_dimensions["ABC"[index - 1]].width = 30
        for row in range(2, ROWS_MAX + 2):
            sheet.cell(row, index).number_format = "@"
    sheet.freeze_panes = "A2"
    explained = book.create_sheet("说明")
    for note in _NOTES:
        explained.append([note])
    explained.column_dimensions["A"].width = 90
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def answered(kind: Format, notes: Sequence[str], rows: Sequence[tuple[Row, ListRow, Receipt | None]]) -> IO[bytes]:
    """The file of answers; a row that has none says why."""
    table = writer(kind, Head("结果运用查询答复", notes, _ANSWER_HEADINGS, [0.0] * len(_ANSWER_HEADINGS)))
    for row, asked, receipt in rows:
        table.row([row.line, asked.name, asked.unit, *(_told(receipt) if receipt else _untold(row, asked))])
    return table.finished()


def _told(receipt: Receipt) -> list[Value]:
    told = Told.model_validate_json(receipt.content)
    answer = told.answer
    since: list[datetime | Value] = [each.since for each in answer.results]
    return [
        told.number_end,
        word(ANSWERS, answer.kind).zh,
        "；".join(word(OUTCOMES, each.outcome).zh for each in answer.results),
        "；".join("、".join(area.name.zh for area in each.areas) for each in answer.results),
        since[0] if len(since) == 1 else "；".join(str(each) for each in since),
        "；".join(each.number or "" for each in answer.results),
        word(INFLUENCES, answer.influence).zh if answer.influence else "",
        receipt.number,
        receipt.code,
        remarks_said(answer, elsewhere=answer.kind is AnswerKind.NO_RIGHT),
    ]


def _untold(row: Row, asked: ListRow) -> list[Value]:
    if asked.fault is not None:
        at = "".join(part for part in (asked.fault.column, asked.fault.cell) if part)
        said = f"{at}：{asked.fault.says.zh}{asked.fault.todo.zh}"
        return ["", "未查询", *[""] * 7, said]
    return ["", "未答复", *[""] * 7, TO_CHOOSE.zh if row.state == "to_choose" else WAITING.zh]
