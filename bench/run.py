"""`make bench`: every figure we promise, each for itself; writes bench/results.json, exits 1 when a floor is missed.

A benchmark begins when the machine is quiet, and one whose rounds lie far apart is measured once more. One that fails
is told, and the others go on. `ONLY` names some, by their modules or figures; the figures of the others stay.
"""

import asyncio
import json
import os
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import (
    access,
    append,
    burst,
    commands,
    document,
    growth,
    import_cases,
    notices,
    pages,
    peers,
    policy,
    rebuild,
    replan,
    storm,
    stream,
)
from bench.machine import BUSY_MAX, machine, until_quiet
from bench.measured import Figure, spread

RESULTS = Path(__file__).with_name("results.json")
SPREAD_MAX = 0.3
"""How far the middle half of the rounds may lie apart, as a part of their median."""
RUNS_MAX = 2

Results = dict[str, dict[str, object]]
_console = Console(width=150)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a figure must reach, and what it should; `at_most` where less is better."""

    floor: float
    aim: float
    at_most: bool = False

    def kept(self, figure: float) -> bool:
        """Whether the floor holds."""
        return figure <= self.floor if self.at_most else figure >= self.floor


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark, and what is promised of its figures; a `long` one is measured where it is named, and once."""

    measure: Callable[[], Awaitable[Sequence[Figure]]]
    promises: Mapping[str, Promise]
    long: bool = False


BENCHMARKS = {
    "commands": Benchmark(
        commands.measure,
        {
            "command_throughput_vs_noop_update": Promise(floor=0.65, aim=0.7),
            "command_latency_vs_noop_update": Promise(floor=1.6, aim=1.5, at_most=True),
        },
    ),
    "burst": Benchmark(
        burst.measure,
        {
            "burst_one_case_vs_many": Promise(floor=1.5, aim=1.0, at_most=True),
            "refusal_milliseconds_per_megabyte": Promise(floor=250.0, aim=100.0, at_most=True),
        },
    ),
    "storm": Benchmark(storm.measure, {"deadline_storm_vs_bare_timer": Promise(floor=0.8, aim=0.8)}),
    "peers": Benchmark(
        peers.measure,
        {"acts_vs_dbos": Promise(floor=3.0, aim=3.0), "acts_vs_viewflow": Promise(floor=3.0, aim=3.0)},
    ),
    "replan": Benchmark(replan.measure, {"replan_10k_seconds": Promise(floor=2.0, aim=1.0, at_most=True)}),
    "stream": Benchmark(stream.measure, {"stream_lag_seconds": Promise(floor=1.0, aim=0.6, at_most=True)}),
    "policy": Benchmark(policy.measure, {"policy_steps_per_second": Promise(floor=500.0, aim=1000.0)}),
    "access": Benchmark(access.measure, {"access_decision_microseconds": Promise(floor=200.0, aim=50.0, at_most=True)}),
    "document": Benchmark(
        document.measure,
        {
            "document_seconds": Promise(floor=1.0, aim=0.5, at_most=True),
            "document_cold_seconds": Promise(floor=1.0, aim=1.0, at_most=True),
        },
    ),
    "import_cases": Benchmark(import_cases.measure, {"import_cases_per_second": Promise(floor=50.0, aim=100.0)}),
    "pages": Benchmark(
        pages.measure,
        {
            "inbox_page_vs_sql": Promise(floor=5.0, aim=3.0, at_most=True),
            "hr_page_vs_sql": Promise(floor=5.0, aim=3.0, at_most=True),
            "search_page_vs_sql": Promise(floor=5.0, aim=3.0, at_most=True),
        },
    ),
    "growth": Benchmark(
        growth.measure,
        {
            "loading_100k_minutes": Promise(floor=15.0, aim=10.0, at_most=True),
            "page_growth_100k": Promise(floor=1.5, aim=1.2, at_most=True),
            "page_vs_sql": Promise(floor=5.0, aim=3.0, at_most=True),
        },
        long=True,
    ),
    "rebuild": Benchmark(
        rebuild.measure,
        {
            "rebuild_events_per_second": Promise(floor=10_000.0, aim=15_000.0),
            "rebuild_vs_read": Promise(floor=0.3, aim=0.5),
            "commands_while_rebuilding": Promise(floor=0.8, aim=0.9),
        },
    ),
    "notices": Benchmark(
        notices.measure,
        {
            "notices_lost": Promise(floor=0.0, aim=0.0, at_most=True),
            "notices_doubled": Promise(floor=0.0, aim=0.0, at_most=True),
        },
    ),
    "append": Benchmark(
        append.measure,
        {
            "append_vs_pgbench": Promise(floor=0.35, aim=0.5),
            "append_vs_eventsourcing": Promise(floor=5.0, aim=5.0),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a benchmark: what it found, and how much of the machine others took as it began."""

    figures: Sequence[Figure]
    busy: float

    @property
    def spread(self) -> float:
        """That of the figure whose rounds lie farthest apart."""
        return max(spread(each) for each in self.figures)

    @property
    def disturbed(self) -> bool:
        """Whether the machine did something else meanwhile."""
        return self.busy > BUSY_MAX or self.spread > SPREAD_MAX


async def _measured(name: str, benchmark: Benchmark) -> Results:
    """The figures of a benchmark: of its first run that nothing disturbed, or else of the calmest."""
    runs = list[Run]()
    while not runs or (runs[-1].disturbed and len(runs) < RUNS_MAX and not benchmark.long):
        busy = await asyncio.to_thread(until_quiet)
        _console.print(f"[dim]{name}：{busy:.0%} 他用 / in use by others[/]")
        runs.append(Run(await benchmark.measure(), busy))
        if runs[-1].disturbed:
            _console.print(f"[yellow]{name}：受扰 / disturbed (spread {runs[-1].spread:.0%}, busy {busy:.0%})[/]")
    kept = min(runs, key=lambda run: (run.disturbed, run.spread))
    when = datetime.now(UTC).isoformat(timespec="minutes")
    return {
        figure.key: {
            **figure.as_json(),
            "spread": round(spread(figure), 3),
            "busy_before": round(kept.busy, 3),
            "disturbed": kept.disturbed,
            "runs": len(runs),
            "at": when,
            "machine": machine(),
        }
        for figure in kept.figures
    }


def _chosen(only: str) -> dict[str, Benchmark]:
    """The benchmarks that somebody named by themselves or by their figures; all but long ones, where nobody named one.

    Raises:
        SystemExit: there is none of that name.
    """
    wanted = {each for each in only.replace(",", " ").split() if each}
    known = {name: {name, *each.promises} for name, each in BENCHMARKS.items()}
    if unknown := wanted - set[str]().union(*known.values()):
        raise SystemExit(f"没有这样的测量 / no such benchmark: {', '.join(sorted(unknown))}; {', '.join(BENCHMARKS)}")
    return {name: each for name, each in BENCHMARKS.items() if wanted & known[name] or not (wanted or each.long)}


async def _measure(chosen: Mapping[str, Benchmark]) -> Results:
    """What the chosen benchmarks found, kept after each of them; of one that failed, why."""
    found: Results = {}
    for name, benchmark in chosen.items():
        try:
            figures = await _measured(name, benchmark)
        except Exception as error:  # noqa: BLE001 - the others are measured whatever happened to this one
            traceback.print_exception(error)
            figures = {key: {"failed": repr(error)} for key in benchmark.promises}
        for key, promise in benchmark.promises.items():
            found[key] = {**figures[key], "floor": promise.floor, "aim": promise.aim, "at_most": promise.at_most}
        _keep(found)
    return found


def _keep(found: Results) -> None:
    """Write these figures beside those that were not measured now, in the order of the promises."""
    before: Results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    every = {**before, **found}
    ordered = {key: every[key] for each in BENCHMARKS.values() for key in each.promises if key in every}
    RESULTS.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _is_kept(found: Mapping[str, object], promise: Promise) -> bool:
    return "failed" not in found and promise.kept(_value(found))


def _value(found: Mapping[str, object]) -> float:
    """The ratio; where there is no baseline, our own figure, in its unit."""
    return float(str(found.get("ratio", found["ours"])))


def _show(results: Results, promises: Mapping[str, Promise]) -> None:
    table = Table("key", "figure", "floor", "aim", "ours", "baseline", "unit", "spread", "")
    for key, found in results.items():
        promise = promises[key]
        bound = "≤ " if promise.at_most else "≥ "
        asked = (f"{bound}{promise.floor}", f"{bound}{promise.aim}")
        if "failed" in found:
            table.add_row(key, "–", *asked, "–", "–", "–", "–", "[red]failed[/]")
            continue
        table.add_row(
            key,
            str(_value(found)),
            *asked,
            str(found["ours"]),
            str(found.get("baseline", "–")),
            str(found["unit"]),
            f"{found['spread']:.0%}" + (" [yellow]disturbed[/]" if found["disturbed"] else ""),
            "[green]held[/]" if _is_kept(found, promise) else "[red]missed[/]",
        )
    _console.print(table)


def main() -> int:
    """Measure, show, write; returns the exit code."""
    chosen = _chosen(os.environ.get("ONLY", ""))
    promises = {key: promise for each in chosen.values() for key, promise in each.promises.items()}
    results = asyncio.run(_measure(chosen))
    _show(results, promises)
    return int(not all(_is_kept(results[key], promise) for key, promise in promises.items()))


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # a process that used the Temporal client can abort at interpreter exit
