"""Receipts of queries of results: added once for each key, never changed, found by their number.

A code made with the installation's key goes with each: nobody makes a receipt who has not the key.
"""

import base64
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.result_queries.answer import AnswerKind
from domain.terms.deadlines import SHANGHAI
from eventlog.keys import InstallationKey, seal, unseal
from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.read_log import Reader
from eventlog.rows import shaped
from eventlog.shapes import KeyReused

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_CODE_BYTES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReceipt:
    """An answer as it is told; `asked_digest` is of reader and question, as in the ledger of commands."""

    query_id: UUID
    asked_digest: bytes
    asked_at: datetime
    reader: Reader
    purpose: str
    answer: AnswerKind
    content: bytes
    batch_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An answer as it was told: its number, the code that proves it, the SHA-256 of what was told.

    Attributes:
        intact: whether it is as it was kept; a row that was changed since vouches for nothing, and has no content.
    """

    intact: bool
    number: str
    code: str
    query_id: UUID
    asked_at: datetime
    reader: Reader
    purpose: str
    answer: AnswerKind
    digest: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Counted:
    """How many queries a reader made for a purpose, and how they were answered."""

    organ: str
    position: str
    person: str
    purpose: str
    queries: int
    in_lists: int
    in_force: int
    in_progress: int
    none: int
    no_right: int


class Receipts:
    """The receipts of one installation, as `rongcuo_api`."""

    def __init__(self, pool: Pool, key: InstallationKey) -> None:
        self._pool = pool
        self._key = key
        self._cipher = AESGCM(key.derive("result-queries"))
        self._code_key = key.derive("result-query-codes")

    async def record(self, new: NewReceipt) -> Receipt | KeyReused:
        """Keep what is told; the same key again gives the receipt there is, if it asks the same."""
        row = await self._pool.fetchrow(
            _SQL["record"],
            new.query_id,
            self._key.command_digest(new.asked_digest),
            new.asked_at,
            new.reader.person,
            new.reader.position,
            new.reader.organ,
            new.reader.place,
            new.reader.for_person,
            new.purpose,
            new.answer,
            sha256(new.content).digest(),
            seal(self._cipher, new.content, new.query_id.bytes),
            new.batch_id,
        )
        if row is not None:
            return self._receipt(row)
        return await self.earlier(new.query_id, new.asked_digest) or KeyReused()

    async def earlier(self, query_id: UUID, asked_digest: bytes) -> Receipt | KeyReused | None:
        """The receipt that a key has, if it has any, and asked the same."""
        rows = await self._pool.fetch(_SQL["by_id"], [query_id])
        if not rows:
            return None
        same = self._key.is_of_command(rows[0]["asked_digest"], asked_digest)
        return self._receipt(rows[0]) if same else KeyReused()

    async def of_keys(self, query_ids: Collection[UUID]) -> dict[UUID, Receipt]:
        """The receipts of some keys; one without is missing."""
        rows = await self._pool.fetch(_SQL["by_id"], list(query_ids))
        return {row["query_id"]: self._receipt(row) for row in rows}

    async def find(self, number: str) -> Receipt | None:
        """The receipt of a number, as it is printed."""
        year, _, serial = number.partition("-")
        if not (number.isascii() and year.isdecimal() and serial.isdecimal() and len(serial) < len(str(2**63))):
            return None
        row = await self._pool.fetchrow(_SQL["by_serial"], int(serial))
        found = None if row is None else self._receipt(row)
        return found if found is not None and found.number == number else None

    async def newest_of(self, person: str, limit: int) -> Sequence[Receipt]:
        """The newest receipts of somebody, but for those of lists."""
        return [self._receipt(row) for row in await self._pool.fetch(_SQL["of_person"], person, limit)]

    async def counted(self, places: Sequence[str], first: datetime, until: datetime, limit: int) -> tuple[Counted, ...]:
        """How many queries readers of some places made from an instant until before another."""
        rows = await self._pool.fetch(_SQL["counted"], places, first, until, limit)
        return tuple(Counted(**row) for row in rows)

    def _receipt(self, row: asyncpg.Record) -> Receipt:
        try:
            content = unseal(self._cipher, row["content"], row["query_id"].bytes)
        except InvalidTag:
            content = b""
        number = f"{row['asked_at'].astimezone(SHANGHAI).year}-{row['serial']:06}"
        return Receipt(
            intact=sha256(content).digest() == row["digest"],
            number=number,
            code=self._code(number, row["digest"]),
            query_id=row["query_id"],
            asked_at=row["asked_at"],
            reader=shaped(Reader, row),
            purpose=row["purpose"],
            answer=AnswerKind(row["answer"]),
            digest=row["digest"],
            content=content,
        )

    def _code(self, number: str, digest: bytes) -> str:
        """Sixteen characters in groups of four, of number and content."""
        proof = hmac.digest(self._code_key, number.encode() + digest, sha256)[:_CODE_BYTES]
        letters = base64.b32encode(proof).decode()
        return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
