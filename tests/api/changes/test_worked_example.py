"""The program of docs/following-changes.md keeps its copy through restarts of both sides, without loss or doubles."""

import asyncio
import os
import re
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.client import ApiClient
from tests.api.positions import HR, ORGANISATION
from tests.api.served import served

GUIDE = Path(__file__).parents[3] / "docs" / "following-changes.md"
PATIENCE = 30.0


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program of the guide."""
    (text,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "hr_copy.py"
    path.write_text(text, encoding="utf-8")
    return path


def copied(file: Path) -> list[tuple[str, str]]:
    """The areas in force in a copy, each with its subject; as often as they stand there."""
    if not file.exists():
        return []
    with sqlite3.connect(file) as copy:
        try:
            return sorted(copy.execute("SELECT subject, area FROM in_force"))
        except sqlite3.OperationalError:  # not begun yet
            return []


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - the other process tells nobody
            await asyncio.sleep(0.05)


async def test_a_copy_is_what_stands(api: ApiClient, program: Path, tmp_path: Path) -> None:
    """Killed and begun anew, with the other side away meanwhile, the copy is what the interface answers in the end."""
    file, token = tmp_path / "copy.sqlite", api.tokens[HR]
    subject = str(api.installed.subject)

    async def run(port: int) -> Process:
        environment = {**os.environ, "PYTHONPATH": str(GUIDE.parents[1])}
        begun = await asyncio.create_subprocess_exec(
            *(sys.executable, program, f"http://127.0.0.1:{port}", file),
            stdin=PIPE,
            stdout=DEVNULL,
            stderr=PIPE,
            env=environment,
        )
        assert begun.stdin is not None
        begun.stdin.write(f"{token}\n".encode())
        begun.stdin.close()
        return begun

    async def stands() -> list[tuple[str, str]]:
        (item,) = (await api.read(HR, f"/v1/results?subject={subject}"))["items"]
        return sorted((subject, each["area"]) for each in item["results"] if each["state"] == "in_force")

    first = await api.file()
    await first.tolerate()
    await first.read(ORGANISATION)
    async with served(api, 0) as port:
        following = await run(port)
        await until(lambda: bool(copied(file)))
    after_one = await stands()
    assert copied(file) == after_one

    # the other side is away: the program waits; a case is concluded meanwhile, and it is killed
    second = await api.file(title="另一失误", occurred_on="2026-02-03")
    await second.tolerate()
    await second.read(ORGANISATION)
    assert following.returncode is None
    following.kill()
    await following.wait()

    async with served(api, port):
        following = await run(port)
        expected = await stands()
        await until(lambda: copied(file) == expected)
        assert len(expected) > len(after_one)
        for _ in range(3):  # at any moment
            following.kill()
            await following.wait()
            following = await run(port)
            await asyncio.sleep(0.4)
        await until(lambda: copied(file) == expected)
        assert following.returncode is None
        following.kill()
        await following.wait()
