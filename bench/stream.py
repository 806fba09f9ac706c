"""How long an event takes to reach whoever follows the stream, while fifty commands a second are recorded.

It is counted from the instant at which the loop took the command in, which stands in the event; the commit comes some
milliseconds after it, so the lag from the commit is a little less. Reader, servers and clock are of one machine.
"""

import asyncio
import statistics
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import uvloop

from api.identity.demonstration import tokens_of
from bench.commands import SERVER, fresh_stack, nothing_lost, sides
from bench.measured import Figure, Plain
from bench.sides import OFFICER, Case, LostCommand, Ours
from bench.wire import Connection
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from rongcuo_client import CaseChanged, Client, Unreachable

RATE = 50
CASES = 25
ROUND_SECONDS = 4.0
ROUNDS = 7
_ARRIVES_SECONDS = 30.0
_LOOK_SECONDS = 0.05
_EVERY_CASE = 999_999_999
"""Seen by whoever acts, so that none is stale."""
Event = tuple[UUID, int]


async def measure() -> list[Figure]:
    """The lag of the slowest hundredth, round by round; its median beside it.

    Raises:
        LostCommand: an event did not arrive, or arrived twice.
    """
    async with fresh_stack() as stack:
        rounds = await asyncio.to_thread(uvloop.run, _rounds(stack))
    settings = {
        "commands_per_second": RATE,
        "achieved": round(statistics.median(each.rate for each in rounds), 1),
        "cases": CASES,
        "seconds_per_round": ROUND_SECONDS,
        "statistic": "median of the rounds' 99th percentiles",
        "median_seconds": round(statistics.median(each.median for each in rounds), 3),
        "server": SERVER,
    }
    return [Plain("stream_lag_seconds", "s", [each.slowest for each in rounds], 3, settings)]


@dataclass(frozen=True, slots=True)
class _Round:
    """The lags of one round, and how many commands a second were recorded in it."""

    lags: Sequence[float]
    rate: float

    @property
    def median(self) -> float:
        return statistics.median(self.lags)

    @property
    def slowest(self) -> float:
        return statistics.quantiles(self.lags, n=100)[-1]


@dataclass(slots=True)
class _Reader:
    """Follows the stream in a thread of its own, and notes when each event came."""

    url: str
    token: str
    came: dict[Event, float] = field(default_factory=dict)
    doubled: int = 0
    ready: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        """Until it is told to stop; it hears that with the next event or comment."""
        with Client(self.url, self.token) as client, suppress(Unreachable):
            for change in client.changes(patience_seconds=_ARRIVES_SECONDS):
                self.ready.set()
                if isinstance(change, CaseChanged):
                    event = change.case_id, change.version
                    self.doubled += event in self.came
                    self.came[event] = time.time()
                if self.stop.is_set():
                    return


async def _rounds(stack: Stack) -> list[_Round]:
    token = next(each.token for each in tokens_of(stack.settings.tokens_file) if each.position == OFFICER)
    reader = _Reader(stack.api_url, token)
    thread = threading.Thread(target=reader.follow, daemon=True)
    async with sides(stack) as (ours, _):
        cases = [await ours.case() for _ in range(CASES)]
        thread.start()
        await asyncio.to_thread(reader.ready.wait, _ARRIVES_SECONDS)
        rounds = [await _round(stack, ours, cases, reader) for _ in range(ROUNDS + 1)]
        await nothing_lost(stack, ours.cases)
        reader.stop.set()
        await ours.case()  # the last that it hears
    await asyncio.to_thread(thread.join, _ARRIVES_SECONDS)
    if reader.doubled:
        raise LostCommand(f"{reader.doubled} events came twice")
    return rounds[1:]  # the first was the warm-up


async def _round(stack: Stack, ours: Ours, cases: Sequence[Case], reader: _Reader) -> _Round:
    """Send at a steady rate, whatever the answers take; then wait until all of it has arrived."""
    connections = [await Connection.open(stack.api_url) for _ in cases]
    turns = [asyncio.Lock() for _ in cases]
    before = {case.id: dict(case.recorded) for case in cases}

    async def send(number: int) -> None:
        at = number % len(cases)
        async with turns[at]:
            await ours.send(cases[at], connections[at], _EVERY_CASE)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as sending:
        for number in range(round(RATE * ROUND_SECONDS)):
            await asyncio.sleep(max(0.0, started + number / RATE - time.perf_counter()))
            sending.create_task(send(number))
    elapsed = time.perf_counter() - started
    for connection in connections:
        await connection.close()
    sent = {(case.id, at) for case in cases for key, at in case.recorded.items() if key not in before[case.id]}
    await _arrived(sent, reader)
    taken_in = await _taken_in(stack, cases)
    return _Round([reader.came[event] - taken_in[event] for event in sent], len(sent) / elapsed)


async def _arrived(sent: set[Event], reader: _Reader) -> None:
    try:
        async with asyncio.timeout(_ARRIVES_SECONDS):
            while not sent <= reader.came.keys():  # noqa: ASYNC110 - another thread, which measures, tells nobody
                await asyncio.sleep(_LOOK_SECONDS)
    except TimeoutError:
        raise LostCommand(f"{len(sent - reader.came.keys())} events did not arrive") from None


async def _taken_in(stack: Stack, cases: Sequence[Case]) -> dict[Event, float]:
    """When the loop took in each event, in seconds since 1970."""
    connection = await asyncpg.connect(settings_for("worker", stack.settings, stack.data).database_url)
    try:
        rows = await connection.fetch(
            "SELECT stream_id, version, recorded_at FROM event WHERE stream_id = ANY ($1)", [case.id for case in cases]
        )
    finally:
        await connection.close()
    return {(row["stream_id"], row["version"]): row["recorded_at"].timestamp() for row in rows}
