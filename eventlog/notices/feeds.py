"""Calendars that other programs show (RFC 5545): an address that nobody guesses, and what was last told under it.

What was told is kept: a date that changes is told as a change of the same entry, and one that ended as cancelled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.rows import shaped

CANCELLED_KEPT = timedelta(days=30)
"""How long an entry that ended is told as cancelled: longer than any program waits before it asks again."""

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar of somebody in a post, as it is listed."""

    feed_id: UUID
    person: str
    position: str
    made_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A deadline as a calendar has it.

    Attributes:
        uid: of the duty, proposal or round.
        sequence: how often it was changed since it was first told.
    """

    uid: UUID
    due_on: date
    summary: str
    sequence: int
    cancelled: bool
    changed_at: datetime


async def make(pool: Pool, digest: bytes, person: str, position: str, at: datetime) -> UUID:
    """Make a calendar; the one before, of the same person and post, is revoked."""
    made: UUID = await pool.fetchval(_SQL["make"], uuid4(), digest, person, position, at)
    return made


async def revoke(pool: Pool, person: str, position: str, at: datetime) -> None:
    """Revoke the calendars of somebody in a post."""
    await pool.execute(_SQL["revoke"], person, position, at)


async def of_owner(pool: Pool, person: str, position: str) -> Feed | None:
    """The calendar of somebody in a post, if there is one."""
    row = await pool.fetchrow(_SQL["of_owner"], person, position)
    return None if row is None else shaped(Feed, row)


async def asked_for(pool: Pool, digest: bytes, at: datetime) -> Feed | None:
    """The calendar of an address, which is read now; None: there is none, or it was revoked."""
    row = await pool.fetchrow(_SQL["asked_for"], digest, at)
    return None if row is None else shaped(Feed, row)


async def told(pool: Pool, feed_id: UUID, due: Sequence[tuple[UUID, date, str]], at: datetime) -> list[Entry]:
    """What a calendar tells now of what is due, and what of it is new or changed is kept.

    Args:
        pool: of connections.
        feed_id: of the calendar.
        due: what is due: its id, the day, and what it is called.
        at: now.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchval(_SQL["lock"], feed_id)
        before = {row["uid"]: shaped(Entry, row) for row in await connection.fetch(_SQL["entries"], feed_id)}
        now = revised(before, due, at)
        changed = [each for uid, each in now.items() if each != before.get(uid)]
        rows = [(feed_id, each.uid, each.due_on, each.summary, each.sequence, each.cancelled, at) for each in changed]
        await connection.executemany(_SQL["keep"], rows)
    recent = (each for each in now.values() if not each.cancelled or each.changed_at > at - CANCELLED_KEPT)
    return sorted(recent, key=lambda each: (each.due_on, each.uid))


def revised(before: dict[UUID, Entry], due: Sequence[tuple[UUID, date, str]], at: datetime) -> dict[UUID, Entry]:
    """The entries of a calendar after another look: a change raises the sequence, an end cancels (RFC 5546, 2.1.4)."""
    now = {uid: Entry(uid, day, summary, 0, cancelled=False, changed_at=at) for uid, day, summary in due}
    found: dict[UUID, Entry] = {}
    for uid, each in now.items():
        was = before.get(uid)
        if was is None:
            found[uid] = each
        elif (was.due_on, was.summary, was.cancelled) == (each.due_on, each.summary, False):
            found[uid] = was
        else:
            found[uid] = replace(each, sequence=was.sequence + 1)
    for uid, was in before.items():
        if uid not in now:
            ended = replace(was, sequence=was.sequence + 1, cancelled=True, changed_at=at)
            found[uid] = was if was.cancelled else ended
    return found
