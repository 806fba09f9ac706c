"""Hooks: addresses of other programs that are told of notices. One person proposes one, another approves it."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.rows import shaped

HookState = Literal["proposed", "active", "disabled"]
_SECRET_BYTES = 32

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class KeptHook:
    """A hook as it is listed; its secrets are shown when they are made, and never again."""

    hook_id: UUID
    name: str
    url: str
    place: str
    state: HookState
    because: str | None
    proposed_by: str
    approved_by: str | None
    made_at: datetime
    changed_at: datetime
    two_secrets: bool


def new_secret() -> str:
    """A secret as Standard Webhooks writes it."""
    return "whsec_" + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


async def propose(pool: Pool, hook: KeptHook, secret: bytes) -> None:
    """Keep a hook that nothing is sent to before somebody else approves it; `secret` is sealed."""
    made = hook.hook_id, hook.name, hook.url, hook.place, secret, hook.proposed_by, hook.made_at
    await pool.execute(_SQL["propose"], *made)


async def approve(pool: Pool, hook_id: UUID, by: str, at: datetime) -> bool:
    """Approve a hook, or one that was disabled anew; False: there is none that waits for this person's approval."""
    return await pool.fetchval(_SQL["approve"], hook_id, by, at) is not None


async def disable(pool: Pool, hook_id: UUID, by: str, at: datetime) -> bool:
    """Send nothing more to a hook; False: there is none, or it is disabled already."""
    return await pool.fetchval(_SQL["disable"], hook_id, by, at) is not None


async def rotate(pool: Pool, hook_id: UUID, secret: bytes, at: datetime) -> bool:
    """Sign with another secret, sealed, and beside it with the one before; False: there is no such hook."""
    return await pool.fetchval(_SQL["rotate"], hook_id, secret, at) is not None


async def listed(pool: Pool) -> tuple[KeptHook, ...]:
    """All hooks, the oldest first."""
    return tuple(shaped(KeptHook, row) for row in await pool.fetch(_SQL["listed"]))
