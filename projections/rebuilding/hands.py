"""Who folds the streams of a build: this process, or several processes of their own, as many as there are cores.

They are split by streams, not by read models: so each event is read and decoded once (docs/decisions/0075).
"""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import DEVNULL
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
        async with _started(count or os.cpu_count() or 1) as workers:
            await asyncio.gather(*(worker.begin(database_url, names, build) for worker in workers))
            yield workers

    return hands


@asynccontextmanager
async def _started(count: int) -> "AsyncIterator[Sequence[_Worker]]":
    """So many processes; one program reads the modules, which takes seconds, and divides into them."""
    pairs = [socket.socketpair() for _ in range(count)]
    theirs = [there.fileno() for _, there in pairs]
    command = (sys.executable, "-m", "projections.rebuilding.worker", *map(str, theirs))
    program = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, pass_fds=theirs)
    workers = list[_Worker]()
    try:
        for here, there in pairs:
            there.close()
            workers.append(_Worker(*await asyncio.open_unix_connection(sock=here, limit=_LINE_MAX)))
        yield workers
    finally:
        for worker in workers:
            worker.stop()
        try:
            await asyncio.wait_for(program.wait(), _END_SECONDS)
        except TimeoutError:
            program.kill()
            await program.wait()


class _Worker:
    """A process that does what it is told, line by line; it ends when nobody is there to tell it."""

    def __init__(self, answers: asyncio.StreamReader, tasks: asyncio.StreamWriter) -> None:
        self._answers = answers
        self._tasks = tasks

    async def begin(self, database_url: str, models: Sequence[str], build: UUID) -> None:
        await self._told({"database_url": database_url, "models": models, "build": str(build)})

    async def fold(self, streams: Sequence[UUID], until: int) -> int:
        return await self._told({"streams": [str(each) for each in streams], "until": until})

    async def index(self, statement: str) -> None:
        await self._told({"index": statement})

    def stop(self) -> None:
        self._tasks.close()

    async def _told(self, task: dict[str, object]) -> int:
        self._tasks.write(json.dumps(task).encode() + b"\n")
        try:
            answer = await self._answers.readline()
        except ConnectionError:
            answer = b""
        if not answer:
            raise HandLost("a process that folded has ended")
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
