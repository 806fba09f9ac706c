"""What was told to whom, when, by which channel and with what answer: for themselves, for operators, and of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from pydantic import Field

from domain.streams import StreamName
from domain.values import Bilingual, Code, Frozen
from eventlog.notices.outbox import Channel, State
from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.rows import shaped

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class PersonalNotice(Frozen):
    """通知: what somebody in a post was told of an event.

    Attributes:
        stream: what the event is of.
        case_id: the id of that: of the case, of the risk filing, the work record, or the meeting.
        about: the duty, proposal, round or event that it is about.
        obliged: whether the law or the procedure has them told, so that they cannot mute it.
        read_at: when they said that they have read it.
    """

    notice_id: UUID
    log_index: int
    stream: StreamName
    case_id: UUID
    version: int
    kind: str
    about: UUID
    code: Code
    name: Bilingual | None
    due_on: date | None
    obliged: bool
    told_at: datetime
    read_at: datetime | None
    case_number: str | None = Field(default=None, description="the number of what the event is of")


class DeliveryShown(Frozen):
    """A message on its way, or at its end: whom it is for and what was answered last, and nothing of what it says.

    Attributes:
        lapsed: how many of its notices are not sent, because whoever was told acts in that post no more.
    """

    delivery_id: UUID
    channel: Channel
    purpose: str
    person: str | None
    hook: str | None
    state: State
    due_at: datetime
    queued_at: datetime
    changed_at: datetime
    notices: int
    lapsed: int
    tries: int
    answer: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """How an event of a case, or of another stream, was told.

    Attributes:
        of_vote: whether members were told of a vote: how many they are tells of the roster.
        told: how many notices it gave.
        read: how many of them were read on the pages.
        mailed, hooked: how many arrived by mail, or at a hook.
        failed: how many could not be delivered.
        lapsed: how many were not mailed, because whoever was told acted in that post no more.
    """

    version: int
    of_vote: bool
    told: int
    read: int
    mailed: int
    hooked: int
    failed: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages wait or are on their way, how many failed, and whether deliveries are stopped."""

    waiting: int
    failed: int
    paused: bool


async def of_recipient(  # noqa: PLR0913 - who asks, and which page
    pool: Pool, person: str, position: str, before: int | None, limit: int, *, unread: bool = False
) -> list[PersonalNotice]:
    """What somebody in a post was told, the newest first."""
    rows = await pool.fetch(_SQL["of_recipient"], person, position, before, limit, unread)
    return [_notice(dict(row)) for row in rows]


async def one(pool: Pool, notice_id: UUID, person: str, position: str) -> PersonalNotice | None:
    """A notice of somebody in a post."""
    row = await pool.fetchrow(_SQL["one"], notice_id, person, position)
    return None if row is None else _notice(dict(row))


async def unread(pool: Pool, person: str, position: str) -> int:
    """How many notices somebody in a post has not read."""
    count: int = await pool.fetchval(_SQL["unread"], person, position)
    return count


async def mark_read(pool: Pool, person: str, position: str, until: int, at: datetime) -> int:
    """Say that somebody has read all that they were told up to a place in the log; how many were new."""
    return len(await pool.fetch(_SQL["mark_read"], person, position, until, at))


async def deliveries(pool: Pool, states: Sequence[State], after: UUID | None, limit: int) -> list[DeliveryShown]:
    """Messages in some states, by their ids."""
    rows = await pool.fetch(_SQL["deliveries"], list(states), after or UUID(int=0), limit)
    return [DeliveryShown.model_validate(dict(row)) for row in rows]


async def redeliver(pool: Pool, delivery_id: UUID) -> bool:
    """Have a message tried anew from the first attempt; False: there is none that failed or was stopped."""
    return await pool.fetchval(_SQL["redeliver"], delivery_id) is not None


async def counts(pool: Pool) -> Counts:
    """How deliveries stand."""
    row = await pool.fetchrow(_SQL["counts"])
    return Counts(**dict(row)) if row else Counts(0, 0, paused=False)


async def of_case(pool: Pool, case_id: UUID) -> list[Told]:
    """How the events of a case, or of another stream, were told, and with what end."""
    return [shaped(Told, row) for row in await pool.fetch(_SQL["of_case"], case_id)]


def _notice(row: dict[str, object]) -> PersonalNotice:
    name = row.pop("name")
    return PersonalNotice(**row, name=Bilingual.model_validate_json(str(name)) if name else None)
