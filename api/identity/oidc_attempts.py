"""Attempts at the identity provider under way: each bound to the browser it was begun in, and taken up once."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from pathlib import Path

from api.identity.credentials import digest_of
from api.identity.oidc import Question
from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that has come back to the browser it was begun in.

    Attributes:
        wanted: The page that signing in leads to.
        invitation: The digest of the invitation that it binds an account by.
        made_at: When it was begun.
        anew: Whether somebody who has a session is to show anew who they are.
    """

    question: Question
    wanted: str
    invitation: bytes | None
    made_at: datetime
    anew: bool


async def begin(pool: Pool, question: Question, wanted: str, invitation: bytes | None, *, anew: bool = False) -> str:
    """Write an attempt down; returns what its browser is to keep."""
    browser = secrets.token_urlsafe(32)
    values = (digest_of(question.state), question.nonce, question.verifier, wanted, invitation, anew)
    await pool.execute(_SQL["begin"], digest_of(browser), *values)
    return browser


async def take(pool: Pool, browser: str, state: str) -> Attempt | None:
    """The attempt of a browser, taken away; None: it is none, too old, came back before, or with another's state."""
    row = await pool.fetchrow(_SQL["take"], digest_of(browser))
    if row is None or not compare_digest(row["state_digest"], digest_of(state)):
        return None
    question = Question(state, row["nonce"], row["verifier"])
    return Attempt(question, row["wanted"], row["invitation"], row["made_at"], row["anew"])
