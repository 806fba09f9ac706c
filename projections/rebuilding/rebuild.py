"""A rebuild: read models are filled beside those that are served, catch up, and take their place in one transaction.

Whatever ends it, the tables that are served are untouched, and the next rebuild begins anew. No side effect is another
time: numbers are those of the log's order, and nobody is notified of more than that the pages have moved.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final, Literal
from uuid import UUID, uuid4

import asyncpg
import structlog

from eventlog.outages import OUTAGE
from eventlog.pool import Pool
from projections.projector.progress import SQL as PROGRESS
from projections.projector.table import SERVED, Connection
from projections.projector.waiting import payloads
from projections.rebuilding.aside import SQL, Build, Model, Serials, aside, number_log, working
from projections.rebuilding.folding import write_streams
from projections.rebuilding.hands import Hand, Hands, own_hands

Stage = Literal["numbers", "rows", "indexes", "catching_up", "switched"]
Told = Callable[[Stage, int, int], None]
"""Is told how far a stage is: of how many events, indexes or events behind."""

_PART_EVENTS = 2_000
_BUSY_EVENTS_A_SECOND = 10.0
_REST = 3.0
"""Where so much is written by others, for how many times as long as it worked a build rests."""
_FEW_EVENTS = 1_000
"""With no more than so many to catch up with, the tables take the place of those that are served."""
_ROUNDS_MAX = 20
_STREAMS_MAX = 200
_SWITCH_TRIES: Final = 100
_SWITCH_PAUSE_SECONDS = 0.2

_logger = structlog.get_logger(__name__)


class RebuildRunning(RuntimeError):  # noqa: N818 - says what is so
    """Another rebuild, or a check of the read models, is running."""


class NothingBuilt(RuntimeError):  # noqa: N818 - says what is so
    """No build is there that could take the place of what is served."""


class TablesInUse(TimeoutError):  # noqa: N818 - says what is so
    """Readers kept the tables all the time; the build stands, and can take their place later."""


def _silent(_stage: Stage, _done: int, _of: int) -> None:
    """Nobody is told."""


class Rebuild:
    """Builds some read models anew from the whole log.

    Args:
        pool: of connections as the projector, with time for long statements.
        models: the read models, over the tables that are served.
        hands: who folds.
        told: hears how far it is.
        in_haste: whether what is served is missing or far behind; else the build rests while others write.
    """

    def __init__(
        self,
        pool: Pool,
        models: Sequence[Model],
        *,
        hands: Hands | None = None,
        told: Told = _silent,
        in_haste: bool = False,
    ) -> None:
        self._pool = pool
        self._in_haste = in_haste
        self._models = models
        self._aside = [aside(model) for model in models]
        self._hands = hands or own_hands(pool)
        self._told = told

    async def run(self) -> None:
        """Build and switch.

        Raises:
            RebuildRunning: another one is at it.
            TablesInUse: readers kept the tables all the time.
        """
        async with claimed(self._pool):
            await self._build_or_leave_nothing()
            await self._switch()

    async def build(self) -> None:
        """Build, and leave what is served as it is."""
        async with claimed(self._pool):
            await self._build_or_leave_nothing()

    async def switch(self) -> None:
        """Let what was built catch up and take the place of what is served.

        Raises:
            NothingBuilt: there is none, or none of these read models.
        """
        async with claimed(self._pool):
            build = await current(self._pool)
            if build is None or not build.whole or list(build.keys) != keys_of(self._models):
                raise NothingBuilt
            await self._switch()

    async def _build_or_leave_nothing(self) -> None:
        """A disk that is full of what is built is emptied of it; whatever else ends it, the next one begins anew."""
        try:
            await self._build()
        except asyncpg.DiskFullError:
            async with working(self._pool) as connection:
                await clear(connection)
            raise

    async def _build(self) -> None:
        build = await self._begin()
        numbers = asyncio.create_task(self._give_numbers(build))
        try:
            async with self._hands(self._models, build.id) as hands:  # who need a second before they begin
                await numbers
                await self._fold(hands, build)
                await self._index(hands)
        finally:
            numbers.cancel()
            await asyncio.wait((numbers,))
        async with working(self._pool) as connection:
            await connection.execute(SQL["reached"], build.of)
        _logger.info("read models built", names=build.models, log_index=build.of)

    async def _begin(self) -> Build:
        async with working(self._pool) as connection:
            build = await begin(connection, self._models)
            for model in self._aside:
                for table in model.tables:
                    await connection.execute(table.definition[0])
            return build

    async def _give_numbers(self, build: Build) -> None:
        self._told("numbers", 0, build.of + 1)
        await number_log(self._pool, self._models, build.of, lambda end: self._told("numbers", end + 1, build.of + 1))

    async def _fold(self, hands: Sequence[Hand], build: Build) -> None:
        parts = await parts_of(self._pool, build.of)
        rests = None if self._in_haste else _Rests(self._pool, build.of)
        done = 0

        async def work(hand: Hand) -> None:
            nonlocal done
            while parts:
                began = time.monotonic()
                done += await hand.fold(parts.pop(), build.of)
                self._told("rows", done, build.of + 1)
                if rests and parts:
                    await rests.after(time.monotonic() - began)

        await together([work(hand) for hand in hands])

    async def _index(self, hands: Sequence[Hand]) -> None:
        tables = [table for model in self._aside for table in model.tables]
        statements = [statement for table in tables for statement in table.definition[1]]
        of = len(statements)
        statements.reverse()

        async def work(hand: Hand) -> None:
            while statements:
                await hand.index(statements.pop())
                self._told("indexes", of - len(statements), of)

        await together([work(hand) for hand in hands])

    async def _switch(self) -> None:
        for _ in range(_ROUNDS_MAX):  # each is shorter than the one before, unless more is appended than can be folded
            async with working(self._pool) as connection:
                behind = await self._catch_up(connection)
            self._told("catching_up", 0, behind)
            if behind <= _FEW_EVENTS:
                break
        for _ in range(_SWITCH_TRIES):
            try:
                async with working(self._pool) as connection:
                    await self._take_place(connection)
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
                await asyncio.sleep(_SWITCH_PAUSE_SECONDS)  # whoever reads them, or writes a batch, is soon done
                continue
            self._told("switched", 1, 1)
            return
        raise TablesInUse

    async def _catch_up(self, connection: Connection) -> int:
        """Fold the streams anew that went on meanwhile; how many events that were."""
        build = await found(connection)
        end: int = await connection.fetchval(PROGRESS["end_of_log"])
        await Serials(self._models).give(connection, build.numbered, end)
        streams = [row["stream_id"] for row in await connection.fetch(SQL["touched"], build.log_index, end)]
        for at in range(0, len(streams), _STREAMS_MAX):
            part = streams[at : at + _STREAMS_MAX]
            for model in self._aside:
                for table in model.tables:
                    await connection.execute(table.sql["forget"], part)
            await connection.execute(SQL["forget_aside"], part)
            await write_streams(connection, self._aside, part, end)
        await connection.execute(SQL["numbered"], end)
        await connection.execute(SQL["reached"], end)
        return end - build.log_index

    async def _take_place(self, connection: Connection) -> None:
        """Serve what was built: the projector goes on from there."""
        await connection.execute(SQL["lock_briefly"])
        await connection.execute(PROGRESS["lock"])
        places = [await connection.fetchval(PROGRESS["hold"], *key) for key in keys_of(self._models)]
        await self._catch_up(connection)
        build = await found(connection)
        there = {row["relname"] for row in await connection.fetch(SQL["served"])}
        served = [table for model in self._models for table in model.tables if table.file in there]
        if served:
            locked = ", ".join(f"{table.schema}.{name}" for table in served for name in table.names)
            await connection.execute(f"LOCK TABLE {locked} IN ACCESS EXCLUSIVE MODE")
            for table in served:
                await connection.execute(table.sql["drop"])
        for built, model in zip(self._aside, self._models, strict=True):
            for table, open_to in zip(built.tables, model.tables, strict=True):
                for statement in (*table.moved_to(SERVED), open_to.sql["open"]):
                    await connection.execute(statement)
        for name, version in keys_of(self._models):
            await connection.execute(SQL["swap_aside"], name, version)
            await connection.execute(PROGRESS["start"], name, version, build.log_index)
        await self._notify(connection, places, build.log_index)
        await clear(connection)
        _logger.info("read models switched", names=build.models, log_index=build.log_index)

    async def _notify(self, connection: Connection, places: Sequence[int | None], end: int) -> None:
        """Wake those who wait for what the tables before did not show yet; there is nobody yet for a new table."""
        waited = [place for place in places if place is not None and place >= 0]
        if waited:
            shown = await connection.fetch(SQL["shown_since"], min(waited), end)
            versions = {row["stream_id"]: row["version"] for row in shown}
            await connection.execute(PROGRESS["notify"], payloads(versions, set()))


class _Rests:
    """The rests of a build that gives way: while others write, all its hands rest at the same time.

    A low priority is not enough: where a processor never falls idle, the work of others is not spread over all of them.
    With a process of the lowest priority beside them, commands lost a quarter to a third of their rate.
    """

    def __init__(self, pool: Pool, end: int) -> None:
        self._pool = pool
        self._end = end
        self._looked = time.monotonic()
        self._until = 0.0

    async def after(self, worked: float) -> None:
        """Rest after so many seconds of work, if others write; whoever comes while another hand rests joins it."""
        end = await self._pool.fetchval(PROGRESS["end_of_log"])
        now = time.monotonic()
        if now >= self._until:
            if end - self._end > (now - self._looked) * _BUSY_EVENTS_A_SECOND:
                self._until = now + _REST * worked
            self._end, self._looked = end, now
        await asyncio.sleep(max(0.0, self._until - now))


@asynccontextmanager
async def claimed(pool: Pool) -> AsyncIterator[None]:
    """One rebuild or check at a time; whatever ends the process ends its claim.

    Raises:
        RebuildRunning: another one has it.
    """
    async with pool.acquire() as connection:
        if not await connection.fetchval(SQL["claim"]):
            raise RebuildRunning
        try:
            yield
        finally:
            with suppress(*OUTAGE):  # a connection that is gone holds nothing
                await connection.execute(SQL["release"])


async def current(pool: Pool) -> Build | None:
    """The build that was begun last and has not taken its place, if there is one."""
    async with pool.acquire() as connection:
        if not await connection.fetchval(SQL["is_prepared"]):
            return None
        row = await connection.fetchrow(SQL["build"])
        return None if row is None else Build(*row)


async def clear(connection: Connection) -> None:
    """Drop whatever a build left behind."""
    for row in await connection.fetch(SQL["leftovers"]):
        await connection.execute(row[0])


async def begin(connection: Connection, models: Sequence[Model]) -> Build:
    """Begin a build, or a check, up to the end of the log as it is now."""
    await clear(connection)
    await connection.execute(SQL["prepare"])
    end: int = await connection.fetchval(PROGRESS["end_of_log"])
    names, versions = zip(*keys_of(models), strict=True)
    await connection.execute(SQL["begin"], uuid4(), names, versions, end)
    return await found(connection)


async def found(connection: Connection) -> Build:
    """The build that is under way."""
    row = await connection.fetchrow(SQL["build"])
    assert row is not None  # noqa: S101 - whoever asks has begun one
    return Build(*row)


def keys_of(models: Iterable[Model]) -> list[tuple[str, int]]:
    """Read models by their names and versions."""
    return [(model.name, model.version) for model in models]


async def parts_of(pool: Pool, until: int) -> list[Sequence[UUID]]:
    """All streams in parts of about as many events, those that began first at the end, where they are taken from."""
    parts: list[Sequence[UUID]] = []
    part, events = list[UUID](), 0
    for row in await pool.fetch(SQL["streams"], until):
        part.append(row["stream_id"])
        events += row["events"]
        if events >= _PART_EVENTS:
            parts.append(part)
            part, events = [], 0
    return [part, *reversed(parts)] if part else parts[::-1]


async def together(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Do some work side by side; the first failure ends all of it, and is told as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
