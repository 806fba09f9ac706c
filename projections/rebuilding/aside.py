"""The schema in which read models are built beside those that are served, and the numbers that their rows are given.

A number is given in the order of the log, but streams are folded side by side: so all numbers are given first, by what
the log tells of its events without their facts.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg

from domain.catalogue import DISPATCHES
from eventlog.entry import MalformedEntry, decode_entry
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import Sent, series_of
from projections.projector.numbering import Numbering
from projections.projector.read_model import ReadModel
from projections.projector.table import Connection

SCHEMA: Final = "read_model_next"
SQL = load_queries(Path(__file__).with_suffix(".sql"))

_PAGE = 20_000
_COLUMNS = ("stream_id", "model", "version", "mark", "series", "year", "serial")

Model = ReadModel[Any]
Given = Mapping[tuple[str, UUID, int], int]
"""Serials by read model, stream, and the version of the event with which a document went out, 0 for the stream's."""


class Build(NamedTuple):
    """A build that was begun: of what, up to where numbers are given and rows are written, and what it is to reach."""

    id: UUID
    models: Sequence[str]
    versions: Sequence[int]
    numbered: int
    log_index: int
    of: int

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """The read models it is of, by their names and versions."""
        return tuple(zip(self.models, self.versions, strict=True))

    @property
    def whole(self) -> bool:
        """Whether it has only to catch up with what came meanwhile."""
        return self.log_index >= self.of


@asynccontextmanager
async def working(pool: Pool) -> AsyncIterator[Connection]:
    """A transaction whose statements find the tables that are being built."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(SQL["work_here"])
        await connection.execute(SQL["leave_no_flush"])
        yield connection


def aside(model: Model) -> Model:
    """The same read model over the tables that are being built."""
    table = model.table.in_schema(SCHEMA)
    return replace(
        model,
        table=table,
        children=tuple(replace(child, table=child.table.in_schema(SCHEMA)) for child in model.children),
        numbering=_Given(model.numbering.mark, table) if model.numbering else None,
        register=replace(model.register, next_serials=_given_to_sent(model.name)) if model.register else None,
    )


@dataclass(frozen=True)
class _Given(Numbering[Any]):
    """Numbers that were given before."""

    async def next_serials(self, connection: Connection, new: Sequence[tuple[UUID, str, int]]) -> Mapping[UUID, int]:
        """Those given to some streams."""
        serials = await given(connection, [stream for stream, *_ in new])
        return {stream: serials[self.table.name, stream, 0] for stream, *_ in new}


def _given_to_sent(model: str) -> Any:
    async def next_serials(connection: Connection, sent: Sequence[Sent]) -> Sequence[tuple[Sent, int]]:
        serials = await given(connection, {each.stream_id for each in sent})
        return [(each, serials[model, each.stream_id, each.version]) for each in sent]

    return next_serials


async def given(connection: Connection, streams: Collection[UUID]) -> Given:
    """The serials that were given to some streams, and to what went out of them."""
    found = await connection.fetch(SQL["given"], list(streams))
    return {(row["model"], row["stream_id"], row["version"]): row["serial"] for row in found}


async def number_log(pool: Pool, models: Sequence[Model], until: int, told: Callable[[int], None]) -> None:
    """Give the numbers of the whole log up to a place, each part in a transaction: the sequencer waits for writers.

    Args:
        pool: of connections, as the projector.
        models: over the tables that are being built.
        until: the place.
        told: hears up to which place they are given.
    """
    serials = Serials(models)
    for start in range(-1, until, _PAGE):
        end = min(start + _PAGE, until)
        async with working(pool) as connection:
            await serials.give(connection, start, end)
            await connection.execute(SQL["numbered"], end)
        told(end)


class Serials:
    """Gives the numbers of read models in the order of the log, one part of it after another."""

    def __init__(self, models: Sequence[Model]) -> None:
        self._models = [model for model in models if model.numbering or model.register]
        self._kinds = [kind.encode() for kind in DISPATCHES] if any(model.register for model in models) else []
        self._last: dict[_Counted, int] | None = None

    async def give(self, connection: Connection, after: int, until: int) -> None:
        """Give those of a part of the log, in the caller's transaction."""
        if not self._models:
            return
        if self._last is None:
            given_before = await connection.fetch(SQL["serials"])
            self._last = {_Counted(*row[:4]): row["serial"] for row in given_before}
        for start in range(after, until, _PAGE):
            found = await connection.fetch(SQL["countable"], start, min(start + _PAGE, until), self._kinds)
            records = [record for row in found for record in _records(self._models, row, self._last)]
            await connection.copy_records_to_table("serial", schema_name=SCHEMA, columns=_COLUMNS, records=records)


def _records(models: Sequence[Model], row: asyncpg.Record, last: dict["_Counted", int]) -> Iterator[tuple[object, ...]]:
    for version, counted in _counted(models, row):
        last[counted] = last.get(counted, 0) + 1
        yield (row["stream_id"], counted.model, version, *counted[1:], last[counted])


class _Counted(NamedTuple):
    """What counts for itself."""

    model: str
    mark: str
    series: str
    year: int


def _counted(models: Sequence[Model], row: asyncpg.Record) -> Iterator[tuple[int, _Counted]]:
    """What an event has numbers of, each with the event's version if it is a document that went out, else 0."""
    try:
        entry = decode_entry(row["entry"])
    except MalformedEntry:
        return  # of what tells nothing of itself no number is known
    series = series_of(entry.meta)
    for model in models:
        if model.numbering and row["version"] == 1 and entry.type in model.opens:
            yield 0, _Counted(model.name, model.numbering.mark, series, entry.valid_on.year)
        if model.register and entry.type in DISPATCHES:
            place = row["log_index"], row["stream_id"], row["version"]
            sent = Sent(*place, entry.type, series, entry.valid_on)
            yield sent.version, _Counted(model.name, *model.register.series_of(sent))
