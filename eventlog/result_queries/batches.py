"""Lists of queries of results as they wait and are answered: each row once, also when whoever answers dies over it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid5

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import TypeAdapter

from eventlog.keys import InstallationKey, seal, unseal
from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.read_log import Reader
from eventlog.rows import shaped
from eventlog.shapes import KeyReused

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_COUNTS = TypeAdapter(dict[str, int])

RowState = Literal["waiting", "answered", "to_choose", "faulty"]
"""A row waits; it has its receipt; its reader must choose who is meant; it cannot be asked as it stands."""
Ended = Literal["cancelled", "stopped"]
"""Taken back by who sent it; who sent it may not ask any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A list as it is sent; `asked_digest` is of sender and file."""

    batch_id: UUID
    asked_digest: bytes
    reader: Reader
    purpose: str
    content: bytes
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A list as it stands: how many of its rows are in which state."""

    batch_id: UUID
    reader: Reader
    purpose: str
    content: bytes
    sent_at: datetime
    resumes_at: datetime | None
    ended: Ended | None
    counts: Mapping[str, int]

    @property
    def waiting(self) -> int:
        """How many rows are not answered yet."""
        return self.counts.get("waiting", 0)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: who is asked about, or what is wrong with it; `query_id` is that of its receipt."""

    line: int
    state: RowState
    content: bytes
    query_id: UUID | None = None


class Claim:
    """Rows that are held by whoever answers them; what becomes of them is kept when the claim ends."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.settled: list[Row] = []


def query_id(batch_id: UUID, line: int) -> UUID:
    """The key of the query of a row: answering it twice is one receipt."""
    return uuid5(batch_id, f"row:{line}")


class Batches:
    """The lists of one installation, as `rongcuo_api`."""

    def __init__(self, pool: Pool, key: InstallationKey) -> None:
        self._pool = pool
        self._key = key
        self._cipher = AESGCM(key.derive("result-queries"))

    async def begin(self, new: NewBatch, rows: Sequence[Row]) -> Batch | KeyReused:
        """Keep a list with its rows, once for each key."""
        async with self._pool.acquire() as connection, connection.transaction():
            first = await connection.fetchval(
                _SQL["begin"],
                new.batch_id,
                self._key.command_digest(new.asked_digest),
                new.reader.person,
                new.reader.position,
                new.reader.organ,
                new.reader.place,
                new.reader.for_person,
                new.purpose,
                seal(self._cipher, new.content, new.batch_id.bytes),
                new.sent_at,
            )
            if first:
                sealed = [seal(self._cipher, row.content, _place(new.batch_id, row.line)) for row in rows]
                lines, states = [row.line for row in rows], [row.state for row in rows]
                await connection.execute(_SQL["rows"], new.batch_id, lines, states, sealed)
        row = await self._pool.fetchrow(_SQL["get"], new.batch_id)
        if row is None or not self._key.is_of_command(row["asked_digest"], new.asked_digest):
            return KeyReused()
        return self._batch(row)

    async def get(self, batch_id: UUID) -> Batch | None:
        """A list by its id."""
        row = await self._pool.fetchrow(_SQL["get"], batch_id)
        return None if row is None else self._batch(row)

    async def newest_of(self, person: str, limit: int) -> Sequence[UUID]:
        """The lists that somebody sent last."""
        return [row["batch_id"] for row in await self._pool.fetch(_SQL["of_person"], person, limit)]

    async def open(self, limit: int) -> Sequence[UUID]:
        """Lists with rows that wait."""
        return [row["batch_id"] for row in await self._pool.fetch(_SQL["open"], limit)]

    @asynccontextmanager
    async def claimed(self, batch_id: UUID, limit: int) -> AsyncIterator[Claim]:
        """The next rows that wait and that nobody else holds; whoever dies over them leaves them waiting."""
        async with self._pool.acquire() as connection, connection.transaction():
            found = await connection.fetch(_SQL["claim"], batch_id, limit)
            claim = Claim([Row(row["line"], "waiting", self._unsealed(batch_id, row)) for row in found])
            yield claim
            lines, states = [row.line for row in claim.settled], [row.state for row in claim.settled]
            ids = [row.query_id for row in claim.settled]
            await connection.execute(_SQL["settle"], batch_id, lines, states, ids)

    async def pause(self, batch_id: UUID, until: datetime | None) -> None:
        """Say until when no more is answered of a list; None: it goes on."""
        await self._pool.execute(_SQL["pause"], batch_id, until)

    async def end(self, batch_id: UUID, how: Ended, at: datetime) -> bool:
        """Answer no more of a list; False: there was nothing left, or it had ended."""
        return bool(await self._pool.fetchval(_SQL["end"], batch_id, how, at))

    async def rows(self, batch_id: UUID) -> Sequence[Row]:
        """The rows of a list, by their lines."""
        return [
            Row(row["line"], row["state"], self._unsealed(batch_id, row), row["query_id"])
            for row in await self._pool.fetch(_SQL["listed"], batch_id)
        ]

    def _unsealed(self, batch_id: UUID, row: asyncpg.Record) -> bytes:
        return unseal(self._cipher, row["content"], _place(batch_id, row["line"]))

    def _batch(self, row: asyncpg.Record) -> Batch:
        return Batch(
            batch_id=row["batch_id"],
            reader=shaped(Reader, row),
            purpose=row["purpose"],
            content=unseal(self._cipher, row["content"], row["batch_id"].bytes),
            sent_at=row["sent_at"],
            resumes_at=row["resumes_at"],
            ended=row["ended"],
            counts=_COUNTS.validate_json(row["counts"]),
        )


def _place(batch_id: UUID, line: int) -> bytes:
    """What the sealed content of a row is bound to."""
    return query_id(batch_id, line).bytes
