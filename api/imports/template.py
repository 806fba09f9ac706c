"""The workbook to fill in: the sheet with its headings and drop-down lists, one example row, and what each means."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from api.imports.columns import COLUMNS, SHEET, Column, Vocabulary
from api.tables.package import ROWS_MAX
from domain.pack.pack import Pack

_CHOICES = "可选内容"
_EXPLAINED = "说明"
_TRUTHS = ("是", "否")
_HEAD, _NEEDED = PatternFill("solid", fgColor="DDE3EA"), PatternFill("solid", fgColor="F6DCC8")
_EXAMPLE = Font(italic=True, color="777777")
_WIDE, _NARROW = 30, 16
_FORMS = {
    "text": "文字",
    "day": "日期",
    "truth": "是或否",
    "whole": "整数",
    "choice": "从列表中选择",
    "choices": "可选几项，用顿号分开",
}
_NOTES = (
    "一、在“案件”工作表中填写，不要改动第一行的标题；列的先后可以调整。标橙色的列必填。",
    "二、每一行是一名当事人。同一案件有几名当事人的，各行相邻，案号相同；第二行起案件各列可以留空。",
    "三、单元格只填写内容本身，不用公式；日期写成 2024-03-05、2024.3.5 或 2024年3月5日均可。",
    "四、灰色的示例行不会导入。隐藏的行也会读入，预览时会说明。",
    "五、结论早的案件先录入，二次容错据此判断；同一事项曾经容错的，填写前案的纸质案号。",
    "六、先预览，改正有问题的行，再交另一人核对同一个文件并批准；随后录入，中断后可以接着做，不会重复。",
)


def template(pack: Pack, vocabulary: Vocabulary) -> bytes:
    """The template for a procedure at an organ."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = SHEET
    explained, offered = book.create_sheet(_EXPLAINED), book.create_sheet(_CHOICES)
    for index, column in enumerate(COLUMNS, 1):
        _head(sheet, index, column)
        _example(sheet, index, column, vocabulary)
        names = list(vocabulary.choices.get(column.field, {}).values()) or (_TRUTHS if column.form == "truth" else ())
        if names:
            _offer(sheet, offered, index, column, names)
    sheet.freeze_panes = "C2"
    _explain(explained, pack, vocabulary)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _head(sheet: Worksheet, index: int, column: Column) -> None:
    cell = sheet.cell(1, index, column.heading + ("*" if column.needed else ""))
    cell.font, cell.fill = Font(bold=True), _NEEDED if column.needed else _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    wide = column.form == "text" and column.field in {"title", "statement", "conclusion.demands"}
    sheet.column_dimensions[get_column_letter(index)].width = _WIDE if wide else _NARROW
    if column.form in {"text", "day"}:
        for row in range(2, 2 + 200):
            sheet.cell(row, index).number_format = "@" if column.form == "text" else "yyyy-mm-dd"


def _example(sheet: Worksheet, index: int, column: Column, vocabulary: Vocabulary) -> None:
    first = next(iter(vocabulary.choices.get(column.field, {}).values()), "") if column.needed else ""
    if column.field in {"subjects.outcome", "subjects.liabilities"}:
        first = next(iter(vocabulary.choices[column.field].values()), "")
    cell = sheet.cell(2, index, column.example or first or None)
    cell.font = _EXAMPLE


def _offer(
    sheet: Worksheet, offered: Worksheet, index: int, column: Column, names: list[str] | tuple[str, ...]
) -> None:
    """A drop-down list; where several may be chosen it only suggests."""
    letter = get_column_letter(index)
    offered.cell(1, index, column.heading).font = Font(bold=True)
    for row, name in enumerate(names, 2):
        offered.cell(row, index, name)
    chosen = DataValidation(
        type="list",
        formula1=f"'{_CHOICES}'!${letter}$2:${letter}${len(names) + 1}",
        allow_blank=True,
        showErrorMessage=column.form != "choices",
        errorTitle=column.heading,
        error="请从下拉列表中选择",
    )
    sheet.add_data_validation(chosen)
    chosen.add(f"{letter}2:{letter}{ROWS_MAX}")


def _explain(explained: Worksheet, pack: Pack, vocabulary: Vocabulary) -> None:
    explained.append([f"补录纸质案件：{pack.name.zh}（{pack.edition}）"])
    for note in _NOTES:
        explained.append([note])
    explained.append([])
    explained.append(["列", "必填", "填什么", "说明", "可以填写的内容"])
    for column in COLUMNS:
        choices = "、".join(vocabulary.choices.get(column.field, {}).values())
        explained.append(
            [column.heading, "必填" if column.needed else "", _FORMS[column.form], column.explains, choices]
        )
    for letter, width in zip("ABCDE", (22, 8, 22, 60, 90), strict=True):
        explained.column_dimensions[letter].width = width
    explained["A1"].font = Font(bold=True, size=14)
