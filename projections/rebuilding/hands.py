"""Who folds the streams of a build: this process, or several processes of their own, as many as there are cores.

They are split by streams, not by read models: so each event is read and decoded once (docs/decisions/0075).
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol
from uuid import UUID

import asyncpg

from eventlog.pool import Pool
from projections.rebuilding.aside import Model
from projections.rebuilding.folding import Folding

_END_SECONDS = 5.0
_LINE_MAX = 2**22


class Hand(Protocol):
    """One of those who do the work of a build."""

    async def fold(self, streams: Sequence[UUID], until: int) -> int:
        """Write the rows of streams that have none yet, up to a place in the log; how many events that took."""

    async def index(self, statement: str) -> None:
        """Make an index of a table that is filled."""


Hands = Callable[[Sequence[Model], UUID], AbstractAsyncContextManager[Sequence[Hand]]]


class HandLost(OSError):  # noqa: N818 - says what happened
    """A process that folded is gone; the build is begun again."""


def own_hands(pool: Pool) -> Hands:
    """This process alone."""

    @asynccontextmanager
    async def hands(models: Sequence[Model], build: UUID) -> AsyncIterator[Sequence[Hand]]:
        yield [Folding(pool, models, build)]

    return hands


def processes(database_url: str, count: int = 0) -> Hands:
    """Processes of their own, which give way to whatever else the machine does.

    Args:
        database_url: where they enter, as the projector.
        count: how many; 0: as many as there are cores.
    """

    @asynccontextmanager
    async def hands(models: Sequence[Model], build: UUID) -> AsyncIterator[Sequence[Hand]]:
        names = [model.name for model in models]
        workers = [await _Worker.start() for _ in range(count or os.cpu_count() or 1)]
        try:
            await asyncio.gather(*(worker.begin(database_url, names, build) for worker in workers))
            yield workers
        finally:
            await asyncio.gather(*(worker.stop() for worker in workers))

    return hands


class _Worker:
    """A process that does what it is told, line by line; it ends when nobody is there to tell it."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls) -> "_Worker":
        command = (sys.executable, "-m", "projections.rebuilding.worker")
        return cls(await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=_LINE_MAX))

    async def begin(self, database_url: str, models: Sequence[str], build: UUID) -> None:
        await self._told({"database_url": database_url, "models": models, "build": str(build)})

    async def fold(self, streams: Sequence[UUID], until: int) -> int:
        return await self._told({"streams": [str(each) for each in streams], "until": until})

    async def index(self, statement: str) -> None:
        await self._told({"index": statement})

    async def stop(self) -> None:
        stdin = self._process.stdin
        if stdin is not None:
            stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), _END_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _told(self, task: dict[str, object]) -> int:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise HandLost("a process without pipes")
        stdin.write(json.dumps(task).encode() + b"\n")
        answer = await stdout.readline()
        if not answer:
            raise HandLost(f"a process that folded ended with {await self._process.wait()}")
        told = json.loads(answer)
        if "failed" in told:
            raise _failure(told["failed"], told.get("sqlstate"))
        return int(told["events"])


def _failure(said: str, sqlstate: str | None) -> Exception:
    """What went wrong in the process, as it would have here."""
    if sqlstate is None:
        return RuntimeError(said)
    error: Exception = asyncpg.PostgresError.new({"C": sqlstate, "M": said, "S": "ERROR"})
    return error
