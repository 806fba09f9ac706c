"""Processes that fold streams for a build: a line of JSON in, a line of JSON out, until there is no more."""

import asyncio
import gc
import json
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

import asyncpg
import uvloop

from eventlog.pool import Pool, create_pool
from projections.projector.projector import READ_MODELS
from projections.rebuilding.folding import Folding

_NICEST = 19
_STATEMENT_SECONDS = 120.0
_PARTS_A_COLLECTION = 20
"""After how many parts circles are looked for all the same: those that errors and connections leave."""


async def _work(tasks: TextIO, answers: TextIO) -> None:
    def answer(said: dict[str, object]) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    begin = json.loads(tasks.readline())
    models = [model for model in READ_MODELS if model.name in begin["models"]]
    async with await create_pool(
        begin["database_url"],
        application="rongcuo rebuild",
        max_size=1,
        statement_seconds=_STATEMENT_SECONDS,
        by_key=True,
    ) as pool:
        folding = Folding(pool, models, UUID(begin["build"]))
        await _give_way(pool)
        answer({"events": 0})
        for number, line in enumerate(tasks):
            if number % _PARTS_A_COLLECTION == 0:
                gc.collect()
            try:
                answer({"events": await _do(folding, json.loads(line))})
            except Exception as error:  # noqa: BLE001 - whoever gave the task is told, and decides
                sqlstate = error.sqlstate if isinstance(error, asyncpg.PostgresError) else None
                answer({"failed": f"{type(error).__name__}: {error}", "sqlstate": sqlstate})


async def _give_way(pool: Pool) -> None:
    """Let the server's process that works for this one give way as well, where it runs on this machine and may be told.

    A backend that is reached by a socket of this machine may still be in a container of its own, where its number means
    another process: so it is looked at first.
    """
    local, backend = await pool.fetchrow("SELECT inet_server_addr() IS NULL, pg_backend_pid()") or (False, 0)
    if local:
        await asyncio.to_thread(_let_backend_give_way, backend)


def _let_backend_give_way(backend: int) -> None:
    with suppress(OSError):
        if Path(f"/proc/{backend}/cmdline").read_bytes().startswith(b"postgres: rongcuo_projector "):
            _take_what_is_left(backend)


def _take_what_is_left(process: int) -> None:
    """Let a process run while a processor would be idle: whoever waits for an answer goes first, and at once.

    A low priority alone leaves it a slice of time whenever it has begun one, and a command waits for many of these.
    """
    if sys.platform == "linux":
        os.sched_setscheduler(process, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.setpriority(os.PRIO_PROCESS, process, _NICEST)


async def _do(folding: Folding, task: dict[str, Any]) -> int:
    if "index" in task:
        await folding.index(task["index"])
        return 0
    return await folding.fold([UUID(each) for each in task["streams"]], task["until"])


def main() -> None:
    """Divide into a process for each socket whose number is given, all of which share the modules that were read."""
    _take_what_is_left(os.getpid())
    gc.disable()  # models hold no circles: looking for some, again and again, took a third of a rebuild
    gc.freeze()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed by mistake is no answer of whoever began this
    sockets = [socket.socket(fileno=int(each)) for each in sys.argv[1:]]
    begun = list[int]()
    for mine in sockets:
        pid = os.fork()  # nothing runs yet beside this: no loop, no thread, no connection
        if not pid:
            for other in sockets:
                if other is not mine:
                    other.close()
            tasks, answers = mine.makefile("r", encoding="utf-8"), mine.makefile("w", encoding="utf-8")
            with suppress(BrokenPipeError):  # whoever gave the tasks is gone, and waits for no answer
                uvloop.run(_work(tasks, answers))
            return
        begun.append(pid)
    for mine in sockets:
        mine.close()
    for pid in begun:
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
