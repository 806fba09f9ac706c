"""Who of the registered subjects holds positions: the link to the persons of the organs, kept beside the register.

Both sides are ids; no event tells of it. Whoever is linked to a subject has no part in handling that subject's case.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import asyncpg

from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.subjects import Family

_SQL = load_queries(Path(__file__).parent / "persons.sql")


class LinkedBy(NamedTuple):
    """Who says it (the actor, as JSON), and when."""

    actor: bytes
    at: datetime


async def get(pool: Pool, subject_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The persons that some subjects are linked to, each by its own id; whoever is linked to nobody is missing."""
    rows = await pool.fetch(_SQL["get"], subject_ids)
    return {row["subject_id"]: row["person"] for row in rows if row["person"] is not None}


async def link(pool: Pool, family: Family, person: str | None, by: LinkedBy) -> bool:
    """Say who a subject is among the persons of the organs, or that it is none of them any more.

    Whatever was said of its other ids ends with that. False: somebody else says it this very moment; call again.
    """
    now = await get(pool, family.ids)
    said = {id_: None for id_ in now if id_ != family.root} | {family.root: person}
    changed = [(id_, named) for id_, named in said.items() if now.get(id_) != named]
    try:
        await pool.executemany(_SQL["set"], [(id_, named, by.actor, by.at) for id_, named in changed])
    except asyncpg.UniqueViolationError:
        return False
    return True


async def streams_of(pool: Pool, person: str, stream_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of some streams in which a person is or was a subject, or applied."""
    rows = await pool.fetch(_SQL["streams_of"], person, stream_ids)
    return frozenset(row["stream_id"] for row in rows)


async def of_stream(pool: Pool, stream_id: UUID) -> frozenset[str]:
    """The persons who are or were subjects of a stream, or applied in it."""
    return frozenset(await pool.fetchval(_SQL["of_stream"], stream_id) or ())


async def of_streams(pool: Pool, stream_ids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """The same as `of_stream` of several, with one statement."""
    rows = await pool.fetch(_SQL["of_streams"], list(stream_ids))
    return {row["stream_id"]: frozenset(row["persons"] or ()) for row in rows}


async def subjects_of(pool: Pool, person: str) -> frozenset[UUID]:
    """The registered subjects that a person is now, by every id that stands for one of them."""
    return frozenset(row["subject_id"] for row in await pool.fetch(_SQL["subjects_of"], person))
