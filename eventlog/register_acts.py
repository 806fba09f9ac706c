"""The acts on the register of people: each kept with the version that it made (docs/organs.md).

What an act makes of a version is for `domain.people`; here it is published, in turn, from the newest version alone.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).parent / "register_acts.sql")
_OUTDATED = "reference_draft_base"


@dataclass(frozen=True, slots=True)
class RegisterActRow:
    """An act that was done: what, by whom (both as JSON), when, and the version that holds since."""

    command_id: UUID
    version: int
    act: bytes
    actor: bytes
    acted_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What an act makes of a version.

    Attributes:
        command_id: Of whoever asks: the same one is done once.
        base_version: The version that it was made from.
        content: The whole next version.
        act: What was asked for, as JSON.
        actor: Who did it, as JSON.
        by: The person.
    """

    command_id: UUID
    base_version: int
    content: bytes
    act: bytes
    actor: bytes
    by: str


async def publish(pool: Pool, change: Change) -> int | None:
    """Publish the version that an act makes, and keep the act.

    None: another version was published since, or another request of that id just now; look again.
    """
    given = (change.command_id, change.base_version, change.content, change.act, change.actor, change.by)
    try:
        version: int = await pool.fetchval(_SQL["act"], *given)
    except asyncpg.UniqueViolationError:
        return None
    except asyncpg.RaiseError as error:
        if error.constraint_name != _OUTDATED:
            raise
        return None
    return version


async def get(pool: Pool, command_id: UUID) -> RegisterActRow | None:
    """The act of a command, if it was done."""
    row = await pool.fetchrow(_SQL["get"], command_id)
    return None if row is None else RegisterActRow(*row.values())


async def listed(pool: Pool, *, before: int | None = None, limit: int = 50) -> list[RegisterActRow]:
    """The acts, the newest first; with `before` those that made an earlier version than that."""
    return [RegisterActRow(*row.values()) for row in await pool.fetch(_SQL["listed"], before, limit)]
