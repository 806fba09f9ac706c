"""The log for whoever holds no key: facts as they are kept, secret ones sealed, and no words."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import structlog

from eventlog import rows
from eventlog.integrity import Manipulated
from eventlog.pool import Borrowed, Connection, Pool
from eventlog.queries import load_queries
from eventlog.shapes import ManipulatedEvent, SequencedEvent

LOG_START = -1
"""Read the log after this index to read it all: the first event has log index 0."""

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_PAGE = 1_000

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class LogReader:
    """The log of one installation without its key, over a pool of connections; what follows the log needs no more.

    Args:
        pool: made by `eventlog.pool.create_pool`.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read_log(self, after_log_index: int, limit: int) -> list[SequencedEvent | ManipulatedEvent]:
        """A page of the whole log in its one order, without gaps; start after `LOG_START`."""
        return [rows.sequenced_event(row) for row in await self._pool.fetch(_SQL["read_log"], after_log_index, limit)]

    async def read_numbered(
        self, stream_id: UUID, after_log_index: int, until_log_index: int, limit: int
    ) -> list[SequencedEvent | ManipulatedEvent]:
        """A page of one stream as it stands in the log, up to a log index."""
        found = await self._pool.fetch(_SQL["read_numbered"], stream_id, after_log_index, until_log_index, limit)
        return [rows.sequenced_event(row) for row in found]

    @staticmethod
    async def read_streams(
        connection: Connection | Borrowed, streams: Collection[UUID], until_log_index: int
    ) -> list[SequencedEvent | ManipulatedEvent]:
        """Some whole streams up to a log index, one after another, each as it stands in the log."""
        return rows.numbered_streams(await connection.fetch(_SQL["read_streams"], streams, until_log_index))

    async def check_stream(self, stream_id: UUID) -> None:
        """Check a stream from its first event to its last; whether what is sealed opens, only who has the key can tell.

        Raises:
            Manipulated: an event is not what was recorded, or one is missing.
        """
        reached = 0
        async with self._found_changed():
            while page := await self._pool.fetch(_SQL["check_stream"], stream_id, reached, _PAGE):
                for row in page:
                    reached = rows.whole_entry(row).version
            if (await self._pool.fetchval(_SQL["numbered"], stream_id) or 0) > reached:
                raise Manipulated(stream_id, reached + 1, "missing")

    @asynccontextmanager
    async def _found_changed(self) -> AsyncIterator[None]:
        """Whoever reads what was changed says so aloud, and the stream is set aside for everyone."""
        try:
            yield
        except Manipulated as found:
            _logger.error("event changed", stream_id=str(found.stream_id), version=found.version, fault=found.fault)  # noqa: TRY400 - where it was read tells nothing
            await self._pool.execute(_SQL["set_aside"], found.stream_id, found.version, found.fault)
            raise
