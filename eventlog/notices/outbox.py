"""What people were told, and what is on its way to them: written with the place in the log that was read up to.

So an event is told once, however often the process that follows the log dies. What is sealed is opened by whoever has
the key; nothing here is more than ids, dates and codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

from domain.notices.kinds import Asked
from domain.notices.lapsing import Lapse
from domain.streams import StreamName
from domain.values import Code, Frozen, LogIndex
from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.rows import shaped

Channel = Literal["mail", "hook"]
State = Literal["queued", "under_way", "delivered", "failed", "stopped", "lapsed"]
Outcome = Literal["delivered", "failed", "stopped", "lapsed"]
MAIL: Channel = "mail"
HOOK: Channel = "hook"
ANSWER_MAX = 500
"""How much is kept of what the other side answered."""

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Told(Frozen):
    """A notice: what somebody in a post is told of an event.

    Attributes:
        stream: what the event is of.
        case_id: the id of that: of the case, of the risk filing, the work record, or the meeting.
    """

    notice_id: UUID
    log_index: LogIndex
    stream: StreamName = "case"
    case_id: UUID
    version: int
    obliged: bool
    asked: Asked
    organ: Code
    person: Code
    position: Code


class Queued(NamedTuple):
    """A message that is to be delivered, and one notice that it tells; a digest is queued once for each of its own."""

    delivery_id: UUID
    channel: Channel
    recipient: str
    person: str | None
    hook_id: UUID | None
    due_at: datetime
    notice_id: UUID


class Waiting(NamedTuple):
    """A message that no workflow delivers yet."""

    delivery_id: UUID
    round: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A message on its way, with what its recipient is reached by.

    Attributes:
        mail: the address, sealed; None: somebody who has none any more, or a hook.
        code: what verifies an address, sealed; of a message that brings one.
        notices: what it tells, in the order of the log; none that has lapsed.
    """

    delivery_id: UUID
    channel: Channel
    purpose: Literal["notices", "code"]
    person: str | None
    state: State
    paused: bool
    mail: bytes | None
    verified: bool
    code: bytes | None
    hook_id: UUID | None
    url: str | None
    hook_state: str | None
    secret: bytes | None
    earlier: bytes | None
    notices: Sequence["MessageNotice"] = ()


class MessageNotice(NamedTuple):
    """A notice as a message tells it; `case_id` and `case_version` are of whatever kind of stream `stream` says."""

    notice_id: UUID
    stream: StreamName
    case_id: UUID
    case_version: int
    kind: str
    name: str | None
    due_on: str | None
    organ: str
    person: str
    position: str
    told_at: datetime


def notice_id_of(event: UUID, person: str, position: str) -> UUID:
    """The id of what an event tells somebody in a post: the same whoever asks, and however often."""
    return uuid5(event, f"notice:{person}:{position}")


def delivery_id_of(notice: UUID, recipient: str) -> UUID:
    """The id of the one message by which a notice goes to a recipient."""
    return uuid5(notice, f"delivery:{recipient}")


def digest_id_of(person: str, ends: datetime) -> UUID:
    """The id of the one digest that somebody gets for an hour."""
    return uuid5(_DIGESTS, f"{person}:{ends.timestamp():.0f}")


def choice_id_of(person: str) -> UUID:
    """What the address of somebody is sealed for."""
    return uuid5(_DIGESTS, person)


_DIGESTS = UUID("6f1f4d5e-9d0b-4b43-9c0c-6c1a6c0a3f55")
"""A namespace of ids (RFC 9562, 5.5); any would do."""


@dataclass(frozen=True, slots=True)
class Look:
    """What there is for whoever follows the log.

    Attributes:
        told_to: the last place in the log that people were told of.
        after: the place up to which nothing else tells anybody, as far as this process knows.
        until: the last place of the next page after that; `after` itself, where there is none.
        tells: whether something in that page tells somebody.
        queued: whether a message waits for a workflow.
        paused: whether deliveries are stopped.
    """

    told_to: int
    after: int
    until: int
    tells: bool
    queued: bool
    paused: bool


async def look(  # noqa: PLR0913, PLR0917 - where to look, and for what
    pool: Pool, names: Sequence[str], versions: Sequence[int], looked_to: int, kinds: Sequence[str], limit: int
) -> Look:
    """What there is to do, in one statement; it reads no more of the log than a page.

    Args:
        pool: of connections.
        names: of the read models that must have folded what people are told of.
        versions: of these.
        looked_to: the place in the log up to which this process knows that nothing tells anybody.
        kinds: of the events that tell somebody.
        limit: events of a page.
    """
    row = await pool.fetchrow(_SQL["look"], names, versions, looked_to, kinds, limit)
    if row is None:
        raise LookupError("notice_progress has no row")
    return shaped(Look, row)


async def keep(pool: Pool, before: int, after: int, told: Sequence[Told], queued: Sequence[Queued]) -> bool:
    """Keep what a page of the log tells, and that it was read; False: another process was faster, and kept it."""
    notices = [
        (
            each.notice_id,
            each.log_index,
            each.case_id,
            each.version,
            each.asked.kind.value,
            each.asked.about,
            each.asked.code,
            each.asked.name.model_dump_json() if each.asked.name else None,
            each.asked.due_on,
            each.obliged,
            each.organ,
            each.person,
            each.position,
            each.stream,
        )
        for each in told
    ]
    async with pool.acquire() as connection, connection.transaction():
        if await connection.fetchval(_SQL["advance"], before, after) is None:
            return False
        await connection.executemany(_SQL["tell"], notices)
        await connection.executemany(_SQL["queue"], [each[:2] + each[3:6] for each in queued])
        await connection.executemany(
            _SQL["carry"], [(each.notice_id, each.delivery_id, each.recipient) for each in queued]
        )
    return True


async def queue_code(pool: Pool, delivery_id: UUID, person: str) -> None:
    """Queue the message that brings a code to the address that somebody wants to be reached by."""
    await pool.execute(_SQL["queue_code"], delivery_id, person)


async def sent_lately(pool: Pool, people: Sequence[str], since: datetime) -> Mapping[str, int]:
    """How many messages were queued for some people since an instant."""
    return {row["person"]: row["sent"] for row in await pool.fetch(_SQL["sent_lately"], people, since)}


async def waiting(
    pool: Pool, state: Literal["queued", "under_way"], after: Waiting | None, limit: int
) -> list[Waiting]:
    """Messages in a state, by their ids; those under way may have lost the workflow that delivers them."""
    last = after.delivery_id if after else UUID(int=0)
    return [Waiting(*row) for row in await pool.fetch(_SQL["waiting"], state, last, limit)]


async def begun(pool: Pool, deliveries: Sequence[UUID]) -> None:
    """Say of messages that a workflow delivers them now."""
    await pool.execute(_SQL["begun"], deliveries)


async def message(pool: Pool, delivery_id: UUID) -> Message | None:
    """A message with all that it takes to deliver it now."""
    row = await pool.fetchrow(_SQL["message"], delivery_id)
    if row is None:
        return None
    told = [MessageNotice(*each) for each in await pool.fetch(_SQL["notices_of"], delivery_id)]
    return Message(**dict(row), notices=told)


async def attempted(  # noqa: PLR0913, PLR0917 - an attempt
    pool: Pool, delivery_id: UUID, outcome: Outcome, answer: str, seconds: float, lapsed: Mapping[UUID, Lapse]
) -> None:
    """Keep what came of one attempt, and which of its notices had lapsed by then, for good.

    What was delivered, was stopped or has lapsed is not tried again.
    """
    gone = [*lapsed], [each.value for each in lapsed.values()]
    await pool.execute(_SQL["attempted"], delivery_id, outcome, answer[:ANSWER_MAX], seconds, *gone)


async def put_back(pool: Pool, delivery_id: UUID) -> None:
    """Let a message wait until deliveries go on."""
    await pool.execute(_SQL["put_back"], delivery_id)


async def given_up(pool: Pool, delivery_id: UUID) -> None:
    """Say of a message that it could not be delivered."""
    await pool.execute(_SQL["given_up"], delivery_id)


async def disable_hook(pool: Pool, hook_id: UUID, because: str) -> None:
    """Send nothing more to a hook, because of what it answered."""
    await pool.execute(_SQL["disable_hook"], hook_id, because)


async def is_paused(pool: Pool) -> bool:
    """Whether deliveries are stopped."""
    return bool(await pool.fetchval(_SQL["is_paused"]))


async def switch(pool: Pool, person: str, reason: str, at: datetime, *, paused: bool) -> None:
    """Stop all deliveries, or let them go on."""
    await pool.execute(_SQL["switch"], paused, person, reason, at)
