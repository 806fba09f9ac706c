"""What a Python office would take instead, on the same PostgreSQL in the same run: DBOS, and django-viewflow.

Each peer is a program of its own, whose clients call it without HTTP, and records each act as a row. Ours is the whole
stack over HTTP with everything on: access, rules, digests, sealed words, read models. The sides take turns.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

import asyncpg
import uvloop

from bench.commands import PACKAGES as STACK
from bench.commands import fresh_stack, nothing_lost, sides
from bench.measured import Measurement
from bench.peer_rounds import CLIENTS_MAX
from bench.sides import Ours
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.stack import Stack

CLIENTS = CLIENTS_MAX
ROUNDS = 5
SECONDS = 3.0
WARM_UP_SECONDS = 2.0
DBOS, VIEWFLOW = "bench.peer_dbos", "bench.peer_viewflow"
PACKAGES = {DBOS: ("dbos", "sqlalchemy", "psycopg"), VIEWFLOW: ("django-viewflow", "Django", "psycopg")}

_PATIENCE_SECONDS = 120.0
_ROWS = "SELECT count(*) FROM act"


class PeerFailed(RuntimeError):  # noqa: N818 - says what happened
    """A peer did not do what was asked, or did not record what it said."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a peer records acts."""

    peer: str
    how: str


BY_CASE, BY_ACT, BY_TASK = Way(DBOS, "case"), Way(DBOS, "act"), Way(VIEWFLOW, "process")
WAYS = (BY_CASE, BY_ACT, BY_TASK)

Rounds = dict[Way | None, list[float]]
"""Acts a second in every round; None: ours."""


class Peer:
    """A peer's program, and how many acts it said that it recorded."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self._process = process
        self._url = url
        self._acts = 0

    async def ready(self) -> None:
        """Wait until it is prepared."""
        if await self._line() != "ready":
            raise PeerFailed(f"{self._url.partition('@/')[2]} is not prepared")

    async def round(self, how: str, clients: int, seconds: float) -> float:
        """Acts a second of so many clients at the same time, each waiting for its own."""
        assert self._process.stdin is not None  # noqa: S101 - it was given one
        asked = json.dumps({"how": how, "clients": clients, "seconds": seconds})
        self._process.stdin.write(f"{asked}\n".encode())
        found = json.loads(await self._line())
        if "failed" in found:
            raise PeerFailed(found["failed"])
        self._acts += found["acts"]
        return float(found["rate"])

    async def nothing_lost(self) -> None:
        """Every act that was answered is a row, and there is no row besides."""
        connection = await asyncpg.connect(self._url)
        rows = await connection.fetchval(_ROWS)
        await connection.close()
        if rows != self._acts:
            raise PeerFailed(f"{self._acts} acts were answered, {rows} are recorded")

    async def _line(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - it was given one
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return (await self._process.stdout.readline()).decode().strip()


async def measure() -> list[Measurement]:
    """Start a stack and both peers beside it; all sides by turns, with many clients and with one.

    Raises:
        PeerFailed, LostCommand: what was answered and what is recorded differ.
    """
    async with fresh_stack() as stack, peer(stack, DBOS) as dbos, peer(stack, VIEWFLOW) as viewflow:
        peers = {DBOS: dbos, VIEWFLOW: viewflow}
        # a loop of its own for our clients, as in commands.py; the peers are asked from the loop that started them
        loop = asyncio.get_running_loop()

        def ask(way: Way, clients: int, seconds: float) -> float:
            return asyncio.run_coroutine_threadsafe(peers[way.peer].round(way.how, clients, seconds), loop).result()

        many, single = await asyncio.to_thread(uvloop.run, _turns(stack, ask))
        for each in peers.values():
            await each.nothing_lost()
    faster = max((BY_CASE, BY_ACT), key=lambda way: median(many[way]))
    return [
        _against("acts_vs_dbos", many, single, faster, (BY_CASE, BY_ACT)),
        _against("acts_vs_viewflow", many, single, BY_TASK, (BY_TASK,)),
    ]


def _against(key: str, many: Rounds, single: Rounds, way: Way, ways: Sequence[Way]) -> Measurement:
    settings = {
        "clients": CLIENTS,
        "rounds": ROUNDS,
        "seconds_per_round": SECONDS,
        "statistic": "median of the rounds' ratios",
        "baseline": f"{way.peer.removeprefix('bench.peer_')}, a {way.how}",
        "each_way": {each.how: round(median(many[each]), 1) for each in ways},
        "one_client": {
            "ours": round(median(single[None]), 1),
            **{each.how: round(median(single[each]), 1) for each in ways},
            "ratio": round(median(a / b for a, b in zip(single[None], single[way], strict=True)), 3),
        },
    }
    rounds = list(zip(many[None], many[way], strict=True))
    return Measurement(key, "acts/s", rounds, (*STACK, *PACKAGES[way.peer]), settings, digits=1)


@asynccontextmanager
async def peer(stack: Stack, module: str) -> AsyncIterator[Peer]:
    """A peer's program over a database of its own on the server of the stack."""
    name = module.rpartition("_")[2]
    url = EmbeddedPostgres(stack.data).url("postgres")
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE DATABASE peer_{name}")
    await connection.close()
    own = url.replace("@/postgres?", f"@/peer_{name}?")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, own, stdin=pipe, stdout=pipe)
    try:
        started = Peer(process, own)
        await started.ready()
        yield started
    finally:
        process.kill()
        await process.wait()


async def _turns(stack: Stack, ask: Callable[[Way, int, float], float]) -> tuple[Rounds, Rounds]:
    async with sides(stack) as (ours, _):
        await _turn(ours, ask, CLIENTS, WARM_UP_SECONDS, {})
        many: Rounds = {}
        single: Rounds = {}
        for _round in range(ROUNDS):
            await _turn(ours, ask, CLIENTS, SECONDS, many)
            await _turn(ours, ask, 1, SECONDS, single)
        await nothing_lost(stack, ours.cases)
    return many, single


async def _turn(
    ours: Ours, ask: Callable[[Way, int, float], float], clients: int, seconds: float, rounds: Rounds
) -> None:
    rounds.setdefault(None, []).append((await ours.round(clients, clients, seconds)).rate)
    for way in WAYS:
        rounds.setdefault(way, []).append(await asyncio.to_thread(ask, way, clients, seconds))


if __name__ == "__main__":
    for measured in asyncio.run(measure()):
        print(json.dumps(measured.as_json(), ensure_ascii=False, indent=1))
