"""How many scenario steps `rongcuo policy test` plays a second: the bundled scenarios, read and played, on one core.

A step is one command decided, or one alarm rung. Reading and checking the files is part of the time; loading the pack,
which happens once, is not.
"""

import statistics
import time
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from policies.scenario_language.runs import pack_of, ready, run

ROUNDS = 5


def measure() -> float:
    """Steps per second of processor time, the median of the rounds."""
    with as_file(files("policies") / "scenarios") as folder:
        paths = sorted(folder.glob("*/*.yaml"))
        _round(paths)  # loads the pack and the calendar
        return statistics.median(_round(paths) for _ in range(ROUNDS))


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


if __name__ == "__main__":
    print(f"{measure():,.0f} steps/s")
