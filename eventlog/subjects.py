"""The register of subjects: who an opaque id is.

Names are encrypted and found by keyed digests of their canonical forms; nothing here is ever part of an event's
payload. It is written as the log is: one command, one transaction, one outcome in the ledger.
"""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import asyncpg

from domain.identity import canonical_name, canonical_number
from eventlog.keys import InstallationKey
from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.shapes import Conflict, KeyReused

_SQL = load_queries(Path(__file__).parent / "subjects.sql")
_NO_TRANSACTION, _NIL = -1, UUID(int=0)


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or a unit (当事人, 容错对象), as written."""

    subject_id: UUID
    kind: Literal["person", "unit"]
    sector: str
    jurisdiction: str
    name: str
    aliases: tuple[str, ...] = ()
    unit_name: str | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class RegisteredSubject:
    """The newest entry of a subject; `merged_into` is who a duplicate stands for."""

    subject: Subject
    version: int
    registered_at: datetime
    merged_into: UUID | None = None


@dataclass(frozen=True, slots=True)
class RegisterCommand:
    """What comes with every change of the register; `digest` is of body and actor, as in the log's ledger."""

    command_id: UUID
    digest: bytes
    actor: bytes
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Registered:
    """It stands. `repeated`: it stood before, under this very command."""

    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Others of the place bear the name in the same unit, or have the same identifier. Nothing was written."""

    subject_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class NotAlike:
    """A subject is not merged into itself, nor a person into a unit. Nothing was written."""


Changed = Registered | Conflict | NotAlike | KeyReused
"""What becomes of a merge or its undoing; a conflict says that an entry is not, or no more, what it was taken for."""


@dataclass(frozen=True, slots=True)
class Family:
    """Every id that stands for one subject: its own first, then those merged into it."""

    ids: tuple[UUID, ...]

    @property
    def root(self) -> UUID:
        """Who all of them are."""
        return self.ids[0]


class SubjectRegister:
    """The register of one installation, as `rongcuo_api`."""

    def __init__(self, pool: Pool, key: InstallationKey) -> None:
        self._pool = pool
        self._key = key

    async def register(
        self, subject: Subject, command: RegisterCommand, *, another: bool = False
    ) -> Registered | Namesakes | KeyReused:
        """Register a subject, once for each command; registering again (a new alias, a new post) adds a version.

        Args:
            subject: as written.
            command: the same one again changes nothing.
            another: whether it was said outright that this is nobody of those who bear the name already.
        """
        try:
            await self._pool.execute(
                _SQL["register"],
                command.command_id,
                self._key.command_digest(command.digest),
                command.actor,
                command.recorded_at,
                subject.subject_id,
                subject.kind,
                subject.sector,
                subject.jurisdiction,
                self._key.seal_identity(identity_of(subject), subject.subject_id),
                *keys_of(self._key, subject),
                another,
            )
        except asyncpg.PostgresError as error:
            match error.constraint_name:
                case "command_pkey":
                    return await self._earlier(command)
                case "subject_namesake":
                    return Namesakes(tuple(map(UUID, str(error.detail).split())))
                case _:
                    raise
        return Registered()

    async def merge(self, duplicate: UUID, into: UUID, reasons: str, command: RegisterCommand) -> Changed:
        """合并重复登记: from now on the duplicate stands for another subject; both must exist and be no duplicates."""
        return await self._change(_SQL["merge"], command, duplicate, into, self._sealed(reasons, duplicate))

    async def separate(self, duplicate: UUID, reasons: str, command: RegisterCommand) -> Changed:
        """撤销合并: a merge was wrong; from now on the entry stands for itself again, with the facts it had before."""
        return await self._change(_SQL["separate"], command, duplicate, self._sealed(reasons, duplicate))

    async def get(self, subject_ids: Sequence[UUID]) -> dict[UUID, RegisteredSubject]:
        """The newest entries; an unknown id is missing."""
        found = map(self._opened, await self._pool.fetch(_SQL["get"], subject_ids))
        return {entry.subject.subject_id: entry for entry in found}

    async def entered_since(self, since: int, page: int) -> AsyncIterator[tuple[list[Subject], int]]:
        """Entries that came since an earlier look, page after page, each with where the next look begins; 0: all.

        Every version of an entry comes, some of them perhaps again; none is passed over, however long its transaction
        took.
        """
        place, running = (_NO_TRANSACTION, _NIL, 0), since
        while rows := await self._pool.fetch(_SQL["entered_since"], since, *place, page):
            running = rows[0]["running"] if place[0] == _NO_TRANSACTION else running
            place = (rows[-1]["entered_in"], rows[-1]["subject_id"], rows[-1]["version"])
            yield [subject_of(self._key, row) for row in rows], since
        yield [], running

    async def find(self, name: str) -> list[RegisteredSubject]:
        """Subjects that bear this name or alias now, or did in an earlier entry or as a duplicate; each once."""
        rows = await self._pool.fetch(_SQL["find"], self._key.name_digest(canonical_name(name)))
        return [self._opened(row) for row in rows]

    async def find_any(self, names: Iterable[str]) -> dict[str, list[RegisteredSubject]]:
        """The same for many names, by their canonical forms, with one statement; a name nobody bears is missing."""
        digests = {self._key.name_digest(name): name for name in map(canonical_name, names)}
        found: dict[str, list[RegisteredSubject]] = {}
        for row in await self._pool.fetch(_SQL["find_any"], list(digests)):
            found.setdefault(digests[row["digest"]], []).append(self._opened(row))
        return found

    async def families(self, subject_ids: Iterable[UUID]) -> Mapping[UUID, Family]:
        """Every id that stands for the same subject as one of these; an unknown id is missing."""
        rows = await self._pool.fetch(_SQL["families"], sorted(subject_ids))
        return {row["subject_id"]: Family(tuple(row["members"])) for row in rows}

    async def all_ids(self, subject_ids: Iterable[UUID]) -> list[UUID]:
        """These and every id that stands for the same subjects; an unknown id is kept."""
        asked = frozenset(subject_ids)
        families = await self.families(asked)
        return sorted(asked.union(*(family.ids for family in families.values())))

    async def _change(self, statement: str, command: RegisterCommand, *arguments: object) -> Changed:
        kept = self._key.command_digest(command.digest)
        ledger = (command.command_id, kept, command.actor, command.recorded_at)
        try:
            await self._pool.execute(statement, *ledger, *arguments)
        except asyncpg.PostgresError as error:
            match error.constraint_name:
                case "command_pkey":
                    return await self._earlier(command)
                case "subject_root" | "subject_merged" | "subject_pkey":
                    return Conflict()
                case "subject_alike":
                    return NotAlike()
                case _:
                    raise
        return Registered()

    def _sealed(self, reasons: str, subject_id: UUID) -> bytes:
        return self._key.seal_identity(reasons.encode(), subject_id)

    async def _earlier(self, command: RegisterCommand) -> Registered | KeyReused:
        """What became of a command id that the ledger has: the same command stands, another one is told so."""
        kept = await self._pool.fetchval(_SQL["digest"], command.command_id)
        return Registered(repeated=True) if self._key.is_of_command(kept, command.digest) else KeyReused()

    def _opened(self, row: asyncpg.Record) -> RegisteredSubject:
        return RegisteredSubject(subject_of(self._key, row), row["version"], row["registered_at"], row["merged_into"])


def subject_of(key: InstallationKey, row: asyncpg.Record) -> Subject:
    """The subject of a row, its names unsealed."""
    identity = json.loads(key.unseal_identity(row["identity"], row["subject_id"]))
    return Subject(
        subject_id=row["subject_id"],
        kind=row["kind"],
        sector=row["sector"],
        jurisdiction=row["jurisdiction"],
        name=identity["name"],
        aliases=tuple(identity["aliases"]),
        unit_name=identity["unit_name"],
        identifier=identity["identifier"],
    )


def keys_of(key: InstallationKey, subject: Subject) -> tuple[list[bytes], bytes | None, bytes | None]:
    """What an entry is found by: its names, the unit of a person, the identifier."""
    names = sorted({key.name_digest(canonical_name(name)) for name in (subject.name, *subject.aliases)})
    unit = canonical_name(subject.unit_name or "") if subject.kind == "person" else ""
    identifier = canonical_number(subject.identifier or "")
    return names, key.name_digest(unit) if unit else None, key.name_digest(identifier) if identifier else None


def identity_of(subject: Subject) -> bytes:
    """What is sealed of an entry."""
    identity = {
        "name": subject.name,
        "aliases": subject.aliases,
        "unit_name": subject.unit_name,
        "identifier": subject.identifier,
    }
    return json.dumps(identity, ensure_ascii=False).encode()
