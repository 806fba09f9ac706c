"""A shell before the API of the tests: commands run as somebody, in a folder of their own, with nobody's settings."""

import asyncio
import json
import os
import pty
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from deploy.cli.api_client import TOKEN
from deploy.cli.main import app
from deploy.cli.terminal import API_URL
from deploy.cli.work.session import TOKEN_FILE
from tests.api.client import ApiClient
from tests.api.served import Between, between, served

_PATIENCE_SECONDS = 60.0
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    code: int | None
    out: str
    error: str

    @property
    def found(self) -> dict[str, object]:
        """Its answer, as a machine reads it."""
        answer: dict[str, object] = json.loads(self.out)
        return answer


@dataclass(slots=True)
class Shell:
    """Runs commands as somebody."""

    monkeypatch: pytest.MonkeyPatch
    proxy: Between
    api: ApiClient

    def speak(self, who: str, language: str = "zh_CN.UTF-8") -> None:
        """Be somebody from now on."""
        for name, value in {API_URL: self.proxy.url, TOKEN: self.api.tokens[who], "LC_ALL": language}.items():
            self.monkeypatch.setenv(name, value)

    async def run(self, *words: str, stdin: str = "") -> Ended:
        """Run a command; nobody is at its terminal."""
        done = await asyncio.to_thread(CliRunner().invoke, app, words, input=stdin)
        return Ended(done.exit_code, done.stdout, done.stderr)

    async def typed(self, *words: str, answers: str) -> tuple[int | None, str]:
        """Run it at a real terminal, on which somebody types these lines."""
        ours, theirs = pty.openpty()
        process = await self._begun(*words, stdin=theirs, stderr=theirs)
        os.close(theirs)
        os.write(ours, answers.encode())
        reading = asyncio.create_task(asyncio.to_thread(_all_of, ours))
        await process.communicate()
        said = await reading
        os.close(ours)
        return process.returncode, said

    async def ended_while(self, held: bytes, *words: str) -> Ended:
        """End it with Ctrl-C while it waits for the answer to what has these bytes in it."""
        self.proxy.hold(held)
        process = await self._begun(*words, stdin=PIPE, stderr=PIPE)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self.proxy.held.wait()
        process.send_signal(signal.SIGINT)
        out, error = await process.communicate()
        self.proxy.hold(b"")
        return Ended(process.returncode, out.decode(), error.decode())

    async def _begun(self, *words: str, stdin: int, stderr: int) -> Process:
        program = sys.executable, "-m", "deploy.cli.main"
        return await asyncio.create_subprocess_exec(*program, *words, stdin=stdin, stderr=stderr, stdout=PIPE, cwd=ROOT)


def _all_of(terminal: int) -> str:
    parts = []
    try:
        while part := os.read(terminal, 65_536):
            parts.append(part)
    except OSError:  # the other end is closed
        pass
    return b"".join(parts).decode()


@asynccontextmanager
async def shell_before(api: ApiClient, monkeypatch: pytest.MonkeyPatch, folder: Path) -> AsyncIterator[Shell]:
    """A shell before the API, in an empty folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "settings"))
    for name in (API_URL, TOKEN, TOKEN_FILE):
        monkeypatch.delenv(name, raising=False)
    with capture_logs():  # the API runs in this process, and what it notes is no answer of a command
        async with served(api, 0) as port, between(port) as proxy:
            yield Shell(monkeypatch, proxy, api)
