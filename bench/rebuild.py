"""How fast all read models are built anew from the log, against reading it, and what that leaves to commands.

A fresh stack with cases of every kind of life (`rongcuo bench load`), all its roles running. Rounds take turns.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop

from bench.commands import PACKAGES, fresh_stack, sides
from bench.measured import Measurement, Plain
from deploy.load.loading import loading
from deploy.roles.settings import Settings
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from eventlog.log_reader import LOG_START, LogReader
from eventlog.pool import Pool, create_pool
from eventlog.shapes import SequencedEvent
from projections.projector.barrier import wait_until_current
from projections.projector.projector import READ_MODELS
from projections.rebuilding.hands import processes
from projections.rebuilding.rebuild import Rebuild, Stage

CASES = int(os.environ.get("CASES", "10000"))
ROUNDS = 5
CLIENTS = 20
COMMAND_ROUNDS = 9
COMMAND_SECONDS = 4.0
_READ_PAGE = 5_000
_STATEMENT_SECONDS = 120.0
_PATIENCE_SECONDS = 1_800.0
_CORES = os.cpu_count() or 1


async def measure() -> list[Measurement | Plain]:
    """Load, let both sides take turns, then commands with and without a rebuild beside them."""
    async with fresh_stack() as stack:
        project = settings_for("project", stack.settings, stack.data)
        await _load(stack)
        rounds = [await asyncio.to_thread(uvloop.run, _round(project)) for _ in range(ROUNDS)]
        commands = await asyncio.to_thread(uvloop.run, _commands(stack, project))
    settings = {"cases": CASES, "events": rounds[0][2], "processes": _CORES, "rounds": ROUNDS}
    rates = [(events / rebuilt, events / read) for rebuilt, read, events in rounds]
    return [
        Plain("rebuild_events_per_second", "events/s a core", [ours / _CORES for ours, _ in rates], None, settings),
        Measurement("rebuild_vs_read", "events/s", rates, PACKAGES, settings, digits=None),
        Measurement(
            "commands_while_rebuilding",
            "commands/s",
            commands,
            PACKAGES,
            {**settings, "rounds": COMMAND_ROUNDS, "clients": CLIENTS, "seconds_per_round": COMMAND_SECONDS},
        ),
    ]


async def _load(stack: Stack) -> None:
    """Write the cases, and wait until the pages show them."""
    worker, api = (settings_for(role, stack.settings, stack.data) for role in ("worker", "api"))
    async with loading(worker, api) as load:
        await load.load(CASES, lambda _cases, _events: None)
    async with await create_pool(api.database_url, application="bench", max_size=1) as pool:
        await wait_until_current(pool, READ_MODELS, timeout_seconds=_PATIENCE_SECONDS)


async def _round(project: Settings) -> tuple[float, float, int]:
    """Seconds of a rebuild by as many processes as there are cores, and of reading the log; and its events."""
    async with _pool(project) as pool:
        started = time.perf_counter()
        await Rebuild(pool, READ_MODELS, hands=processes(project.database_url)).run()
        rebuilt = time.perf_counter()
        events = await _read(LogReader(pool))
        return rebuilt - started, time.perf_counter() - rebuilt, events


async def _read(log: LogReader) -> int:
    """Read the log as whoever follows it does, page by page, and decode the JSON of each event; how many there are."""
    after, events = LOG_START, 0
    while page := await log.read_log(after, _READ_PAGE):
        for event in page:
            if not isinstance(event, SequencedEvent):
                raise RuntimeError(f"an event was changed: {event}")  # noqa: TRY004 - of the log, not of the call
            json.loads(event.payload)
            json.loads(event.meta)
        after, events = page[-1].log_index, events + len(page)
    return events


async def _commands(stack: Stack, project: Settings) -> list[tuple[float, float]]:
    """Commands a second while read models are rebuilt, and without."""
    rounds = list[tuple[float, float]]()
    async with sides(stack) as (ours, _):
        await ours.round(CLIENTS, CLIENTS, COMMAND_SECONDS)
        for _ in range(COMMAND_ROUNDS):
            without = await ours.round(CLIENTS, CLIENTS, COMMAND_SECONDS)
            async with _pool(project) as pool, _rebuilding(pool, project.database_url):
                meanwhile = await ours.round(CLIENTS, CLIENTS, COMMAND_SECONDS)
            rounds.append((meanwhile.rate, without.rate))
    return rounds


@asynccontextmanager
async def _rebuilding(pool: Pool, database_url: str) -> AsyncIterator[None]:
    """Rebuild over and over for the time of the block, from when the first rows are written."""
    folding = asyncio.Event()

    def told(stage: Stage, _done: int, _of: int) -> None:
        if stage == "rows":
            folding.set()

    async def rebuild() -> None:
        while True:
            await Rebuild(pool, READ_MODELS, hands=processes(database_url), told=told).run()

    rebuilding = asyncio.create_task(rebuild())
    waiting = asyncio.create_task(folding.wait())
    await asyncio.wait((rebuilding, waiting), return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        rebuilding.cancel()
        await asyncio.wait((rebuilding,))
        if not rebuilding.cancelled():
            rebuilding.result()


@asynccontextmanager
async def _pool(project: Settings) -> AsyncIterator[Pool]:
    async with await create_pool(
        project.database_url, application="bench", max_size=3, statement_seconds=_STATEMENT_SECONDS, by_key=True
    ) as pool:
        yield pool


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(figure.key, figure.as_json())
