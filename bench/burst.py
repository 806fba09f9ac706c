"""Sixty acts at once on one case, against sixty acts on sixty cases; and how long a body takes to be refused.

Both sides of the burst are ours, over HTTP, on one embedded stack with its real roles. They take turns, and the ratio
is the median of the rounds' own ratios.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Sequence
from uuid import uuid4

import uvloop

from bench.commands import PACKAGES, SERVER, fresh_stack, nothing_lost, sides
from bench.measured import Figure, Measurement, Plain
from bench.sides import Case, LostCommand, Ours
from bench.wire import Connection
from deploy.stack.stack import Stack

ACTS = 60
ROUNDS = 7
REFUSALS = 10
_NO_CASE_GETS_THERE = 999_999_999
"""Seen by whoever acts in a burst, so that none is stale and all are recorded."""
_MEBIBYTE = 1024 * 1024
_UNPROCESSABLE = 422

BODIES = {
    "unknown keys": json.dumps({f"k{n}": 1 for n in range(75_000)}),
    "long unknown keys": json.dumps({f"k{n:0100d}": 1 for n in range(9_500)}),
    "values of another type": json.dumps({"subjects": ["no id"] * 100_000}),
    "missing fields": json.dumps({"evidence": [{}] * 250_000}),
    "nested lists": "[" * 1_000_000,
}
"""About a mebibyte each, of which nearly every part is a fault."""


async def measure() -> list[Figure]:
    """The burst, and milliseconds a mebibyte for the body that takes longest to be refused.

    Raises:
        LostCommand: an act was not recorded, or what was answered and what the log holds differ.
    """
    async with fresh_stack() as stack:
        rounds, refusals = await asyncio.to_thread(uvloop.run, _measured(stack))
    settings = {"acts": ACTS, "rounds": ROUNDS, "statistic": "median of the rounds' ratios", "server": SERVER}
    return [
        Measurement("burst_one_case_vs_many", "s", rounds, PACKAGES, settings),
        Plain("refusal_milliseconds_per_megabyte", "ms/MiB", refusals, 1, {"bodies": list(BODIES)}),
    ]


async def _measured(stack: Stack) -> tuple[list[tuple[float, float]], list[float]]:
    async with sides(stack) as (ours, _):
        many = [await ours.case() for _ in range(ACTS)]
        rounds = [await _round(stack, ours, many) for _ in range(ROUNDS + 1)]
        refusals = max([await _refusals(stack, ours, body) for body in BODIES.values()], key=statistics.median)
        await nothing_lost(stack, ours.cases)
    return rounds[1:], refusals  # the first was the warm-up


async def _round(stack: Stack, ours: Ours, many: Sequence[Case]) -> tuple[float, float]:
    """Seconds until the last of the acts on one fresh case is answered, and of those on as many cases."""
    one = await ours.case()
    return await _burst(stack, ours, [one] * ACTS), await _burst(stack, ours, many)


async def _burst(stack: Stack, ours: Ours, cases: Sequence[Case]) -> float:
    connections = [await Connection.open(stack.api_url) for _ in cases]
    started = time.perf_counter()
    await asyncio.gather(*(ours.send(*each, _NO_CASE_GETS_THERE) for each in zip(cases, connections, strict=True)))
    elapsed = time.perf_counter() - started
    for connection in connections:
        await connection.close()
    for case in {case.id: case for case in cases}.values():
        await ours.shown(case)
    return elapsed


async def _refusals(stack: Stack, ours: Ours, body: str) -> list[float]:
    """Milliseconds a mebibyte until a body is refused, time after time."""
    connection, taken = await Connection.open(stack.api_url), []
    for _ in range(REFUSALS):
        started = time.perf_counter()
        status, _answer = await connection.post("/v1/cases", ours.keyed(uuid4()), body.encode())
        taken.append(time.perf_counter() - started)
        if status != _UNPROCESSABLE:
            raise LostCommand(f"a body full of faults was answered {status}")
    await connection.close()
    return [seconds * 1000 * _MEBIBYTE / len(body) for seconds in taken]
