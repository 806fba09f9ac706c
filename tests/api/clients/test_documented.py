"""What docs/client.md and docs/cli.md say is so: the example runs as it stands, every command and option exists."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, assert_type

import pytest
import typer.main

from deploy.cli.main import app
from rongcuo_client import AsyncClient, Case, CaseLine, Client, Recorded, Task, TimelineEntry
from tests.api.client import ApiClient
from tests.api.positions import ORGANISATION
from tests.api.served import served

DOCS = Path(__file__).parents[3] / "docs"
COMMANDS = typer.main.get_command(app)
_WRITTEN = re.compile(r"`rongcuo ([^`]+)`")


async def test_the_example_of_the_client_runs(api: ApiClient, capsys: pytest.CaptureFixture[str]) -> None:
    """As it stands, but for its address and the number of its case: decided once, then refused by the rules."""
    (text,) = re.findall(r"```python\n(.*?)```", (DOCS / "client.md").read_text("utf-8"), re.DOTALL)
    case = await api.file()
    begun = case.version
    number = (await case.read(ORGANISATION))["number"]
    async with served(api, 0) as port:
        text = text.replace("https://rongcuo.example", f"http://127.0.0.1:{port}").replace("容〔2026〕3号", number)
        program = compile(text, "docs/client.md", "exec")
        said = []
        for _ in range(2):
            await asyncio.to_thread(exec, program, {"token": api.tokens[ORGANISATION]})
            said.append(capsys.readouterr().out)
            case.version = await case.stored_version()
            await case.read(ORGANISATION)
    assert case.version == begun + 1
    assert ["already_proposed" in each for each in said] == [False, True], said


@pytest.mark.parametrize("page", ["cli.md", "notices.md", "client.md"])
def test_every_command_of_the_page_exists(page: str) -> None:
    """With the options that it is shown with."""
    found = list(_WRITTEN.findall((DOCS / page).read_text("utf-8")))
    for written in found:
        command, known = _command(written.split())
        options = {option for each in known for option in each.opts}
        assert {*re.findall(r"--[a-z-]+", written)} <= options | {"--install-completion"}, written
        assert not getattr(command, "commands", None) or written.startswith("--"), written
    assert found or page != "cli.md"


def _command(words: list[str]) -> tuple[Any, list[Any]]:
    """The command that some words begin with, and what it takes."""
    at: Any = COMMANDS
    for word in words:
        if not getattr(at, "commands", None) or word.startswith("-"):
            break
        at = at.commands[word]
    return at, at.params


def types_of_what_is_read(client: Client, awaited: AsyncClient, known: Case) -> Any:
    """What a type checker sees; it is checked, not run."""
    assert_type(client.inbox(), Iterator[Task])
    assert_type(client.cases(), Iterator[CaseLine])
    assert_type(client.timeline(known.case_id), Iterator[TimelineEntry])
    assert_type(client.case("容〔2026〕3号"), Case)
    assert_type(awaited.inbox(due="overdue"), AsyncIterator[Task])
    return assert_type(client.wait(known.case_id), Recorded)
