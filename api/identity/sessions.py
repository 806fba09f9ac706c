"""Sessions of people, kept here and not in the browser: it has a random id, of which only the digest is kept.

One ends after half an hour without use, twelve hours after it began, or when anybody ends it; these bounds stand in
credentials.sql, where every request is held to them. The id is new at each sign-in and each change of position.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from api.identity.credentials import digest_of
from eventlog.pool import Pool
from eventlog.queries import load_queries

Method = Literal["persona", "password", "totp", "recovery_code", "oidc"]

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_ID_BYTES = 32
_DEVICE_CHARACTERS = 300


class NoDemonstration(Exception):  # noqa: N818 - says what is the matter
    """Only a demonstration has personas to choose from; here everybody has an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a session begins.

    Attributes:
        account_id: None: a persona of a demonstration.
        position: The one to act in; None where it is still to be chosen.
        for_person: Whose position that is, where another acts in it.
        device: What the browser says of itself.
        oidc_sid: The provider's own session.
        id_token: Sealed.
        verified_at: When they showed who they are; None: now.
    """

    session_id: UUID
    account_id: UUID | None
    person: str
    position: str | None
    for_person: str | None
    method: Method
    device: str
    address: str
    oidc_sid: str | None = None
    id_token: bytes | None = None
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A line of the list of somebody's sessions."""

    session_id: UUID
    position: str | None
    for_person: str | None
    method: Method
    device: str
    address: str
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class EndedSession:
    """What must still be known of a session that has just ended."""

    session_id: UUID
    person: str
    method: Method
    id_token: bytes | None


async def begin(pool: Pool, beginning: Beginning) -> str:
    """Begin a session; returns its id, which nobody else knows.

    Raises:
        NoDemonstration: it is of no account.
    """
    id_ = secrets.token_urlsafe(_ID_BYTES)
    done = await pool.execute(
        _SQL["begin"],
        beginning.session_id,
        digest_of(id_),
        beginning.account_id,
        beginning.person,
        beginning.position,
        beginning.for_person,
        beginning.method,
        beginning.device[:_DEVICE_CHARACTERS],
        beginning.address,
        beginning.oidc_sid,
        beginning.id_token,
        beginning.verified_at,
    )
    if done == "INSERT 0 0":
        raise NoDemonstration
    return id_


async def act_in(pool: Pool, id_: str, position: str, for_person: str | None) -> str:
    """Go on in a position, under a new id, which is returned."""
    fresh = secrets.token_urlsafe(_ID_BYTES)
    await pool.execute(_SQL["act_in"], digest_of(id_), digest_of(fresh), position, for_person)
    return fresh


async def verified(pool: Pool, id_: str) -> str | None:
    """Go on after its person has shown anew who they are, under a new id, which is returned; None: it has ended."""
    fresh = secrets.token_urlsafe(_ID_BYTES)
    done = await pool.fetchval(_SQL["verified"], digest_of(id_), digest_of(fresh))
    return fresh if done is not None else None


async def end(pool: Pool, id_: str) -> EndedSession | None:
    """End a session by its id; None: it had ended before."""
    row = await pool.fetchrow(_SQL["end"], digest_of(id_))
    return EndedSession(**row) if row else None


async def end_one(pool: Pool, session_id: UUID, person: str) -> bool:
    """End one of a person's sessions by what it is called in lists; False: they have none of that name."""
    return await pool.fetchval(_SQL["end_one"], session_id, person) is not None


async def end_all(pool: Pool, person: str, but: UUID | None = None) -> int:
    """End all sessions of a person, perhaps but one; returns how many there were."""
    return len(await pool.fetch(_SQL["end_all"], person, but))


async def end_at_provider(
    pool: Pool, issuer: str, subject: str | None, sid: str | None, said_at: datetime
) -> list[str]:
    """End what the identity provider says has ended there; returns whose sessions these were."""
    rows = await pool.fetch(_SQL["end_at_provider"], issuer, subject, sid, said_at)
    return [row["person"] for row in rows]


async def of_person(pool: Pool, person: str) -> tuple[Session, ...]:
    """The sessions of a person, the newest first."""
    return tuple(Session(**row) for row in await pool.fetch(_SQL["of_person"], person))


def new_session_id() -> UUID:
    """What a session is to be called in lists."""
    return uuid4()
