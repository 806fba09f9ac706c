"""How fast paper cases are entered: an approved file of a thousand, over HTTP, on a fresh stack with its real roles.

Every case is decided, its subject looked for and registered, and its events appended in one transaction. The clock runs
from the first batch to the last answer; looking the file over comes before it. `ROWS=10000 python -m
bench.import_cases` enters one file of as many, and tells of each tenth of it, so that it is seen to stay as fast.
"""

import asyncio
import os
import statistics
import time
from hashlib import sha256
from io import BytesIO

import httpx2
from openpyxl import Workbook, load_workbook

from api.identity.demonstration import tokens_of
from api.imports.columns import COLUMNS, SHEET
from api.imports.views import ImportState
from bench.commands import fresh_stack
from bench.measured import Plain
from deploy.stack.stack import Stack

CASES = int(os.environ.get("ROWS", "1000"))
ROUNDS = 3 if CASES <= 1_000 else 1  # noqa: PLR2004 - a file of ten thousand is its own repetition
BATCH = 50
OFFICER, SECOND = "county-a-organization-officer-1", "county-a-organization-officer-2"

_PATH = "/v1/imports/cases"
_PATIENCE_SECONDS = 300.0
_ROW = {
    "处理情况": "已作出认定",
    "标题": "村道改线失误",
    "案情摘要": "改线后遇滑坡，路基部分重做，损失已挽回。",
    "收到日期": "2021-03-02",
    "事发日期": "2020-09-10",
    "结论日期": "2021-04-20",
    "反馈日期": "2021-04-23",
    "对象类型": "个人",
    "工作单位": "示例甲县青石乡人民政府",
    "认定结论": "免责",
}


async def measure() -> list[Plain]:
    """Cases entered a second; beside it, cases looked over a second.

    Raises:
        RuntimeError: not every case was entered.
    """
    async with fresh_stack() as stack:
        rounds = [await entered_and_looked_over(stack, number) for number in range(ROUNDS)]
    entered, looked_over = zip(*rounds, strict=True)
    settings = {"cases": CASES, "looked_over_per_second": round(statistics.median(looked_over))}
    return [Plain("import_cases_per_second", "cases/s", entered, None, settings)]


async def entered_and_looked_over(stack: Stack, number: int, cases: int = CASES) -> tuple[float, float]:
    """Cases of one file entered a second, and looked over a second; the number tells its cases from other files'."""
    personas = tokens_of(stack.settings.tokens_file)
    tokens = {each.position: {"Authorization": f"Bearer {each.token}"} for each in personas}
    async with httpx2.AsyncClient(base_url=stack.api_url, timeout=_PATIENCE_SECONDS, trust_env=False) as http:
        template = await http.get(f"{_PATH}/template?pack=nujiang", headers=tokens[OFFICER])
        content = _filled(template.content, number, cases)
        headers = {**tokens[OFFICER], "Content-Type": "application/octet-stream"}
        started = time.perf_counter()
        answer = await http.post(f"{_PATH}?pack=nujiang", content=content, headers=headers)
        looked_over = cases / (time.perf_counter() - started)
        answer.raise_for_status()
        path = f"{_PATH}/{sha256(content).hexdigest()}"
        state = ImportState.model_validate_json((await http.post(f"{path}/approval", headers=tokens[SECOND])).content)
        started = time.perf_counter()
        tenth, since = cases // 10, started
        while state.waiting:
            answer = await http.post(f"{path}/entry?cases={BATCH}", headers=tokens[SECOND])
            state = ImportState.model_validate_json(answer.content)
            entered, now = cases - state.waiting, time.perf_counter()
            if ROUNDS == 1 and entered % tenth == 0:
                print(f"{entered:,} entered, the last {tenth:,} at {tenth / (now - since):,.0f}/s", flush=True)
                since = now
        seconds = time.perf_counter() - started
    if state.counts != {"entered": cases}:
        raise RuntimeError(f"not every case was entered: {state.counts}")
    return cases / seconds, looked_over


def _filled(template: bytes, number: int, cases: int) -> bytes:
    """A file of so many cases, each of another person, with the first of every choice."""
    offered = load_workbook(BytesIO(template))["可选内容"]
    chosen = {str(column[0].value): column[1].value for column in offered.iter_cols()}
    words = {name: chosen[name] for name in ("情形", "失误类别", "对象类别", "免除或减轻的责任")}
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append([column.heading for column in COLUMNS])
    for n in range(cases):
        own = {"纸质案号": f"甲容〔{2000 + number}〕{n + 1}号", "姓名或名称": f"示例人{number}{n:04d}"}
        row = {**_ROW, **words, **own}
        sheet.append([row.get(column.heading) for column in COLUMNS])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


if __name__ == "__main__":
    print(asyncio.run(measure())[0].as_json())
