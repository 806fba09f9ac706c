"""Sheets of paper cases as tests fill them in."""

import io
from collections.abc import Mapping, Sequence
from uuid import uuid4

from openpyxl import Workbook

from api.imports.columns import HEADINGS, SHEET

Row = Mapping[str, object]

BASE: Row = {
    "处理情况": "已作出认定",
    "标题": "村道改线失误",
    "案情摘要": "改线后遇滑坡，路基部分重做，损失已挽回。",
    "收到日期": "2021-03-02",
    "事发日期": "2020年9月10日",
    "结论日期": "2021.4.20",
    "决定机关": "县委常委会",
    "反馈日期": 44309,  # the serial number of 2021-04-23
    "对象类型": "个人",
    "工作单位": "示例甲县青石乡人民政府",
    "认定结论": "免责",
}


def row(number: str, name: str, **more: object) -> Row:
    """A row of a case of one subject, with changes; an empty value leaves a cell empty."""
    return {**BASE, "纸质案号": number, "姓名或名称": name, **more}


def workbook(rows: Sequence[Row], headings: Sequence[str] = HEADINGS) -> bytes:
    """A file with these rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append(list(headings))
    for each in rows:
        sheet.append([each.get(heading) for heading in headings])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def unheard(what: str = "示例") -> str:
    """A name that nobody bears yet."""
    return f"{what}{uuid4().hex[:8]}"


def number() -> str:
    """A number that no case has yet."""
    return f"甲容〔2021〕{uuid4().int % 10**9}号"
