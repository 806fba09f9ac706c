"""Both sides of the storm: cases whose deadlines pass, and bare timers.

How fast is read off the engine's own clock, alike for both: from an instant until the last workflow has the outcome of
its local activity in its history. For a case that is later than the rung stands in the log.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypeVar
from uuid import UUID, uuid4

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle

from bench import bare_timer
from domain.case.events import EVENT, AnyEvent, CaseOpened, DeadlineMissed, DutyOpened, EscalationRaised
from domain.terms.alarms import MISSED
from domain.terms.events import Alarm
from eventlog.entry import GENESIS
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.shapes import Append, NewEvent, NewMatter, Recorded, StoredEvent
from workflows.client import CASE, StreamClient, StreamHandle
from workflows.messages import WORKFLOW_TASK_TIMEOUT

RUNGS = (MISSED, "level-1", "level-2", "level-3", "level-4")
"""What rings at one instant after another."""

_AT_ONCE = 20
_ASLEEP_SECONDS_MAX = 60.0
_ONE_DAY = timedelta(days=1)
_LOOK_SECONDS = 0.25
_LOOKED_AT = 20
_RUNG_EVENTS = "SELECT stream_id, payload FROM event WHERE stream_id = ANY ($1::uuid[]) AND version > $2"

Handle = StreamHandle | WorkflowHandle[bare_timer.BareTimer, None]
_In = TypeVar("_In")
_Out = TypeVar("_Out")


class StormFailed(Exception):  # noqa: N818 - says what happened
    """A rung is missing or stands twice, or a workflow was late: not asleep before its first instant, or too slow."""


@dataclass(frozen=True, slots=True)
class Instants:
    """When one side rings, and how long it may take each time: then it is the other's turn."""

    at: Sequence[datetime]
    slot: timedelta

    @property
    def all(self) -> Sequence[datetime]:
        """And one that is still to come when the benchmark ends: like a case's, every ring sets the next timer."""
        return (*self.at, self.at[-1] + _ONE_DAY)


class Side(ABC):
    """Workflows that all wake at the same instants."""

    def __init__(self) -> None:
        self._handles: list[Handle] = []
        self._instants = Instants((), timedelta())

    @abstractmethod
    async def begin(self, number: int, instants: Instants) -> list[Handle]:
        """Start workflows that sleep until the first instant."""

    async def start(self, number: int, instants: Instants) -> None:
        """Start workflows and wait until they are asleep."""
        self._instants = instants
        self._handles = await self.begin(number, instants)
        async with asyncio.timeout(_ASLEEP_SECONDS_MAX):
            for handle in self._handles[:: -max(number // _LOOKED_AT, 1)]:
                while await _night(handle) is None:  # noqa: ASYNC110 - the engine tells nobody
                    await asyncio.sleep(_LOOK_SECONDS)

    async def rates(self) -> list[float]:
        """How many were rung a second, at each instant.

        Raises:
            StormFailed: not all were asleep at first, or not all rang once in each slot.
        """
        nights = await _each(self._handles, _night)
        if any(night is None or night.asleep >= self._instants.at[0] for night in nights):
            raise StormFailed("not all workflows were asleep before the first instant")
        if {len(night.rang) for night in nights if night} != {len(self._instants.at)}:
            raise StormFailed(f"not all workflows rang {len(self._instants.at)} times")
        rounds = zip(*(night.rang for night in nights if night), strict=True)
        return [self._rate(instant, rang) for instant, rang in zip(self._instants.at, rounds, strict=True)]

    def _rate(self, instant: datetime, rang: Sequence[datetime]) -> float:
        if not instant <= min(rang) <= max(rang) < instant + self._instants.slot:
            raise StormFailed(f"what was due at {instant} rang from {min(rang)} to {max(rang)}")
        return len(rang) / (max(rang) - instant).total_seconds()


class Cases(Side):
    """Open cases, each with its own workflow and one term that passes at the first instant and then escalates.

    Each begins as a copy of one that was filed through the API, under ids of its own.
    """

    def __init__(self, pool: Pool, log: EventLog, client: Client, filed: Sequence[StoredEvent]) -> None:
        super().__init__()
        self._pool, self._log, self._client, self._filed = pool, log, client, filed
        self._ids: list[UUID] = []

    async def begin(self, number: int, instants: Instants) -> list[Handle]:
        """Append the streams, and start the workflows on the log alone, as `rongcuo reconcile` does."""
        self._ids = [uuid4() for _ in range(number)]
        await _each(self._ids, lambda case_id: self._open(case_id, instants))
        return await _each(self._ids, self._start)

    async def rates(self) -> list[float]:
        """As for any side; and each rung must stand in the log exactly once, with nothing besides."""
        rates = await super().rates()
        found = await self._pool.fetch(_RUNG_EVENTS, self._ids, len(self._filed))
        stand = sorted((row["stream_id"], _rung(row["payload"])) for row in found)
        due = sorted((case_id, rung) for case_id in self._ids for rung in RUNGS[: len(rates)])
        if stand != due:
            raise StormFailed(f"{len(due)} rungs were due, the log holds {len(found)} events after the filings")
        return rates

    async def _open(self, case_id: UUID, instants: Instants) -> None:
        matter, command_id = uuid4(), uuid4()
        outcome = await self._log.append(
            Append(
                stream_id=case_id,
                expected_version=0,
                prev_leaf=GENESIS,
                command_id=command_id,
                digest=sha256(command_id.bytes).digest(),
                actor=b"{}",
                meta=self._filed[0].meta,
                recorded_at=datetime.now(UTC),
                events=[_copy(event, matter, instants) for event in self._filed],
                matters=[NewMatter(matter, 0)],
            )
        )
        if not isinstance(outcome, Recorded):
            raise StormFailed(f"a case could not be opened: {outcome}")

    async def _start(self, case_id: UUID) -> Handle:
        cases = StreamClient(self._client, CASE)
        await cases.restart(case_id)
        return cases.handle(case_id)


class BareTimers(Side):
    """Workflows that only sleep until each instant and run a local activity that does nothing."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    async def begin(self, number: int, instants: Instants) -> list[Handle]:
        """Start them."""
        stamps = [instant.timestamp() for instant in instants.all]
        return await _each(range(number), lambda _: self._start(stamps))

    async def _start(self, stamps: list[float]) -> Handle:
        return await self._client.start_workflow(
            bare_timer.BareTimer.run,
            stamps,
            id=f"bare-timer-{uuid4()}",
            task_queue=bare_timer.TASK_QUEUE,
            task_timeout=WORKFLOW_TASK_TIMEOUT,
        )


def _rung(payload: bytes) -> str:
    """The rung an event tells of; of any other event its kind, which is no rung."""
    event: AnyEvent = EVENT.validate_json(payload)
    return event.rung if isinstance(event, DeadlineMissed | EscalationRaised) else event.kind


def _copy(stored: StoredEvent, matter: UUID, instants: Instants) -> NewEvent:
    """An event of the case that was filed, for another: a matter of its own, and a term that rings at the instants."""
    event: AnyEvent = EVENT.validate_json(stored.payload)
    if isinstance(event, CaseOpened):
        event = event.model_copy(update={"matter_id": matter, "occurrence_id": uuid4()})
    elif isinstance(event, DutyOpened):
        alarms = tuple(Alarm(rung=rung, at=at) for rung, at in zip(RUNGS, instants.all, strict=False))
        event = event.model_copy(update={"alarms": alarms, "provisional": False})
    payload = event.model_dump_json(exclude={"private"}).encode()
    return NewEvent(stored.type, stored.schema_version, payload, stored.private, stored.valid_on)


@dataclass(frozen=True, slots=True)
class _Night:
    """When a workflow set its first timer, and when each outcome of a local activity came into its history."""

    asleep: datetime
    rang: tuple[datetime, ...]


async def _night(handle: Handle) -> _Night | None:
    """What the engine's history says; None: not asleep yet."""
    events = (await handle.fetch_history()).events
    timer = next((e for e in events if e.event_type == EventType.EVENT_TYPE_TIMER_STARTED), None)
    if timer is None:
        return None
    marks = (e for e in events if e.event_type == EventType.EVENT_TYPE_MARKER_RECORDED and e.event_id > timer.event_id)
    return _Night(timer.event_time.ToDatetime(UTC), tuple(mark.event_time.ToDatetime(UTC) for mark in marks))


async def _each(items: Iterable[_In], act: Callable[[_In], Awaitable[_Out]]) -> list[_Out]:
    """Do the same with each item, a few at once."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def gated(item: _In) -> _Out:
        async with gate:
            return await act(item)

    return await asyncio.gather(*map(gated, items))
