"""What people have chosen of how they are told (通知设置), and where they may be reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from asyncpg import Record

from domain.notices.kinds import NoticeKind
from domain.notices.timing import Choice
from eventlog.pool import Pool
from eventlog.queries import load_queries

CODE_TRIES = 5
"""How often a code may be guessed."""

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody has chosen, with the address they gave, sealed.

    Attributes:
        reachable: whether the address is verified, so that messages go there.
        code: what was sent there and is awaited, sealed.
    """

    choice: Choice
    mail: bytes | None
    reachable: bool
    code: bytes | None
    code_until: datetime | None
    code_tries: int


async def of_people(pool: Pool, people: Sequence[str]) -> Mapping[str, Kept]:
    """What some people have chosen; who has chosen nothing is missing."""
    return {row["person"]: _kept(row) for row in await pool.fetch(_SQL["of_people"], people)}


async def of_person(pool: Pool, person: str) -> Kept | None:
    """What somebody has chosen, if anything."""
    return (await of_people(pool, [person])).get(person)


async def choose(pool: Pool, person: str, choice: Choice, at: datetime) -> None:
    """Keep what somebody has chosen."""
    muted = sorted(each.value for each in choice.muted)
    chosen = choice.quiet_from, choice.quiet_until, choice.working_days, muted, choice.digest_after
    await pool.execute(_SQL["choose"], person, *chosen, at)


async def ask_to_verify(pool: Pool, person: str, mail: bytes, code: bytes, until: datetime) -> None:
    """Keep an address that somebody gave, with the code that is sent there; the one before is reached no more."""
    await pool.execute(_SQL["ask_to_verify"], person, mail, code, until)


async def tried(pool: Pool, person: str) -> int:
    """Count one more guess of a code; how many there were."""
    tries: int | None = await pool.fetchval(_SQL["tried"], person)
    return CODE_TRIES + 1 if tries is None else tries


async def verified(pool: Pool, person: str, at: datetime) -> None:
    """Say that an address is somebody's."""
    await pool.execute(_SQL["verified"], person, at)


async def forget_mail(pool: Pool, person: str) -> None:
    """Forget the address of somebody."""
    await pool.execute(_SQL["forget_mail"], person)


@dataclass(frozen=True, slots=True)
class ActiveHook:
    """A hook that is told, of the organs in a jurisdiction and those under it."""

    hook_id: UUID
    place: str


async def active_hooks(pool: Pool) -> tuple[ActiveHook, ...]:
    """The hooks that are told."""
    return tuple(ActiveHook(row["hook_id"], row["place"]) for row in await pool.fetch(_SQL["active_hooks"]))


def _kept(row: Record) -> Kept:
    choice = Choice(
        quiet_from=row["quiet_from"],
        quiet_until=row["quiet_until"],
        working_days=row["working_days"],
        muted=frozenset(NoticeKind(each) for each in row["muted"]),
        digest_after=row["digest_after"],
    )
    reachable = row["mail"] is not None and row["verified_at"] is not None
    return Kept(choice, row["mail"], reachable, row["code"], row["code_until"], row["code_tries"])
