"""The register of subjects: who an opaque id is.

Names are encrypted and found by keyed digests; nothing here is ever part of an event's payload.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import asyncpg

from eventlog.keys import InstallationKey
from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).parent / "subjects.sql")


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or a unit (当事人, 容错对象)."""

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
    """The newest entry of a subject."""

    subject: Subject
    version: int
    registered_at: datetime


class SubjectRegister:
    """The register of one installation, as `rongcuo_app`."""

    def __init__(self, pool: Pool, key: InstallationKey) -> None:
        self._pool = pool
        self._key = key

    async def register(self, subject: Subject) -> int:
        """Register a subject and return its version; registering again (a new alias, a new post) adds a version.

        Raises:
            asyncpg.UniqueViolationError: somebody else registered the same subject this very moment; call again.
        """
        names = (subject.name, *subject.aliases)
        version: int = await self._pool.fetchval(
            _SQL["register"],
            subject.subject_id,
            subject.kind,
            subject.sector,
            subject.jurisdiction,
            self._key.seal_identity(_identity(subject), subject.subject_id),
            sorted({self._key.name_digest(normalise(name)) for name in names}),
        )
        return version

    async def get(self, subject_ids: Sequence[UUID]) -> dict[UUID, RegisteredSubject]:
        """The newest entries; an unknown id is missing."""
        found = map(self._opened, await self._pool.fetch(_SQL["get"], subject_ids))
        return {entry.subject.subject_id: entry for entry in found}

    async def find(self, name: str) -> list[RegisteredSubject]:
        """Subjects that bear this name or alias now, or did in an earlier entry."""
        rows = await self._pool.fetch(_SQL["find"], self._key.name_digest(normalise(name)))
        return [self._opened(row) for row in rows]

    def _opened(self, row: asyncpg.Record) -> RegisteredSubject:
        identity = json.loads(self._key.unseal_identity(row["identity"], row["subject_id"]))
        subject = Subject(
            subject_id=row["subject_id"],
            kind=row["kind"],
            sector=row["sector"],
            jurisdiction=row["jurisdiction"],
            name=identity["name"],
            aliases=tuple(identity["aliases"]),
            unit_name=identity["unit_name"],
            identifier=identity["identifier"],
        )
        return RegisteredSubject(subject, row["version"], row["registered_at"])


def normalise(name: str) -> str:
    """One spelling for look-ups: compatibility forms, case and all spaces are ignored."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _identity(subject: Subject) -> bytes:
    identity = {
        "name": subject.name,
        "aliases": subject.aliases,
        "unit_name": subject.unit_name,
        "identifier": subject.identifier,
    }
    return json.dumps(identity, ensure_ascii=False).encode()
