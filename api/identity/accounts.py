"""Accounts: one a person, opened by a password here or by the office's identity provider, made by an invitation.

An account gives nothing but a session; what its person may do follows from the positions they hold.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import asyncpg
from pydantic import AfterValidator, StringConstraints

from api.identity import second_factor
from api.identity.credentials import digest_of
from api.identity.passwords import digest_of_password
from api.identity.seals import Seals
from domain.identity import canonical_name
from domain.values import readable_line
from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_CODE_BYTES = 24
INVITATION_HOURS = 72
SET_UP_HOURS = 24

Login = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=64), AfterValidator(readable_line)
]
"""What somebody signs in with, in any script; it is compared as names are (domain/identity.py)."""


class LoginTaken(Exception):  # noqa: N818 - says what is the matter
    """Another account signs in with that name."""


class BoundAlready(Exception):  # noqa: N818 - says what is the matter
    """Whoever the identity provider says that this is has another account, or the account is somebody else's there."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is kept; of its password the digest, its seed sealed."""

    account_id: UUID
    person: str
    login: str | None
    password: str | None
    totp_seed: bytes | None
    totp_step: int
    break_glass: bool
    disabled: bool
    at_provider: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody as the identity provider knows them: never a name, which may be given to another."""

    issuer: str
    subject: str


class Accounts:
    """The accounts of an installation."""

    def __init__(self, pool: Pool, seals: Seals) -> None:
        self._pool = pool
        self._seals = seals

    async def by_login(self, login: str) -> Account | None:
        """The account that signs in with a name, however it is typed."""
        return await self._one("by_login", canonical_name(login))

    async def of(self, person: str) -> Account | None:
        """A person's account."""
        return await self._one("by_person", person)

    async def by_subject(self, subject: Subject) -> Account | None:
        """The account of somebody whom the identity provider knows."""
        return await self._one("by_subject", subject.issuer, subject.subject)

    async def all(self) -> dict[str, Account]:
        """Every account by its person, without what opens it."""
        return {row["person"]: Account(**row) for row in await self._pool.fetch(_SQL["all"])}

    async def are_any(self) -> bool:
        """Whether anybody has an account."""
        return bool(await self._pool.fetchval(_SQL["any"]))

    async def with_password(self, person: str, login: str, password: str) -> UUID:
        """Give a person an account, or their account another password.

        Raises:
            LoginTaken: another one signs in with that name.
        """
        digest = await digest_of_password(password)
        try:
            id_: UUID = await self._pool.fetchval(
                _SQL["with_password"], uuid4(), person, login, canonical_name(login), digest
            )
        except asyncpg.UniqueViolationError:
            raise LoginTaken from None
        return id_

    async def at_provider(self, person: str, subject: Subject) -> UUID:
        """Let the identity provider open a person's account.

        Raises:
            BoundAlready: it opens another one for the same subject.
        """
        try:
            id_: UUID = await self._pool.fetchval(_SQL["at_provider"], uuid4(), person, subject.issuer, subject.subject)
        except asyncpg.UniqueViolationError:
            raise BoundAlready from None
        return id_

    async def set_password(self, account: Account, password: str) -> None:
        """Change a password."""
        await self._pool.execute(_SQL["set_password"], account.account_id, await digest_of_password(password))

    def seed(self, account: Account) -> str | None:
        """The seed of an account's second factor; None: it has none."""
        return self._seals.unseal(account.totp_seed, account.account_id) if account.totp_seed else None

    async def turn_on_codes(self, account: Account, secret: str, step: int) -> tuple[str, ...]:
        """Ask for a second factor from now on, the code just shown not again; returns fresh recovery codes."""
        sealed = self._seals.seal(secret, account.account_id)
        await self._pool.execute(_SQL["set_seed"], account.account_id, sealed, step)
        codes = second_factor.new_recovery_codes()
        digests = [self._code_digest(account, each) for each in second_factor.plain_recovery_codes(codes)]
        await self._pool.execute(_SQL["keep_codes"], account.account_id, digests)
        return codes

    async def turn_off_codes(self, account: Account) -> None:
        """Ask for no second factor any more."""
        await self._pool.execute(_SQL["set_seed"], account.account_id, None, 0)
        await self._pool.execute(_SQL["keep_codes"], account.account_id, [])

    async def recovery_codes_left(self, account: Account) -> int:
        """How many recovery codes still open."""
        return int(await self._pool.fetchval(_SQL["codes_left"], account.account_id))

    async def use_code(self, account: Account, code: str) -> second_factor.Factor | None:
        """Use a code of time or a recovery code, once; None: it is none, or was used."""
        secret = self.seed(account)
        if secret is None:
            return None
        step = second_factor.step_of(secret, code, account.totp_step)
        if step is not None:
            used = await self._pool.fetchval(_SQL["use_step"], account.account_id, step)
            return "totp" if used else None
        digest = self._code_digest(account, second_factor.plain_recovery_code(code))
        used = await self._pool.fetchval(_SQL["use_code"], account.account_id, digest)
        return "recovery_code" if used else None

    async def disable(self, person: str) -> bool:
        """Close a person's account until it is opened again; False: there is none that is open."""
        return await self._pool.fetchval(_SQL["disable"], person) is not None

    async def enable(self, person: str) -> bool:
        """Open it again; False: there is none that is closed."""
        return await self._pool.fetchval(_SQL["enable"], person) is not None

    async def set_break_glass(self, person: str) -> bool:
        """Let a person's password open even where people sign in at the provider; False: they have none.

        There is one such account: whichever it was before is it no longer.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_SQL["no_break_glass"])
            return await connection.fetchval(_SQL["break_glass"], person) is not None

    async def invite(self, person: str | None, made_by: str) -> str:
        """A code by which a person makes their account, once; without a person: the first administrator does.

        Whatever code there was for the same before opens nothing any more.
        """
        code = secrets.token_urlsafe(_CODE_BYTES)
        hours = SET_UP_HOURS if person is None else INVITATION_HOURS
        await self._pool.execute(_SQL["invite"], digest_of(code), person, made_by, timedelta(hours=hours))
        return code

    async def invited(self, code: str) -> "Invitation | None":
        """Whom a code is for; None: it is none, was used, or is too old."""
        return await self._invitation("invited", digest_of(code))

    async def use_invitation(self, digest: bytes) -> "Invitation | None":
        """Take an invitation: whoever comes second with it finds none."""
        return await self._invitation("use_invitation", digest)

    async def _one(self, query: str, *asked: str) -> Account | None:
        row = await self._pool.fetchrow(_SQL[query], *asked)
        return Account(**row) if row else None

    async def _invitation(self, query: str, digest: bytes) -> "Invitation | None":
        row = await self._pool.fetchrow(_SQL[query], digest)
        return Invitation(row["person"]) if row else None

    def _code_digest(self, account: Account, code: str) -> bytes:
        return self._seals.digest("recovery-code", str(account.account_id), code)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom an invitation is for; None: whoever sets the installation up."""

    person: str | None
