"""Holding read models against the log: the rows of each stream as they are, and as they are folded from its start.

A part is looked at in one snapshot, in which rows and progress belong together; streams that went on beyond the place
up to which numbers are given are looked at once more.
"""

from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Literal
from uuid import UUID

from pydantic import ValidationError

from domain.values import Frozen
from eventlog.log_reader import LogReader
from eventlog.pool import Pool
from projections.projector import set_aside
from projections.projector.isolation import is_of_the_data
from projections.projector.logged import Batch, decode
from projections.projector.progress import SQL as PROGRESS
from projections.projector.read_model import AnyTable
from projections.projector.table import Connection, StreamRow, changed
from projections.rebuilding.aside import SQL, Given, Model, Serials, given, number_log, working
from projections.rebuilding.folding import rows_of
from projections.rebuilding.rebuild import Told, begin, claimed, clear, current, found, parts_of

_Place = tuple[UUID, tuple[Hashable, ...]]

_ROUNDS_MAX = 5
_STREAMS_MAX = 200


class Difference(Frozen):
    """Where a table is not what the log says: a row is missing, too many, or another; or a tally has a wrong number.

    Attributes:
        columns: those in which the row is another.
    """

    table: str
    stream_id: UUID | None = None
    key: str = ""
    what: Literal["missing", "unexpected", "differs", "unreadable", "not_set_aside", "miscounted"]
    columns: tuple[str, ...] = ()


class Checked(Frozen):
    """What came of looking at some streams: how many events they have, which went on meanwhile, what differs first."""

    events: int = 0
    left: tuple[UUID, ...] = ()
    set_aside: int = 0
    difference: Difference | None = None


class BuildWaits(RuntimeError):  # noqa: N818 - says what is so
    """Something built waits for its switch; the check would take its place."""


async def verify(pool: Pool, models: Sequence[Model], told: Told) -> Checked:
    """Hold every row of some read models against the log; the first difference, if there is one.

    `left` are streams that went on whenever they were looked at.

    Raises:
        RebuildRunning: a rebuild is running.
        BuildWaits: something built waits for its switch.
    """
    async with claimed(pool):
        waiting = await current(pool)
        if waiting is not None and waiting.whole:
            raise BuildWaits
        async with working(pool) as connection:
            until = (await begin(connection, models)).of
        try:
            await number_log(pool, models, until, lambda end: told("numbers", end + 1, until + 1))
            return await _verified(pool, models, until, told)
        finally:
            async with working(pool) as connection:
                await clear(connection)


async def _verified(pool: Pool, models: Sequence[Model], until: int, told: Told) -> Checked:
    if whole := await _of_the_whole(pool, models):
        return Checked(difference=whole)
    parts, events, aside, rounds = deque(await parts_of(pool, until)), 0, 0, 0
    left: list[UUID] = []
    while parts:
        seen = await check(pool, models, parts.pop(), until)
        events += seen.events
        aside += seen.set_aside
        told("rows", min(events, until + 1), until + 1)
        if seen.difference:
            return seen
        left += seen.left
        if not parts and left and rounds < _ROUNDS_MAX:
            rounds += 1
            until = await _number_on(pool, models)
            parts.extend(left[at : at + _STREAMS_MAX] for at in range(0, len(left), _STREAMS_MAX))
            left = []
    return Checked(events=events, left=tuple(left), set_aside=aside)


async def _number_on(pool: Pool, models: Sequence[Model]) -> int:
    """Give the numbers of what came meanwhile; the place up to which they are given now."""
    async with working(pool) as connection:
        numbered = (await found(connection)).numbered
        end: int = await connection.fetchval(PROGRESS["end_of_log"])
        await Serials(models).give(connection, numbered, end)
        await connection.execute(SQL["numbered"], end)
        return end


async def _of_the_whole(pool: Pool, models: Sequence[Model]) -> Difference | None:
    """What no part of the log leads to: a row of a stream that the log does not have, or a wrong count of rows."""
    for table in (table for model in models for table in model.tables):
        stream = await pool.fetchval(table.sql["orphan"])
        if stream is not None:
            return Difference(table=table.file, stream_id=stream, what="unexpected")
        for wrong in await table.miscounted(pool, limit=1):
            numbers = f"{wrong.alike}: {wrong.kept} ≠ {wrong.counted}"
            return Difference(table=f"{wrong.tally}_v{table.version}", key=numbers, what="miscounted")
    return None


async def check(pool: Pool, models: Sequence[Model], streams: Sequence[UUID], until: int) -> Checked:
    """Hold the rows of some streams against the log, in one snapshot."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        progress = await connection.fetch(PROGRESS["positions"])
        places = {(row["name"], row["version"]): row["log_index"] for row in progress}
        furthest = max(places.values(), default=-1)
        later = {row["stream_id"] for row in await connection.fetch(SQL["touched"], until, max(furthest, until))}
        left = tuple(stream for stream in streams if stream in later)
        streams = [stream for stream in streams if stream not in later]
        aside = await set_aside.known(connection, streams)
        serials = await given(connection, streams)
        stored = await LogReader.read_streams(connection, streams, until)
        for model in models:
            key = model.name, model.version
            mine = {stream for each, stream in aside if each == key}
            place = places.get(key, -1)
            batch = decode([each for each in stored if each.log_index <= place and each.stream_id not in mine])
            whole = [stream for stream in streams if stream not in mine]
            difference = await _difference(connection, model, batch, whole, serials)
            if difference:
                return Checked(difference=difference)
        return Checked(events=len(stored), left=left, set_aside=len({stream for _, stream in aside}))


async def _difference(
    connection: Connection, model: Model, batch: Batch, streams: Sequence[UUID], serials: Given
) -> Difference | None:
    if batch.obstacles:
        return Difference(table=model.table.file, stream_id=next(iter(batch.obstacles)), what="not_set_aside")
    try:
        rows = rows_of([model], batch, serials)
    except Exception as error:
        if not is_of_the_data(error):
            raise
        return Difference(table=model.table.file, stream_id=batch.events[0].case_id, what="not_set_aside")
    for table, fresh in rows:
        try:
            loaded = await table.load(connection, streams)
        except ValidationError:
            return Difference(table=table.file, stream_id=streams[0], what="unreadable")
        there = {(row.stream, row.key): row for each in loaded.values() for row in each}
        difference = next(_differences(table, {(row.stream, row.key): row for row in fresh}, there), None)
        if difference:
            return difference
    return None


def _differences(
    table: AnyTable, wanted: Mapping[_Place, StreamRow], there: Mapping[_Place, StreamRow]
) -> Iterator[Difference]:
    for place in sorted({*wanted, *there}, key=str):
        was, now = there.get(place), wanted.get(place)
        stream, key = place
        named = Difference(table=table.file, stream_id=stream, key=" ".join(map(str, key)), what="missing")
        if was is None:
            yield named
        elif now is None:
            yield changed(named, what="unexpected")
        elif was != now and (columns := tuple(_columns(was, now))):
            yield changed(named, what="differs", columns=columns)


def _columns(was: StreamRow, now: StreamRow) -> Iterator[str]:
    """The columns in which two rows are written otherwise."""
    written, wanted = was.model_dump(mode="json"), now.model_dump(mode="json")
    yield from (name for name in wanted if written.get(name) != wanted[name])
