"""`rongcuo import cases` on a running installation: killed in the middle and begun again, it goes on."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import asyncpg
import pytest
from openpyxl import load_workbook

from api.imports.columns import COLUMNS
from deploy.cli.running import settings_of
from tests.api.imports.sheets import row
from tests.faults.installation import Installation

OFFICER, SECOND = "county-a-organization-officer-1", "county-a-organization-officer-2"
CASES = 400
FEW = 60
"""So many are entered before the first kill."""


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Installation]:
    """`rongcuo up` on fresh data."""
    found = Installation(tmp_path / "data")
    await found.start()
    try:
        yield found
    finally:
        await found.stop()


async def rongcuo(data: Path, *words: str) -> tuple[int, str]:
    """Run the command; its exit code and what it printed."""
    process = await begun(data, *words)
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


async def begun(data: Path, *words: str) -> asyncio.subprocess.Process:
    """The command while it runs."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli.main", "import", "cases", *words, "--data", str(data)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


def fill(file: Path) -> None:
    """Write cases into a template, some of them with faults."""
    book = load_workbook(file)
    sheet, offered = book["案件"], book["可选内容"]
    chosen = {str(column[0].value): column[1].value for column in offered.iter_cols()}
    words = {name: chosen[name] for name in ("情形", "失误类别", "对象类别", "免除或减轻的责任")}
    for n in range(CASES):
        told = row(f"甲容〔2021〕{n + 1}号", f"示例人{n % 300:03d}", **words)
        sheet.append([told.get(column.heading) for column in COLUMNS])
    sheet.append(
        [row("甲容〔2021〕999号", "示例人", **{**words, "收到日期": "2021年"}).get(c.heading) for c in COLUMNS]
    )
    book.save(file)


async def entered(data: Path, content: bytes) -> int:
    """How many cases of a file are settled as entered."""
    connection = await asyncpg.connect(settings_of(data, "api").database_url)
    try:
        count: int = await connection.fetchval(
            "SELECT count(*) FROM case_import_row WHERE file_sha256 = $1 AND state = 'entered'",
            sha256(content).digest(),
        )
    finally:
        await connection.close()
    return count


async def counted(data: Path) -> tuple[int, int, int, int]:
    """Cases, their numbers, their grants and the subjects in the log."""
    connection = await asyncpg.connect(settings_of(data, "api").database_url)
    try:
        found = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM event WHERE type = 'case_opened'),"
            " (SELECT count(DISTINCT stream_id) FROM event WHERE type = 'case_closed'),"
            " (SELECT count(*) FROM tolerance_grant), (SELECT count(*) FROM subject)"
        )
    finally:
        await connection.close()
    assert found is not None
    return found[0], found[1], found[2], found[3]


async def test_killed_at_any_moment_it_goes_on_without_a_double(installation: Installation, tmp_path: Path) -> None:
    """The command is killed, then the API under it; begun again with --enter it brings the file to its end."""
    data, file = installation.data, tmp_path / "cases.xlsx"
    template = await rongcuo(data, str(file), "--template", "--as", OFFICER)
    fill(file)
    content = file.read_bytes()
    preview = await rongcuo(data, str(file), "--as", OFFICER)
    prepared = await rongcuo(data, str(file), "--prepare", "--as", OFFICER)
    own = await rongcuo(data, str(file), "--approve", "--as", OFFICER)
    command = await begun(data, str(file), "--approve", "--as", SECOND)
    while await entered(data, content) < FEW:  # noqa: ASYNC110 - the process tells nobody how far it is
        await asyncio.sleep(0.01)
    command.kill()
    await command.wait()
    after_kill = await entered(data, content)
    command = await begun(data, str(file), "--enter", "--as", SECOND)
    while await entered(data, content) < after_kill + FEW:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.01)
    os.kill(installation.part("api").pid, signal.SIGKILL)
    broken, _ = await command.communicate()
    await installation.until_up()
    done = await rongcuo(data, str(file), "--enter", "--as", SECOND)
    again = await rongcuo(data, str(file), "--enter", "--as", SECOND)
    report = load_workbook(tmp_path / "cases-结果.xlsx").active
    assert report is not None
    states = [str(line[2].value) for line in report.iter_rows(min_row=5)]

    assert template[0] == 0, template
    assert (preview[0], "date_incomplete" in preview[1], "待录入 to be entered: 400" in preview[1]) == (
        2,
        True,
        True,
    ), preview
    assert (prepared[0], own[0], "four_eyes" in own[1]) == (0, 2, True), (prepared, own)
    assert command.returncode in {0, 1, 2}, broken
    assert after_kill < CASES
    assert (done[0], again[0]) == (2, 2), done
    assert "已录入 entered: 400" in done[1], done
    assert await counted(data) == (CASES, CASES, CASES, 300)
    assert (len(states), states.count("已录入")) == (CASES + 1, CASES)
