"""Tokens of programs: each acts for a person in a position, within a scope, for at most a year; digests are kept."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from asyncpg import Record

from api.identity.credentials import digest_of
from api.identity.networks import Network
from eventlog.pool import Pool
from eventlog.queries import load_queries

Scope = Literal["read", "act"]

PREFIX = "rongcuo_live_"
"""By which whoever finds one in the open knows what it is."""
DAYS_MAX = 365
_TOKEN_BYTES = 32

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class MachineToken:
    """A token as it is listed; the token itself is shown once, when it is made."""

    token_id: UUID
    name: str
    person: str
    position: str
    for_person: str | None
    scope: Scope
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None
    addresses: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token to be made.

    Attributes:
        name: What it is for, to people.
        days: How long it is good, at most `DAYS_MAX`.
        addresses: The networks from which it is good; none: from anywhere.
    """

    name: str
    person: str
    position: str
    for_person: str | None
    scope: Scope
    days: int
    addresses: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A new token, the only time it is seen."""

    token: str
    expires_at: datetime


async def make(pool: Pool, wanted: Wanted, made_by: str) -> Made:
    """Make a token."""
    if not 0 < wanted.days <= DAYS_MAX:
        raise ValueError(f"a token is good for 1 to {DAYS_MAX} days, not {wanted.days}")
    token = PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
    values = (wanted.name, wanted.person, wanted.position, wanted.for_person, wanted.scope, made_by, wanted.days)
    made = (uuid4(), digest_of(token), *values, wanted.addresses)
    expires_at: datetime = await pool.fetchval(_SQL["make"], *made)
    return Made(token, expires_at)


async def revoke(pool: Pool, token_id: UUID, by: str) -> MachineToken | None:
    """End a token; None: there is none of that id that still holds."""
    row = await pool.fetchrow(_SQL["revoke"], token_id, by)
    return _token(row) if row else None


async def listed(pool: Pool) -> tuple[MachineToken, ...]:
    """All tokens, those that hold first."""
    return tuple(_token(row) for row in await pool.fetch(_SQL["listed"]))


def _token(row: Record) -> MachineToken:
    return MachineToken(**{**row, "addresses": tuple(row["addresses"])})


async def renewed(pool: Pool, tokens: Iterable[str]) -> frozenset[str]:
    """Make tokens that exist good for another year; those of them that do."""
    digests = {digest_of(token): token for token in tokens}
    rows = await pool.fetch(_SQL["renew"], list(digests))
    return frozenset(digests[row["digest"]] for row in rows)


async def make_many(pool: Pool, tokens: Sequence[tuple[str, str, str]], name: str, made_by: str) -> None:
    """Keep the digests of tokens that were made elsewhere: each with its person and position."""
    digests = [digest_of(token) for token, _, _ in tokens]
    people, positions = [person for _, person, _ in tokens], [position for _, _, position in tokens]
    await pool.execute(_SQL["make_many"], digests, made_by, people, positions, name)
