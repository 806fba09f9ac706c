"""The installation that faults strike: `rongcuo up` as a process, its parts, and connections to look inside."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
import psutil
from temporalio.client import Client as Engine

from api.identity.demonstration import PersonaToken, tokens_of
from deploy.cli.running import settings_of
from deploy.cli.status import inspect
from deploy.roles.engine import connect_engine
from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.processes import ProcessIdentity, is_alive
from eventlog.log import EventLog
from eventlog.log_reader import LogReader
from eventlog.pool import Connection, Pool, create_pool
from projections.projector.projector import Projector

PATIENCE_SECONDS: Final = 90.0
"""How long anything may take to come back."""
_GLANCE_SECONDS: Final = 0.1
_STATEMENT_SECONDS: Final = 60.0


class NotBack(Exception):  # noqa: N818 - says what happened
    """Something did not come back in time."""


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until something is so.

    Raises:
        NotBack: it never is.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():  # noqa: ASYNC110 - processes come and go, and notify nobody here
                await asyncio.sleep(_GLANCE_SECONDS)
    except TimeoutError:
        raise NotBack(what) from None


@dataclass(frozen=True, slots=True)
class Inside:
    """Connections to look inside: the log as the worker, the read models as the projector, and the engine."""

    pool: Pool
    read_models: Pool
    log: EventLog
    projector: Projector
    engine: Engine


class Installation:
    """One data directory, and the `rongcuo up` that runs on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.directory = DataDirectory(data)
        self._up: Process | None = None

    async def start(self) -> None:
        """Start it and wait until every part is up."""
        await self.command("up", "--demonstration", wait=False)
        await self.until_up()

    async def command(self, *words: str, data: Path | None = None, wait: bool = True) -> int:
        """Run a command of ours on this data directory or another; its exit code, 0 where it is not waited for."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "deploy.cli.main", *words, "--data", str(data or self.data)),
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        if wait:
            return await process.wait()
        self._up = process
        return 0

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End `rongcuo up`, and wait until no part runs any more."""
        record = self.directory.record()
        if self._up is not None and self._up.returncode is None:
            self._up.send_signal(how)
            await self._up.wait()
        if record is not None:
            await until(lambda: not record.lives(), "the parts have ended")

    async def until_up(self) -> None:
        """Wait until every part answers.

        Raises:
            NotBack: one does not.
        """
        told = ""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    found = await inspect(self.data)
                    if found.state == "up":
                        return
                    told = ", ".join(f"{part.part} {part.state}" for part in found.parts if part.state != "up")
                    await asyncio.sleep(_GLANCE_SECONDS)
        except TimeoutError:
            raise NotBack(f"not up: {told}") from None

    def part(self, name: str) -> ProcessIdentity:
        """The process that a part runs as now."""
        record = self.directory.record()
        found = [part.process for part in record.parts if part.name == name] if record else []
        if not found:
            raise NotBack(f"{name} is not in the record")
        return found[0]

    def processes(self, name: str) -> list[psutil.Process]:
        """A part's process and those it started."""
        first = psutil.Process(self.part(name).pid)
        return [first, *first.children(recursive=True)]

    async def send(self, name: str, number: signal.Signals) -> None:
        """Send a part a signal that ends it, and wait until another process is there in its place."""
        struck = self.part(name)
        os.kill(struck.pid, number)
        await until(lambda: not is_alive(struck) and self.part(name) != struck, f"{name} was started again")

    @property
    def api_url(self) -> str:
        """Where its API answers; the same after every start."""
        record = self.directory.record()
        if record is None:
            raise NotBack("there is no record of what runs")
        return record.api_url

    def personas(self) -> tuple[PersonaToken, ...]:
        """Who may call."""
        return tokens_of(self.directory.tokens)

    async def superuser(self, database: str = "postgres") -> Connection:
        """A connection of PostgreSQL's own superuser."""
        url = EmbeddedPostgres(self.directory).url("postgres").replace("@/postgres?", f"@/{database}?")
        connection: Connection = await asyncpg.connect(url, timeout=10)
        return connection

    @asynccontextmanager
    async def inside(self) -> AsyncIterator[Inside]:
        """Look inside."""
        settings = settings_of(self.data, "worker")
        projector = settings_of(self.data, "project").database_url
        key = settings.installation_key
        engine = await connect_engine(settings, key)
        async with await _pool(settings.database_url) as pool, await _pool(projector) as projecting:
            yield Inside(pool, projecting, EventLog(pool, key), Projector(projecting, LogReader(projecting)), engine)


async def _pool(url: str) -> Pool:
    return await create_pool(url, application="rongcuo faults", max_size=4, statement_seconds=_STATEMENT_SECONDS)
