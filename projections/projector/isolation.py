"""Writing a batch to a read model stream by stream, so that one that cannot be written keeps no other one back.

The streams are halved until each failure is alone: one bad stream of n costs about 2 log2 n tries, and is then set
aside and never tried again with the others. They are written in the order of their first events, by which numbers are
given.
"""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
from pydantic import ValidationError

from eventlog.outages import OUTAGE
from projections.projector import set_aside
from projections.projector.logged import Batch, Logged, Obstacle, Opening, Reason
from projections.projector.read_model import Projection
from projections.projector.table import Connection

_CLASSES_OF_DATA: Final = frozenset({"22", "23", "54"})
"""SQLSTATE classes (PostgreSQL, appendix A) that say something of a row: data exception, integrity constraint
violation, program limit exceeded. All others say something of the server, and are waited out."""

_ROOMS: Final = Path(__file__).parents[2]


def is_of_the_data(error: Exception) -> bool:
    """Whether it is what was to be written that cannot be written, now or later; else the server is the matter."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "")[:2] in _CLASSES_OF_DATA
    return not isinstance(error, (*OUTAGE, MemoryError))


async def write_what_can_be(
    connection: Connection, model: Projection, batch: Batch, passed_over: frozenset[UUID]
) -> set[UUID]:
    """Write a batch to a read model, in the caller's transaction, but for the streams that cannot be written.

    Args:
        connection: in a transaction.
        model: the read model.
        batch: the page.
        passed_over: the streams that are set aside for this read model already.

    Returns:
        The streams set aside now.
    """
    events: dict[UUID, list[Logged[Any]]] = {stream: [] for stream in batch.reached if stream not in passed_over}
    for logged in batch.events:
        if logged.case_id in events:
            events[logged.case_id].append(logged)
    obstacles = {stream: obstacle for stream, obstacle in batch.obstacles.items() if stream in events}
    writing = _Writing(connection, model, events, obstacles, batch.openings)
    await writing.write(list(events))
    return writing.put_aside


class _Writing:
    """One batch on its way into one read model."""

    def __init__(
        self,
        connection: Connection,
        model: Projection,
        events: Mapping[UUID, Sequence[Logged[Any]]],
        obstacles: Mapping[UUID, Obstacle],
        openings: Mapping[UUID, Opening],
    ) -> None:
        self._connection = connection
        self._model = model
        self._events = events
        self._obstacles = obstacles
        self._openings = openings
        self.put_aside: set[UUID] = set()

    async def write(self, streams: Sequence[UUID]) -> None:
        """Write some streams; those that cannot be written are set aside."""
        if self._obstacles.keys().isdisjoint(streams):
            error = await self._refused(self._in_order(streams))
            if error is None:
                return
            if len(streams) == 1:
                await self._put(await self._first_refused(streams[0], error))
                return
        elif len(streams) == 1:
            await self._put(self._obstacles[streams[0]])
            return
        half = len(streams) // 2
        await self.write(streams[:half])
        await self.write(streams[half:])

    def _in_order(self, streams: Sequence[UUID]) -> list[Logged[Any]]:
        events = [logged for stream in streams for logged in self._events[stream]]
        return sorted(events, key=lambda logged: logged.log_index)

    async def _refused(self, events: Sequence[Logged[Any]], *, keep: bool = True) -> Exception | None:
        """Write some events at once; or why they cannot be written, and then nothing is."""
        savepoint = self._connection.transaction()
        await savepoint.start()
        try:
            await self._model.write(self._connection, events)
        except Exception as error:
            if not is_of_the_data(error):
                raise
            await savepoint.rollback()
            return error
        await (savepoint.commit() if keep else savepoint.rollback())
        return None

    async def _first_refused(self, stream: UUID, error: Exception) -> Obstacle:
        """The event of a stream up to which all can be written, and with which none can."""
        events = self._events[stream]
        written, refused = 0, len(events)
        while refused - written > 1:
            middle = (written + refused) // 2
            if (found := await self._refused(events[:middle], keep=False)) is None:
                written = middle
            else:
                refused, error = middle, found
        event = events[refused - 1]
        reason: Reason = "not_written" if isinstance(error, asyncpg.PostgresError) else "not_folded"
        return Obstacle(stream, event.version, event.log_index, reason, _told(error))

    async def _put(self, obstacle: Obstacle) -> None:
        opening = self._openings.get(obstacle.stream_id)
        await set_aside.put(self._connection, self._model, replace(obstacle, opening=opening))
        self.put_aside.add(obstacle.stream_id)


def _told(error: Exception) -> str:
    """What kind of error, and where; nothing of what was to be written."""
    name = type(error).__name__
    if isinstance(error, asyncpg.PostgresError):
        where = error.constraint_name or error.column_name or error.table_name
        return " ".join(filter(None, (name, error.sqlstate, where)))
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return f"{name}: {error.title}.{'.'.join(map(str, first['loc']))}: {first['type']}"
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(str(_ROOMS))]
    return f"{name} in {Path(ours[-1].filename).relative_to(_ROOMS)}:{ours[-1].lineno}" if ours else name
