"""What tests of queries of results share: people of the register, a query in order, files of lists."""

import csv
import io
from collections.abc import Sequence
from uuid import UUID, uuid4

import httpx2
from openpyxl import Workbook, load_workbook
from pydantic import JsonValue

from tests.api.client import ApiClient, Body
from tests.api.positions import HR, ORGANISATION

UNIT, NUMBER = "青石乡人民政府", "530123198001010012"
HEADINGS = ("姓名", "单位", "编号")


def unheard(what: str = "示例") -> str:
    """A name that nobody bears yet."""
    return f"{what}{uuid4().hex[:8]}"


async def registered(api: ApiClient, name: str, **more: JsonValue) -> str:
    """The id of a person of county A, whoever else bears the name."""
    said: Body = {"unit_name": UNIT, "identifier": NUMBER, **more}
    return str(await api.register(ORGANISATION, name, **{key: value for key, value in said.items() if value != ""}))


def query(name: str, **more: JsonValue) -> Body:
    """A query that is in order."""
    body: Body = {
        "name": name,
        "unit": UNIT,
        "number": "0012",
        "purpose": "promotion",
        "reference": "甲组函〔2026〕7号",
    }
    return {**body, **more}


async def ask(api: ApiClient, body: Body, who: str = HR, key: UUID | None = None) -> httpx2.Response:
    """What a query is answered."""
    return await api.act(who, "/v1/result-queries", body, key=key)


def workbook(rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> bytes:
    """A list as XLSX."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("随便")
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def comma_separated(rows: Sequence[Sequence[object]], encoding: str = "utf-8-sig") -> bytes:
    """The same as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode(encoding)


def rows_of(content: bytes) -> dict[int, dict[str, object]]:
    """The answers in a file by the rows of the list, whichever format it has."""
    if content.startswith(b"PK"):
        (sheet,) = load_workbook(io.BytesIO(content)).worksheets
        lines: list[list[object]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    else:
        lines = [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    at = next(index for index, line in enumerate(lines) if line[0] == "行")
    told = [dict(zip(map(str, lines[at]), line, strict=True)) for line in lines[at + 1 :]]
    return {int(str(each["行"])): each for each in told}
