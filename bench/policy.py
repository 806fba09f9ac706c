"""How many scenario steps `rongcuo policy test` plays a second: the bundled scenarios, read and played, on one core.

A step is one command decided, or one alarm rung. Reading and checking the files is part of the time; loading the pack,
which happens once, is not.
"""

import time
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from bench.measured import Plain
from policies.scenario_language.runs import pack_of, ready, run

ROUNDS = 5


async def measure() -> list[Plain]:
    """Steps per second of processor time."""
    with as_file(files("policies") / "scenarios") as folder:
        paths = sorted(folder.glob("*/*.yaml"))
        _round(paths)  # loads the pack and the calendar
        rates = [_round(paths) for _ in range(ROUNDS)]
    return [Plain("policy_steps_per_second", "steps/s", rates, None)]


def _round(paths: list[Path]) -> float:
    started = time.process_time()
    played = [
        scenario
        for path in paths
        for scenario in run(ready(path.read_bytes(), path.name, partial(pack_of, folder=path.parent)))
    ]
    seconds = time.process_time() - started
    if not played or any(scenario.differences for scenario in played):
        raise RuntimeError("a bundled scenario does not hold")
    return sum(scenario.steps for scenario in played) / seconds
