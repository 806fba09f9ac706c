"""The projector: reads the log in its one order and keeps every read model in step with it.

Rows and progress of a batch go in one transaction, so an event counts once however often the process dies. Each read
model has its own progress: one that starts later, or is rebuilt, catches up beside the others. A stream that one cannot
take is set aside for it, in the same transaction, and all others go on (docs/event-log.md#set-aside).
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog

from eventlog.integrity import Manipulated
from eventlog.listening import Listener
from eventlog.log_reader import LOG_START, LogReader
from eventlog.outages import OUTAGE, raise_if_cancelled
from eventlog.pool import Pool
from eventlog.shapes import ManipulatedEvent, SequencedEvent
from projections.cases import case_page
from projections.dispatches import model as dispatches
from projections.inbox import inbox
from projections.matters import bans, own_matters
from projections.meetings import model as meetings
from projections.official_documents import paperwork
from projections.precedents import precedents
from projections.projector import set_aside
from projections.projector.isolation import is_of_the_data, write_what_can_be
from projections.projector.logged import Batch, decode
from projections.projector.progress import SQL
from projections.projector.read_model import Projection, ReadModel
from projections.projector.table import Connection
from projections.projector.waiting import payloads
from projections.rebuilding.rebuild import Rebuild
from projections.results import result_application
from projections.risk_filings import model as risk_filings
from projections.work_records import model as work_records

READ_MODELS: tuple[ReadModel[Any], ...] = (
    case_page.MODEL,
    inbox.MODEL,
    result_application.MODEL,
    bans.MODEL,
    own_matters.MODEL,
    precedents.MODEL,
    risk_filings.MODEL,
    work_records.MODEL,
    meetings.MODEL,
    dispatches.MODEL,
    paperwork.MODEL,
)

KEYS = set_aside.keys_of(READ_MODELS)
"""The names under which this release sets streams aside."""

PAGE_SIZE = 500
PAGE_TIMES_MAX = 8
"""How many times as long pages become, one after another, while they are full: whoever is behind writes a row once that
has changed in many a short page."""
LONG_LOG = 20_000
"""From how many events on a read model that is new is rebuilt beside the others; reading as many takes seconds."""
POLL_SECONDS = 1.0
PACE_SECONDS = 0.1
"""Least time from one batch to the next: the first event after a lull is shown at once, a stream of them ten times a
second, for a batch of one costs nearly what a batch of a hundred does. A full page is followed at once."""
_INDEX_SECONDS = 3_600.0
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
LOOK_AGAIN_SECONDS = 60.0
"""How often streams are tried again that hold what a later release wrote: while one release follows another, one of the
old projectors may have set them aside after this one began."""

_logger = structlog.get_logger(__name__)


RebuildBeside = Callable[[Sequence[ReadModel[Any]]], Awaitable[None]]
"""Rebuilds read models beside the projector that follows the log for the others."""


class _Overtaken(Exception):  # noqa: N818 - never leaves this module
    """Another projector, or a rebuild, moved the progress meanwhile."""


class Projector:
    """Keeps the read models of one database. Several may run: of two with the same batch, one does nothing.

    It needs no key: no read model holds words, or how anybody voted.

    Args:
        pool: of connections as the projector.
        log: to be read.
        read_models: that are kept.
        page_size: events of a batch.
        rebuild: what is done with read models that have read nothing of a long log; None: they read it page by page.
    """

    def __init__(
        self,
        pool: Pool,
        log: LogReader,
        read_models: Sequence[Projection] = READ_MODELS,
        page_size: int = PAGE_SIZE,
        rebuild: RebuildBeside | None = None,
    ) -> None:
        self._rebuild = rebuild
        self._rebuilt_beside = frozenset[set_aside.Key]()
        self._pool = pool
        self._log = log
        self._models = {(model.name, model.version): model for model in read_models}
        self._page_size = page_size

    async def prepare(self) -> None:
        """Make the tables that are missing; progress and table come and go together."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(SQL["lock"])
            started = {(row["name"], row["version"]) for row in await connection.fetch(SQL["positions"])}
            for key, model in self._models.items():
                if key not in started:
                    await _start(connection, model)

    async def open_to_readers(self) -> None:
        """Let those read the tables whose processes do, by the indexes that they need.

        It is for tables that an earlier release made: an index that this one adds needs no new version of its table,
        whose rows are the same.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(SQL["lock"])
            there = {row["indexname"] for row in await connection.fetch(SQL["indexes"])}
            for model in self._models.values():
                await _open(connection, model)
                for table in model.tables:
                    for name, statement in table.indexes.items():
                        if name not in there:
                            await connection.execute(SQL["take_time"])
                            await connection.execute(statement, timeout=_INDEX_SECONDS)

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set. Whenever there is nothing to read, streams set aside are tried again.

        A database that is away or full is asked again without a bound on the number of tries: nothing is shown without
        the projector, and giving up helps nobody.

        Raises:
            Exception: the database is not what this release needs.
        """
        woken = asyncio.Event()
        listener = Listener(self._pool, "log", lambda _: woken.set())
        again = _Again(self._pool, self.keys)
        prepared, pause, rebuilding, limit = False, 0.0, None, self._page_size
        try:
            while not stop.is_set():
                raise_if_cancelled()
                woken.clear()
                try:
                    await listener.listen()
                    if not prepared:
                        await self.prepare()
                        prepared = True
                        rebuilding = asyncio.create_task(self._rebuild_beside(await self._new()))
                    read = await self.step(limit)
                    stream = await again.next() if not read else None
                    if stream is not None:
                        await self.retry(stream)
                        again.tried()
                    pause = 0.0
                except OUTAGE as error:
                    limit = self._page_size  # what took too long is done in smaller parts
                    pause = min(max(2 * pause, _FIRST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
                    _logger.warning("database away", error=repr(error), retry_seconds=pause)
                    await _first_of(pause, stop)
                    continue
                if not read and stream is None:
                    await _first_of(POLL_SECONDS, stop, woken)
                elif read and read < limit:
                    await _first_of(PACE_SECONDS, stop)
                limit = min(2 * limit, PAGE_TIMES_MAX * self._page_size) if read == limit else self._page_size
        finally:
            if rebuilding is not None:
                rebuilding.cancel()
                await asyncio.wait([rebuilding])
            await listener.close()

    async def catch_up(self) -> None:
        """Bring every read model to the end of the log as it is now."""
        await self.prepare()
        while await self.step():
            pass

    async def rebuild(self, name: str) -> None:
        """Build a read model, and every table filled with it, anew from the whole log, and put it in its place.

        Args:
            name: of the read model, or of one of its tables.

        Raises:
            ValueError: there is no such read model.
        """
        models = named([name], [model for model in self._models.values() if isinstance(model, ReadModel)])
        await self.prepare()
        await Rebuild(self._pool, models).run()
        await self.catch_up()

    async def _new(self) -> list[ReadModel[Any]]:
        """The read models that have read nothing of a long log; they are read no page while they are rebuilt."""
        end: int = await self._pool.fetchval(SQL["end_of_log"])
        if self._rebuild is None or end < LONG_LOG:
            return []
        at_start = {
            (row["name"], row["version"])
            for row in await self._pool.fetch(SQL["positions"])
            if row["log_index"] == LOG_START
        }
        self._rebuilt_beside = frozenset(at_start & self._models.keys())
        return [model for key, model in self._models.items() if key in at_start and isinstance(model, ReadModel)]

    async def _rebuild_beside(self, models: Sequence[ReadModel[Any]]) -> None:
        """Rebuild some read models; where that fails, they read page by page like the others."""
        try:
            if self._rebuild is not None and models:
                await self._rebuild(models)
        except Exception:
            _logger.exception("read models not rebuilt", names=[model.name for model in models])
        finally:
            self._rebuilt_beside = frozenset()

    async def retry(self, stream_id: UUID) -> tuple[set_aside.SetAside, ...]:
        """Fold a stream from its start for every read model that set it aside, and take it back where that goes well.

        Returns:
            What stays set aside, and why.
        """
        await self.prepare()
        if await self._is_whole(stream_id):
            await set_aside.take_back(self._pool, set_aside.LOG, stream_id)
            for model in self._models.values():
                await self._retry(model, stream_id)
        return await set_aside.listed(self._pool, self.keys, stream_id)

    async def missing(self) -> tuple[set_aside.SetAside, ...]:
        """What is set aside, the longest waiting first."""
        return await set_aside.listed(self._pool, self.keys)

    @property
    def keys(self) -> tuple[set_aside.Key, ...]:
        """The names under which this one sets streams aside."""
        return set_aside.keys_of(self._models.values())

    async def step(self, limit: int | None = None) -> int:
        """Read a page, of `limit` events at most, for each position a read model stands at; the size of the largest."""
        largest = 0
        for position, models in (await self._positions()).items():
            page = await self._log.read_log(position, limit or self._page_size)
            if page:
                largest = max(largest, len(page))
                if page[-1].log_index != position + len(page):  # the sequencer leaves none out
                    _logger.error("places of the log are gone", after=position, until=page[-1].log_index)
                await self._write(models, position, page[-1].log_index, decode(page))
        return largest

    async def _positions(self) -> Mapping[int, list[Projection]]:
        positions: dict[int, list[Projection]] = defaultdict(list)
        for row in await self._pool.fetch(SQL["positions"]):
            key = row["name"], row["version"]
            model = self._models.get(key)
            if model is not None and key not in self._rebuilt_beside:
                positions[row["log_index"]].append(model)
        return positions

    async def _write(self, models: Sequence[Projection], before: int, after: int, batch: Batch) -> None:
        """Write a page: whole, as nearly all can be; or stream by stream."""
        try:
            try:
                await self._write_once(models, before, after, batch, singly=bool(batch.obstacles))
            except Exception as error:
                if not is_of_the_data(error) or isinstance(error, _Overtaken):
                    raise
                await self._write_once(models, before, after, batch, singly=True)
        except _Overtaken:
            _logger.info("another projector was faster", log_index=before)

    async def _write_once(
        self, models: Sequence[Projection], before: int, after: int, batch: Batch, *, singly: bool
    ) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await _advance(connection, models, before, after)
            aside = await set_aside.known(connection, batch.reached)
            for model in models:
                await model.enter(connection, batch.sent)
                mine = frozenset(stream for key, stream in aside if key == (model.name, model.version))
                if singly:
                    put = await write_what_can_be(connection, model, batch, mine)
                    aside |= {((model.name, model.version), stream) for stream in put}
                else:
                    await model.write(connection, [each for each in batch.events if each.case_id not in mine])
            await connection.execute(SQL["notify"], payloads(batch.reached, {stream for _, stream in aside}))

    async def _is_whole(self, stream_id: UUID) -> bool:
        """Whether a stream is what was recorded, as far as can be told without a key."""
        try:
            await self._log.check_stream(stream_id)
        except Manipulated as manipulated:
            await set_aside.still_changed(self._pool, stream_id, manipulated.version, manipulated.fault)
            return False
        return True

    async def _retry(self, model: Projection, stream_id: UUID) -> None:
        key = model.name, model.version
        async with self._pool.acquire() as connection, connection.transaction():
            # While its progress is held no batch can go by: what comes after `position` finds the stream taken back.
            position: int | None = await connection.fetchval(SQL["hold"], *key)
            if position is None or (key, stream_id) not in await set_aside.known(connection, [stream_id]):
                return
            batch = decode(await self._numbered(stream_id, position))
            await model.enter(connection, batch.sent)
            if not await write_what_can_be(connection, model, batch, frozenset()):
                await set_aside.take_back(connection, key, stream_id)
                await connection.execute(SQL["notify"], payloads(batch.reached, set()))
                _logger.info("stream taken back", read_model=model.name, stream_id=str(stream_id))

    async def _numbered(self, stream_id: UUID, until: int) -> list[SequencedEvent | ManipulatedEvent]:
        """All events of a stream up to a place in the log."""
        events: list[SequencedEvent | ManipulatedEvent] = []
        after = LOG_START
        while page := await self._log.read_numbered(stream_id, after, until, self._page_size):
            events += page
            after = page[-1].log_index
        return events


class _Again:
    """The streams to try again: once all, then from time to time those with an event of a later release.

    Not those in which something opens with no key: whether it opens again nobody here can tell, so people say so.
    """

    def __init__(self, pool: Pool, keys: Sequence[set_aside.Key]) -> None:
        self._pool = pool
        self._keys = keys
        self._streams: deque[UUID] | None = None
        self._looked_at = 0.0

    async def next(self) -> UUID | None:
        """The next one, if any is due."""
        now = asyncio.get_running_loop().time()
        if self._streams is None:
            self._streams, self._looked_at = deque(await set_aside.repairable(self._pool, self._keys)), now
        elif not self._streams and now >= self._looked_at + LOOK_AGAIN_SECONDS:
            later = await set_aside.repairable(self._pool, self._keys, "later_release")
            self._streams, self._looked_at = deque(later), now
        return self._streams[0] if self._streams else None

    def tried(self) -> None:
        """The one given last was tried."""
        if self._streams:
            self._streams.popleft()


def named(names: Sequence[str], models: Sequence[ReadModel[Any]] = READ_MODELS) -> list[ReadModel[Any]]:
    """The read models of some names: their own, or those of their tables.

    Raises:
        ValueError: there is none of one of these names.
    """
    known = {name: model for model in models for name in (model.name, *(table.name for table in model.tables))}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"no read model {', '.join(map(repr, unknown))}; there are {', '.join(sorted(known))}")
    return list({known[name].name: known[name] for name in names}.values())


async def _advance(connection: Connection, models: Sequence[Projection], before: int, after: int) -> None:
    names, versions = [model.name for model in models], [model.version for model in models]
    moved = await connection.fetch(SQL["advance"], names, versions, before, after)
    if len(moved) != len(models):
        raise _Overtaken


async def _start(connection: Connection, model: Projection) -> None:
    for table in model.tables:
        await connection.execute(table.sql["make"])
    await _open(connection, model)
    await set_aside.clear(connection, model)
    await connection.execute(SQL["start"], model.name, model.version, LOG_START)
    _logger.info("read model started", name=model.name, version=model.version)


async def _open(connection: Connection, model: Projection) -> None:
    for table in model.tables:
        await connection.execute(table.sql["open"])


async def _first_of(seconds: float, *events: asyncio.Event) -> None:
    """Wait for one of some events, at most so many seconds."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
