"""The projector: reads the log in its one order and keeps every read model in step with it.

Rows and progress of a batch go in one transaction, so an event counts once however often the process dies. Each read
model has its own progress: one that starts later, or is rebuilt, catches up beside the others. What cannot be read or
folded stops the projector; nothing is ever skipped.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog

from eventlog.log import LOG_START, EventLog
from eventlog.outages import OUTAGE
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases import case_page
from projections.inbox import inbox
from projections.matters import bans
from projections.precedents import precedents
from projections.projector.listening import Listener
from projections.projector.logged import Batch, decode
from projections.projector.read_model import Projection, ReadModel
from projections.projector.table import Connection
from projections.results import result_application
from projections.risk_filings import model as risk_filings
from projections.work_records import model as work_records

READ_MODELS: tuple[ReadModel[Any], ...] = (
    case_page.MODEL,
    inbox.MODEL,
    result_application.MODEL,
    bans.MODEL,
    precedents.MODEL,
    risk_filings.MODEL,
    work_records.MODEL,
)

PAGE_SIZE = 500
POLL_SECONDS = 1.0
PACE_SECONDS = 0.1
"""Least time from one batch to the next: the first event after a lull is shown at once, a stream of them ten times a
second, for a batch of one costs nearly what a batch of a hundred does. A full page is followed at once."""
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_NOTIFY_LINES = 150  # a payload holds 8000 bytes, a line at most 48

_SQL = load_queries(Path(__file__).with_name("progress.sql"))
_logger = structlog.get_logger(__name__)


class _Overtaken(Exception):  # noqa: N818 - never leaves this module
    """Another projector, or a rebuild, moved the progress meanwhile."""


class Projector:
    """Keeps the read models of one database. Several may run: of two with the same batch, one does nothing."""

    def __init__(
        self,
        pool: Pool,
        log: EventLog,
        read_models: Sequence[Projection] = READ_MODELS,
        page_size: int = PAGE_SIZE,
    ) -> None:
        self._pool = pool
        self._log = log
        self._models = {(model.name, model.version): model for model in read_models}
        self._page_size = page_size

    async def prepare(self) -> None:
        """Make the tables that are missing; progress and table come and go together."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_SQL["lock"])
            started = {(row["name"], row["version"]) for row in await connection.fetch(_SQL["positions"])}
            for key, model in self._models.items():
                if key not in started:
                    await _start(connection, model)

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set.

        A database that is away or full is asked again without a bound on the number of tries: nothing is shown without
        the projector, and giving up helps nobody.

        Raises:
            UnreadableEvent: a later release wrote an event; what came before it is shown.
            Exception: a fold is wrong.
        """
        woken = asyncio.Event()
        listener = Listener(self._pool, "log", lambda _: woken.set())
        prepared, pause = False, 0.0
        try:
            while not stop.is_set():
                woken.clear()
                try:
                    await listener.listen()
                    if not prepared:
                        await self.prepare()
                        prepared = True
                    read = await self.step()
                    pause = 0.0
                except OUTAGE as error:
                    pause = min(max(2 * pause, _FIRST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
                    _logger.warning("database away", error=repr(error), retry_seconds=pause)
                    await _first_of(pause, stop)
                    continue
                if not read:
                    await _first_of(POLL_SECONDS, stop, woken)
                elif read < self._page_size:
                    await _first_of(PACE_SECONDS, stop)
        finally:
            await listener.close()

    async def catch_up(self) -> None:
        """Bring every read model to the end of the log as it is now."""
        await self.prepare()
        while await self.step():
            pass

    async def rebuild(self, name: str) -> None:
        """Empty a read model, and every table filled with it, and fold the whole log into it again.

        Args:
            name: of the read model, or of one of its tables.

        Raises:
            ValueError: there is no such read model.
        """
        named = [(model, {model.name, *(table.name for table in model.tables)}) for model in self._models.values()]
        models = [model for model, names in named if name in names]
        if not models:
            known = sorted({each for _, names in named for each in names})
            raise ValueError(f"no read model {name!r}; there are {', '.join(known)}")
        await self.prepare()
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_SQL["lock"])
            for model in models:
                for table in model.tables:
                    await connection.execute(table.sql["drop"])
                await _start(connection, model)
        await self.catch_up()

    async def step(self) -> int:
        """Read one page for each position a read model stands at; the size of the largest."""
        largest = 0
        for position, models in (await self._positions()).items():
            page = await self._log.read_log(position, self._page_size)
            if not page:
                continue
            largest = max(largest, len(page))
            batch, unreadable = decode(page)
            if batch.events:
                await self._write(models, position, batch)
            if unreadable is not None:
                raise unreadable
        return largest

    async def _positions(self) -> Mapping[int, list[Projection]]:
        positions: dict[int, list[Projection]] = defaultdict(list)
        for row in await self._pool.fetch(_SQL["positions"]):
            model = self._models.get((row["name"], row["version"]))
            if model is not None:
                positions[row["log_index"]].append(model)
        return positions

    async def _write(self, models: Sequence[Projection], position: int, batch: Batch) -> None:
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await _advance(connection, models, position, batch.events[-1].log_index)
                for model in models:
                    await model.write(connection, batch.events)
                await connection.execute(_SQL["notify"], _payloads(batch))
        except _Overtaken:
            _logger.info("another projector was faster", log_index=position)


async def _advance(connection: Connection, models: Sequence[Projection], before: int, after: int) -> None:
    names, versions = [model.name for model in models], [model.version for model in models]
    moved = await connection.fetch(_SQL["advance"], names, versions, before, after)
    if len(moved) != len(models):
        raise _Overtaken


async def _start(connection: Connection, model: Projection) -> None:
    for table in model.tables:
        await connection.execute(table.create)
    await connection.execute(_SQL["start"], model.name, model.version, LOG_START)
    _logger.info("read model started", name=model.name, version=model.version)


def _payloads(batch: Batch) -> list[str]:
    """One line a stream: its id and the version its pages show from now on."""
    lines = [f"{stream_id} {version}" for stream_id, version in batch.reached.items()]
    return ["\n".join(lines[at : at + _NOTIFY_LINES]) for at in range(0, len(lines), _NOTIFY_LINES)]


async def _first_of(seconds: float, *events: asyncio.Event) -> None:
    """Wait for one of some events, at most so many seconds."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
