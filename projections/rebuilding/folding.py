"""Folding some whole streams: each event is decoded once for all read models, and each row is written once.

What goes wrong is left to the way in which a batch is written that cannot be written whole (`projector.isolation`), so
that the same streams are set aside for the same reasons.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from eventlog.log_reader import LogReader
from eventlog.pool import Pool
from projections.projector.isolation import is_of_the_data, write_what_can_be
from projections.projector.logged import Batch, decode
from projections.projector.read_model import AnyTable
from projections.projector.table import Connection, Rows, StreamRow
from projections.rebuilding.aside import SQL, Given, Model, aside, given, working

_INDEX_SECONDS = 3_600.0

TableRows = Sequence[tuple[AnyTable, Sequence[StreamRow]]]


class Superseded(RuntimeError):  # noqa: N818 - says what happened
    """Another build took the place of this one."""


class Folding:
    """Fills the tables of a build, in this process.

    Args:
        pool: of connections, as the projector.
        models: the read models, over the tables that are served.
        build: the id of the build.
    """

    def __init__(self, pool: Pool, models: Sequence[Model], build: UUID) -> None:
        self._pool = pool
        self._models = [aside(model) for model in models]
        self._build = build

    async def fold(self, streams: Sequence[UUID], until: int) -> int:
        """Write the rows of streams that have none yet, up to a place in the log; how many events that took.

        Raises:
            Superseded: another build was begun.
        """
        async with working(self._pool) as connection:
            if not await connection.fetchval(SQL["still"], self._build):
                raise Superseded(str(self._build))
            return await write_streams(connection, self._models, streams, until)

    async def index(self, statement: str) -> None:
        """Make an index of a table that is filled."""
        async with working(self._pool) as connection:
            await connection.execute(SQL["take_time"])
            await connection.execute(statement, timeout=_INDEX_SECONDS)


async def write_streams(connection: Connection, models: Sequence[Model], streams: Sequence[UUID], until: int) -> int:
    """Write the rows of whole streams, in the caller's transaction; how many events that took."""
    batch = decode(await LogReader.read_streams(connection, streams, until))
    if not batch.obstacles:
        try:
            rows = rows_of(models, batch, await given(connection, streams))
            async with connection.transaction():
                for table, fresh in rows:
                    await table.copy(connection, fresh)
        except Exception as error:
            if not is_of_the_data(error):
                raise
        else:
            return len(batch.events)
    for model in models:
        await model.enter(connection, batch.sent)
        await write_what_can_be(connection, model, batch, frozenset())
    return len(batch.events)


def rows_of(models: Iterable[Model], batch: Batch, serials: Given) -> TableRows:
    """The rows of every table of some read models, made of whole streams that all can be read."""
    rows: list[tuple[AnyTable, Sequence[StreamRow]]] = []
    for model in models:
        pages = _folded(model, batch, serials)
        rows.append((model.table, pages))
        rows += [(child.table, child.all_of(pages)) for child in model.children]
    return rows


def _folded(model: Model, batch: Batch, serials: Given) -> Sequence[StreamRow]:
    """The rows of a read model's own table."""
    streams: defaultdict[UUID, Rows[Any]] = defaultdict(Rows)
    if model.register:
        for sent in batch.sent:
            serial = serials[model.name, sent.stream_id, sent.version]
            streams[sent.stream_id].put(model.register.row_of(sent, serial))
    model.fold_all(streams, batch.events)
    rows = [row for each in streams.values() for row in each]
    if not model.numbering:
        return rows
    return model.numbering.numbered(rows, _by_stream(model.name, streams, serials))


def _by_stream(model: str, streams: Collection[UUID], serials: Given) -> Mapping[UUID, int]:
    return {stream: serials[model, stream, 0] for stream in streams if (model, stream, 0) in serials}
