"""Streams that a read model cannot show (暂缺): each with the event that stands in the way, until it is taken back.

A stream that is set aside has no rows in that read model, so that nothing old is shown as if it were so; its number
stays its own. `LOG` stands for every read model: whoever reads the log found the stream changed.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import structlog

from domain.values import Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import Obstacle, Reason
from projections.projector.numbering import Number
from projections.projector.read_model import Projection
from projections.projector.table import Connection, read

LOG = ("log", 0)
"""The name and version under which the log itself says that a stream was changed (eventlog/queries.sql)."""

LISTED_MAX = 1_000

SQL = load_queries(Path(__file__).with_suffix(".sql"))
_logger = structlog.get_logger(__name__)

Key = tuple[str, int]
"""A read model by its name and version."""


class SetAside(Frozen):
    """A stream that a read model does not show: the event it cannot take, why, since when, and how often it was tried.

    `log_index` is missing where a reader found the stream changed.
    """

    stream_id: UUID
    read_model: str
    model_version: int
    version: int
    log_index: int | None
    reason: Reason
    detail: str
    since: datetime
    tries: int


class Counts(NamedTuple):
    """How many streams are set aside, and how many of them because the log was changed."""

    streams: int
    manipulated: int


def keys_of(models: Iterable[Projection]) -> tuple[Key, ...]:
    """The names under which read models, and the log itself, set streams aside."""
    return (LOG, *((model.name, model.version) for model in models))


async def known(connection: Connection, streams: Collection[UUID]) -> set[tuple[Key, UUID]]:
    """Which of some streams are set aside, and for what."""
    found = await connection.fetch(SQL["known"], list(streams))
    return {((row["read_model"], row["model_version"]), row["stream_id"]) for row in found}


async def put(connection: Connection, model: Projection, obstacle: Obstacle) -> None:
    """Set a stream aside for a read model, in the caller's transaction: its rows go, its number is kept."""
    number = await _number(connection, model, obstacle)
    for table in model.tables:
        if not table.lasting:
            await connection.execute(table.sql["forget"], [obstacle.stream_id])
    await connection.execute(
        SQL["put"],
        obstacle.stream_id,
        model.name,
        model.version,
        obstacle.version,
        obstacle.log_index,
        obstacle.reason,
        obstacle.detail,
        *(number or ("", None, None)),
    )
    _logger.error(
        "stream set aside",
        read_model=model.name,
        stream_id=str(obstacle.stream_id),
        version=obstacle.version,
        log_index=obstacle.log_index,
        reason=obstacle.reason,
        detail=obstacle.detail,
    )


async def take_back(connection: Connection | Pool, key: Key, stream_id: UUID) -> None:
    """A stream is shown again."""
    await connection.execute(SQL["take_back"], stream_id, *key)


async def clear(connection: Connection, model: Projection) -> None:
    """Nothing is set aside for a read model that begins anew."""
    await connection.execute(SQL["clear"], model.name, model.version)


async def still_changed(pool: Pool, stream_id: UUID, version: int, fault: str) -> None:
    """Another look found a stream changed still."""
    await pool.execute(SQL["tried"], stream_id, version, fault)


async def streams(pool: Pool, keys: Collection[Key], reason: Reason | None = None) -> list[UUID]:
    """The streams that are set aside for these, the longest waiting first."""
    return [row["stream_id"] for row in await pool.fetch(SQL["streams"], *_columns(keys), reason)]


async def repairable(pool: Pool, keys: Collection[Key], reason: Reason | None = None) -> list[UUID]:
    """Those of them of which it can be told without a key whether they are what was recorded."""
    locked = {row["stream_id"] for row in await pool.fetch(SQL["locked"])}
    return [stream for stream in await streams(pool, keys, reason) if stream not in locked]


async def listed(pool: Pool, keys: Collection[Key], stream_id: UUID | None = None) -> tuple[SetAside, ...]:
    """What is set aside for these: of every stream, or of one; at most `LISTED_MAX`."""
    return await read(pool, SetAside, SQL["listed"], *_columns(keys), stream_id, LISTED_MAX)


async def counted(pool: Pool | Connection, keys: Collection[Key]) -> Counts:
    """How many streams are set aside for these."""
    row = await pool.fetchrow(SQL["counted"], *_columns(keys))
    assert row is not None  # noqa: S101 - it has one row
    return Counts(row["streams"], row["manipulated"])


async def _number(connection: Connection, model: Projection, obstacle: Obstacle) -> Number | None:
    if model.numbering is None:
        return None
    opening = obstacle.opening
    begins = (opening.series, opening.year) if opening and opening.kind in model.opens else None
    return await model.numbering.kept_for(connection, obstacle.stream_id, begins)


def _columns(keys: Collection[Key]) -> tuple[list[str], list[int]]:
    return [name for name, _ in keys], [version for _, version in keys]
