"""Files of paper cases as they wait and are entered (补录): who prepared and approved which, and each row's end.

A row is entered by a command of the log whose id is made of the file and the row, so entering it twice is harmless;
what stands here says how far it went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import NAMESPACE_OID, UUID, uuid5

import asyncpg
from pydantic import TypeAdapter

from domain.values import Actor
from eventlog.keys import InstallationKey
from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_COUNTS = TypeAdapter(dict[str, int])

RowState = Literal["waiting", "entered", "known", "faulty", "refused"]
"""A row waits, its case is entered, it was there before; the sheet has a fault, or the rules refuse it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImport:
    """A file as it is prepared."""

    file_sha256: bytes
    pack: str
    organ: str
    jurisdiction: str
    file_name: str
    actor: Actor
    prepared_at: datetime
    access_rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewRow:
    """A case of a file; `content` is what it says, which is kept sealed."""

    line: int
    number: str
    case_id: UUID | None
    state: RowState
    faults: bytes
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseImport(NewImport):
    """A file as it stands: how many of its cases are in which state."""

    ended: Literal["approved", "withdrawn"] | None
    ended_by: str | None
    ended_at: datetime | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A case that is still to be entered."""

    line: int
    number: str
    case_id: UUID
    content: bytes


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a row."""

    line: int
    state: RowState
    faults: bytes = b"[]"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A row as it stands; `faults` is JSON."""

    line: int
    number: str
    case_id: UUID | None
    state: RowState
    faults: str
    settled_at: datetime | None


def id_in(file_sha256: bytes, what: str) -> UUID:
    """The id of something that a file brings: of a row's command, of a subject. The same file gives the same ids."""
    return uuid5(uuid5(NAMESPACE_OID, f"rongcuo:import:{file_sha256.hex()}"), what)


def command_id(file_sha256: bytes, line: int) -> UUID:
    """The id of the command that enters the case of a row."""
    return id_in(file_sha256, f"row:{line}")


class CaseImports:
    """The imports of one installation, as `rongcuo_app`."""

    def __init__(self, pool: Pool, key: InstallationKey) -> None:
        self._pool = pool
        self._key = key

    async def prepare(self, new: NewImport, rows: Sequence[NewRow]) -> bool:
        """Keep a file and its cases, in the order in which they are to be entered; False: it was kept before."""
        sealed = [
            row.content and self._key.seal_identity(row.content, _place(new.file_sha256, row.line)) for row in rows
        ]
        async with self._pool.acquire() as connection, connection.transaction():
            first = await connection.fetchval(
                _SQL["prepare"],
                new.file_sha256,
                new.pack,
                new.organ,
                new.jurisdiction,
                new.file_name,
                new.actor.model_dump_json(),
                new.actor.person,
                new.prepared_at,
                list(new.access_rules),
            )
            if not first:
                return False
            await connection.execute(
                _SQL["prepare_rows"],
                new.file_sha256,
                [row.line for row in rows],
                list(range(len(rows))),
                [row.number for row in rows],
                [row.case_id for row in rows],
                [command_id(new.file_sha256, row.line) for row in rows],
                [row.state for row in rows],
                [row.faults.decode() for row in rows],
                sealed,
            )
        return True

    async def get(self, file_sha256: bytes) -> CaseImport | None:
        """A file by the SHA-256 of its bytes."""
        row = await self._pool.fetchrow(_SQL["get"], file_sha256)
        return None if row is None else _import_of(row)

    async def of_organ(self, organ: str, limit: int) -> list[CaseImport]:
        """The files of an organ, the last prepared first."""
        return [_import_of(row) for row in await self._pool.fetch(_SQL["of_organ"], organ, limit)]

    async def end(
        self, file_sha256: bytes, how: Literal["approved", "withdrawn"], by: str, at: datetime
    ) -> Literal["done", "ended", "same_person"]:
        """Approve a file, which its preparer may not, or take it back; both once."""
        try:
            done = await self._pool.fetchval(_SQL["end"], file_sha256, how, by, at)
        except asyncpg.CheckViolationError as error:
            if error.constraint_name != "case_import_four_eyes":
                raise
            return "same_person"
        return "done" if done else "ended"

    async def waiting(self, file_sha256: bytes, limit: int) -> list[WaitingRow]:
        """The next cases to be entered, unsealed."""
        found = await self._pool.fetch(_SQL["waiting"], file_sha256, limit)
        return [
            WaitingRow(
                row["line"],
                row["number"],
                row["case_id"],
                self._key.unseal_identity(row["content"], _place(file_sha256, row["line"])),
            )
            for row in found
        ]

    async def settle(self, file_sha256: bytes, outcomes: Sequence[Settled], at: datetime) -> None:
        """Keep what became of some rows, with one statement."""
        await self._pool.execute(
            _SQL["settle"],
            file_sha256,
            [each.line for each in outcomes],
            [each.state for each in outcomes],
            [each.faults.decode() for each in outcomes],
            at,
        )

    async def rows(self, file_sha256: bytes, after: int, limit: int, *, unsettled: bool = False) -> list[RowOutcome]:
        """A page of the rows of a file, by their lines; `unsettled`: those alone that people must look at."""
        found = await self._pool.fetch(_SQL["rows"], file_sha256, after, limit, unsettled)
        return [
            RowOutcome(row["line"], row["number"], row["case_id"], row["state"], row["faults"], row["settled_at"])
            for row in found
        ]


def _import_of(row: asyncpg.Record) -> CaseImport:
    return CaseImport(
        file_sha256=row["file_sha256"],
        pack=row["pack"],
        organ=row["organ"],
        jurisdiction=row["jurisdiction"],
        file_name=row["file_name"],
        actor=Actor.model_validate_json(row["actor"]),
        prepared_at=row["prepared_at"],
        access_rules=tuple(row["access_rules"]),
        ended=row["ended"],
        ended_by=row["ended_by"],
        ended_at=row["ended_at"],
        counts=_COUNTS.validate_json(row["counts"]),
    )


def _place(file_sha256: bytes, line: int) -> UUID:
    """What the sealed content of a row is bound to."""
    return id_in(file_sha256, f"content:{line}")
