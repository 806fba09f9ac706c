"""What was done with accounts, sessions and tokens: an append-only table, and a warning for what must be loud."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import structlog

from eventlog.pool import Pool
from eventlog.queries import load_queries

Kind = Literal[
    "signed_in",
    "break_glass_used",
    "sign_in_failed",
    "signed_out",
    "sessions_ended",
    "ended_at_provider",
    "invited",
    "account_made",
    "password_changed",
    "second_factor_on",
    "second_factor_off",
    "account_disabled",
    "account_enabled",
    "break_glass_set",
    "token_made",
    "token_revoked",
    "token_refused",
    "verified_again",
]

_SQL = load_queries(Path(__file__).with_name("accounts.sql"))
_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """A line of the table; people are named as the organs name them, a token by what it is for."""

    at: datetime
    kind: Kind
    person: str | None
    by_person: str | None
    method: str | None
    address: str | None
    note: str | None


async def note(  # noqa: PLR0913 - the columns of the table
    pool: Pool,
    kind: Kind,
    person: str | None,
    *,
    by: str | None = None,
    method: str | None = None,
    address: str | None = None,
    about: str | None = None,
) -> None:
    """Write down what was done; the use of the break-glass account is a warning in the log as well."""
    if kind == "break_glass_used":
        _logger.warning("break-glass account used", person=person, address=address)
    await pool.execute(_SQL["note"], kind, person, by, method, address, about)


async def noted(pool: Pool, person: str | None = None, limit: int = 100) -> tuple[AccountEvent, ...]:
    """What was written down last, of everybody or of a person."""
    return tuple(AccountEvent(**row) for row in await pool.fetch(_SQL["noted"], person, limit))


async def note_refused_token(pool: Pool, token_id: UUID, address: str) -> None:
    """Write down that a token was tried from where it is not good: once a minute, however often it is tried."""
    await pool.execute(_SQL["note_refused_token"], token_id, address)
