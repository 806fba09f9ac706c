"""What may be wrong with a table that comes in, in words: the file, a heading, a cell, a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from domain.refusals import four_lines
from domain.values import Bilingual

FileFault = Literal[
    "not_xlsx", "old_format", "macros", "damaged", "too_large", "bomb", "entities", "too_many_rows", "wrong_sheet",
    "no_headings", "heading_missing", "heading_unknown", "heading_twice", "empty",
]  # fmt: skip
CellFault = Literal[
    "formula", "error_value", "missing", "date_unclear", "date_incomplete", "date_out_of_range", "number_rounded",
    "text_unfit", "not_in_list", "truth_unclear", "whole_unclear", "unit_unknown",
    "duplicate_person", "earlier_case_unknown", "differs_from_first", "number_twice", "example_row", "invalid",
    "number_short",
]  # fmt: skip
FaultCode = FileFault | CellFault


@dataclass(frozen=True, slots=True)
class FaultWords:
    """Why, and what to do."""

    says: Bilingual
    todo: Bilingual


def _words(text: str) -> FaultWords:
    zh, en, todo_zh, todo_en = four_lines(text)
    return FaultWords(Bilingual(zh=zh, en=en), Bilingual(zh=todo_zh, en=todo_en))


_FILE: Mapping[FaultCode, str] = {
    "not_xlsx": """
        这不是 XLSX 工作簿。
        This is no XLSX workbook.
        请使用下载的模板填写，另存为“Excel 工作簿 (.xlsx)”。
        Fill in the template and save it as an Excel workbook (.xlsx).
    """,
    "old_format": """
        这是旧格式（.xls）或设了密码的文件。
        This is a file of the old format (.xls), or one with a password.
        请取消密码，另存为“Excel 工作簿 (.xlsx)”。
        Take the password away and save it as an Excel workbook (.xlsx).
    """,
    "macros": """
        文件含有宏。
        The file holds macros.
        请另存为不含宏的“Excel 工作簿 (.xlsx)”。
        Save it as an Excel workbook without macros (.xlsx).
    """,
    "damaged": """
        文件已损坏，读不出来。
        The file is damaged and cannot be read.
        请用表格软件打开，检查后另存一份。
        Open it in a spreadsheet program, look it over, and save it again.
    """,
    "too_large": """
        文件太大。
        The file is too large.
        请删去图片等无关内容，或分成几个文件。
        Take pictures and the like out, or make several files of it.
    """,
    "bomb": """
        文件解压后异常庞大。
        Unpacked, the file is far larger than any table.
        请把内容复制到新下载的模板中再试。
        Copy the content into a fresh template and try again.
    """,
    "entities": """
        文件中有不允许的 XML 声明。
        The file has declarations in its XML that are not allowed.
        请用表格软件另存一份；来历不明的文件不要使用。
        Save it anew with a spreadsheet program; do not use a file of unknown origin.
    """,
    "too_many_rows": """
        行数太多。
        There are too many rows.
        请分成几个文件。
        Make several files of it.
    """,
    "wrong_sheet": """
        没有名为“案件”的工作表。
        There is no sheet called 案件.
        请在下载的模板的“案件”工作表中填写，不要改名。
        Fill in the sheet 案件 of the template, and do not rename it.
    """,
    "no_headings": """
        工作表没有标题行。
        The sheet has no row of headings.
        第一行须是模板的标题行，请不要删除或移动。
        The first row is that of the template's headings; do not delete or move it.
    """,
    "heading_missing": """
        缺少必填的一列。
        A required column is missing.
        请使用下载的模板，不要删除列。
        Use the template, and delete no column.
    """,
    "heading_unknown": """
        有不认识的一列。
        There is a column that is not known.
        请改成模板中的标题；不需要的列请删除。
        Name it as the template does, or delete it.
    """,
    "heading_twice": """
        同一标题出现两次。
        A heading stands twice.
        请删去其中一列。
        Delete one of the two columns.
    """,
    "empty": """
        表中没有填写内容。
        There is nothing in the table.
        请从第二行起填写；示例行不会导入。
        Fill it in from the second row on; the example row is not imported.
    """,
}
_CELL: Mapping[FaultCode, str] = {
    "formula": """
        单元格是公式，不能作为事实录入。
        The cell is a formula, which is no fact.
        请复制后“粘贴为数值”。
        Copy it and paste it as a value.
    """,
    "error_value": """
        单元格是错误值。
        The cell is an error value.
        请填写实际内容。
        Write down what it should say.
    """,
    "missing": """
        必填而没有填写。
        It is required and empty.
        请填写；合并的单元格只有左上角一格有内容。
        Fill it in; of merged cells only the upper left one holds anything.
    """,
    "date_unclear": """
        看不出是哪一天。
        It is not clear which day this is.
        请写成 2024-03-05、2024.3.5 或 2024年3月5日。
        Write it like 2024-03-05, 2024.3.5 or 2024年3月5日.
    """,
    "date_incomplete": """
        日期不完整，须具体到日。
        The date is not complete: the day is needed.
        请查阅纸质案卷，填写年、月、日。
        Look it up on paper, and give year, month and day.
    """,
    "date_out_of_range": """
        日期不在可能的范围内。
        No such day is possible.
        请核对年份。
        Check the year.
    """,
    "number_rounded": """
        长数字被表格软件改动过（末几位变成了 0）。
        The spreadsheet program has rounded a long number: its last digits are 0.
        请把单元格设为“文本”，重新输入全部数字。
        Set the cell to text and type all digits again.
    """,
    "text_unfit": """
        内容太长，或含有看不见、不允许的字符。
        It is too long, or has characters that are invisible or not allowed.
        请重新输入，不要从网页直接粘贴。
        Type it again instead of pasting it from elsewhere.
    """,
    "not_in_list": """
        不是可以选择的内容。
        This is none of the choices.
        请从下拉列表中选择；可选内容见“说明”工作表。
        Take one from the drop-down list; the sheet 说明 has them all.
    """,
    "truth_unclear": """
        须填写“是”或“否”。
        It must say 是 or 否.
        请从下拉列表中选择。
        Take one from the drop-down list.
    """,
    "whole_unclear": """
        须填写整数。
        It must be a whole number.
        请填写数字，例如 1。
        Write a number like 1.
    """,
    "number_short": """
        编号太短，分辨不出同名的人。
        The number is too short to tell people of one name apart.
        请填写人事编号或者证件号码，至少末尾四位。
        Write the personnel number or that of a credential, at least its last four characters.
    """,
    "unit_unknown": """
        机关名册中没有这个单位。
        The register of organs knows no such unit.
        请填写名册中的全称；名册中没有的，留空。
        Give its full name as registered; where it is not registered, leave the cell empty.
    """,
    "duplicate_person": """
        登记中已有同名的人员或单位，不能确定是不是同一个。
        The register has others of this name, and it is not certain whether this is one of them.
        请填写工作单位或证件号码；确系另一人的，在“同名另一人”填“是”。
        Give the unit or the identifier; where it is another one, write 是 under 同名另一人.
    """,
    "earlier_case_unknown": """
        没有找到所填的前案。
        The earlier case is not found.
        请填写本文件中结论更早的案件、或已经补录的案件的纸质案号。
        Give the number of a case concluded earlier in this file, or of one entered before.
    """,
    "differs_from_first": """
        同一案号的几行，案件信息不一致。
        Rows of one case number say different things of the case.
        请改成一致；第二行起案件信息可以留空。
        Make them agree; from the second row on they may be empty.
    """,
    "number_twice": """
        这个案号在别处另有一个案件。
        Another case further up has this number.
        同一案件的各行须相邻；不同案件请用不同案号。
        The rows of one case stand together; another case has another number.
    """,
    "example_row": """
        示例行，没有导入。
        This is the example row; it is not imported.
        无需处理，也可以删除。
        Nothing to do; it may be deleted.
    """,
    "invalid": """
        内容不符合要求。
        This is not what is asked for.
        请按“说明”工作表更正。
        Correct it as the sheet 说明 explains.
    """,
}

FAULTS: Mapping[FaultCode, FaultWords] = MappingProxyType(
    {code: _words(text) for code, text in {**_FILE, **_CELL}.items()}
)
