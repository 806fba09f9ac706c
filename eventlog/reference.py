"""Reference data: packs, calendars, organs. Immutable versions, pinned by hash, and the drafts of versions to come.

A draft is proposed by one person and published by another; until then nothing counts by it. Numbers are given once:
that of a draft taken back stays unused.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

import asyncpg

from eventlog.pool import Borrowed, Pool
from eventlog.queries import load_queries
from eventlog.rows import shaped
from eventlog.shapes import Reference

Kind = Literal["pack", "calendar", "organs"]

_SQL = load_queries(Path(__file__).parent / "reference.sql")


@dataclass(frozen=True, slots=True)
class InstalledVersion:
    """A line of the list of what is installed."""

    kind: Kind
    name: str
    version: int
    sha256: bytes
    installed_at: datetime
    installed_by: str


@dataclass(frozen=True, slots=True)
class DraftEnd:
    """How a draft ended: who published it or took it back, and when."""

    outcome: Literal["published", "withdrawn"]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that was proposed.

    Attributes:
        base_version: the published version it was made from, the newest one then.
        note: what it rests on, for people.
        end: None while it is open.
    """

    kind: Kind
    name: str
    version: int
    base_version: int
    content: bytes
    sha256: bytes
    note: str
    proposed_by: str
    proposed_at: datetime
    end: DraftEnd | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A version with its content, published or drafted; `published` says by whom and when it was."""

    kind: Kind
    name: str
    version: int
    content: bytes
    sha256: bytes
    published: tuple[str, datetime] | None
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """The draft stands; `repeated`: it did before, open, with the same content from the same base."""

    version: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The draft has ended as it should; `repeated`: by the same person, before."""

    repeated: bool


@dataclass(frozen=True, slots=True)
class NoDraft:
    """No draft bears this number."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The draft was published or taken back before."""

    end: DraftEnd


@dataclass(frozen=True, slots=True)
class Outdated:
    """Another version was published since the draft was made; publishing it would undo that one."""

    newest: int


@dataclass(frozen=True, slots=True)
class SamePerson:
    """Who proposed a draft may not publish it."""


async def install(pool: Pool, kind: Kind, name: str, content: bytes, by: str) -> int:
    """Install content as the next version and return it; the newest version is kept if its content is the same.

    Versions are numbered from 1, after those of drafts. Two installers at once take turns. Nobody else has to agree, so
    only the owner of the database may: what comes later is proposed and published.

    Args:
        pool: as `rongcuo_owner`.
        kind: what it is.
        name: what it is called.
        content: the whole version.
        by: who installs it.
    """
    version: int = await pool.fetchval(_SQL["install"], kind, name, content, by)
    return version


async def get(pool: Pool, kind: Kind, name: str, version: int | None = None) -> Reference | None:
    """One version, or the newest."""
    row = await pool.fetchrow(_SQL["get"], kind, name, version)
    return None if row is None else Reference(*row.values())


async def publications(pool: Pool) -> int:
    """How often anything was published: what was read before the last time is read again."""
    count: int = await pool.fetchval(_SQL["publications"])
    return count


async def installed(pool: Pool) -> list[InstalledVersion]:
    """All versions, by kind and name, the newest first."""
    return [InstalledVersion(*row.values()) for row in await pool.fetch(_SQL["installed"])]


async def propose(  # noqa: PLR0913 - the columns of a draft
    pool: Pool, kind: Kind, name: str, content: bytes, *, base_version: int, note: str, by: str
) -> Proposed | Outdated:
    """Draft the next version of a name, or the first one.

    Args:
        pool: as `rongcuo_api`.
        kind: what it is.
        name: what it is called.
        content: the whole version to come.
        base_version: the newest published version, that the content was made from; 0 where there is none.
        note: what it rests on, for people.
        by: id of the person who proposes it.
    """
    digest = sha256(content).digest()
    async with _turn(pool, kind, name) as connection:
        newest = await connection.fetchval(_SQL["newest"], kind, name)
        if newest != base_version:
            return Outdated(newest)
        rows = await connection.fetch(_SQL["drafts"], kind, name, None)
        for draft in map(_draft, rows):
            if draft.end is None and (draft.base_version, draft.sha256) == (base_version, digest):
                return Proposed(draft.version, repeated=True)
        version: int = await connection.fetchval(_SQL["propose"], kind, name, base_version, content, digest, note, by)
    return Proposed(version, repeated=False)


async def publish(
    pool: Pool, kind: Kind, name: str, version: int, by: str
) -> Done | NoDraft | Ended | Outdated | SamePerson:
    """Make a draft the newest version, by a person who did not propose it."""
    async with _turn(pool, kind, name) as connection:
        draft = await _draft_of(connection, kind, name, version)
        newest = await connection.fetchval(_SQL["newest"], kind, name)
        match draft:
            case None:
                return NoDraft()
            case Draft(end=DraftEnd() as end):
                return Done(repeated=True) if (end.outcome, end.by) == ("published", by) else Ended(end)
            case _ if draft.base_version != newest:
                return Outdated(newest)
            case _ if draft.proposed_by == by:
                return SamePerson()
        await connection.execute(_SQL["end"], kind, name, version, "published", by)
    return Done(repeated=False)


async def withdraw(pool: Pool, kind: Kind, name: str, version: int, by: str) -> Done | NoDraft | Ended:
    """Take a draft back; its number stays unused."""
    async with _turn(pool, kind, name) as connection:
        draft = await _draft_of(connection, kind, name, version)
        if draft is None:
            return NoDraft()
        if draft.end is not None:
            repeated = (draft.end.outcome, draft.end.by) == ("withdrawn", by)
            return Done(repeated=True) if repeated else Ended(draft.end)
        await connection.execute(_SQL["end"], kind, name, version, "withdrawn", by)
    return Done(repeated=False)


async def versions(pool: Pool, kind: Kind) -> list[Listed]:
    """Every version of a kind with its content, published or drafted, by name, the newest first."""
    return [
        shaped(
            Listed,
            row,
            published=(row["installed_by"], row["installed_at"]) if row["installed_by"] is not None else None,
            draft=_draft(row) if row["proposed_by"] is not None else None,
        )
        for row in await pool.fetch(_SQL["versions"], kind)
    ]


async def drafts(pool: Pool, kind: Kind, name: str) -> list[Draft]:
    """Every draft of a name, ended ones too, the newest first."""
    return [_draft(row) for row in await pool.fetch(_SQL["drafts"], kind, name, None)]


@asynccontextmanager
async def _turn(pool: Pool, kind: str, name: str) -> AsyncIterator[Borrowed]:
    """A transaction in which nobody else installs, proposes or publishes under the same name."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(_SQL["turn"], kind, name)
        yield connection


async def _draft_of(connection: Borrowed, kind: Kind, name: str, version: int) -> Draft | None:
    row = await connection.fetchrow(_SQL["drafts"], kind, name, version)
    return None if row is None else _draft(row)


def _draft(row: asyncpg.Record) -> Draft:
    end = DraftEnd(row["outcome"], row["ended_by"], row["ended_at"]) if row["outcome"] else None
    return shaped(Draft, row, end=end)
