"""`make bench`: every figure we promise, in one run; writes bench/results.json, exits 1 when a floor is missed."""

import asyncio
import json
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import access, append, burst, commands, import_cases, pages, policy, replan, storm

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a figure must reach, and what it should; `at_most` where less is better."""

    floor: float
    aim: float
    at_most: bool = False

    def kept(self, figure: float) -> bool:
        """Whether the floor holds."""
        return figure <= self.floor if self.at_most else figure >= self.floor


PROMISES = {
    "command_throughput_vs_noop_update": Promise(floor=0.5, aim=0.7),
    "command_latency_vs_noop_update": Promise(floor=2.0, aim=1.5, at_most=True),
    "burst_one_case_vs_many": Promise(floor=1.5, aim=1.0, at_most=True),
    "refusal_milliseconds_per_megabyte": Promise(floor=250.0, aim=100.0, at_most=True),
    "deadline_storm_vs_bare_timer": Promise(floor=0.7, aim=0.7),
    "replan_10k_seconds": Promise(floor=2.0, aim=1.0, at_most=True),
    "policy_steps_per_second": Promise(floor=500.0, aim=1000.0),
    "access_decision_microseconds": Promise(floor=200.0, aim=50.0, at_most=True),
    "import_cases_per_second": Promise(floor=50.0, aim=100.0),
    "inbox_page_vs_sql": Promise(floor=5.0, aim=3.0, at_most=True),
    "hr_page_vs_sql": Promise(floor=5.0, aim=3.0, at_most=True),
    "search_page_vs_sql": Promise(floor=5.0, aim=3.0, at_most=True),
    "append_vs_pgbench": Promise(floor=0.35, aim=0.5),
    "append_vs_eventsourcing": Promise(floor=5.0, aim=5.0),
}


async def _measure() -> dict[str, dict[str, object]]:
    machine = {"python": platform.python_version(), "processors": os.cpu_count()}
    results: dict[str, dict[str, object]] = {}
    crowd, refusal = await burst.measure()
    for each in (
        *await commands.measure(),
        crowd,
        await storm.measure(),
        *await append.measure(),
        *await pages.measure(),
    ):
        results[each.key] = each.as_json(machine)
    results["refusal_milliseconds_per_megabyte"] = {
        "ours": round(refusal, 1),
        "unit": "ms/MiB",
        "settings": {"bodies": list(burst.BODIES), "rounds": burst.REFUSALS, **machine},
    }
    results["replan_10k_seconds"] = {
        "ours": round(replan.measure(), 3),
        "unit": "s",
        "settings": {"deadlines": replan.DEADLINES, "rounds": replan.ROUNDS, **machine},
    }
    results["policy_steps_per_second"] = {
        "ours": round(policy.measure()),
        "unit": "steps/s",
        "settings": {"rounds": policy.ROUNDS, **machine},
    }
    results["access_decision_microseconds"] = {
        "ours": round(access.measure(), 1),
        "unit": "µs",
        "settings": {"decisions": access.DECISIONS, "rounds": access.ROUNDS, **machine},
    }
    entered, looked_over = await import_cases.measure()
    results["import_cases_per_second"] = {
        "ours": round(entered),
        "unit": "cases/s",
        "settings": {
            "cases": import_cases.CASES,
            "rounds": import_cases.ROUNDS,
            "looked_over_per_second": round(looked_over),
            **machine,
        },
    }
    for key, promise in PROMISES.items():
        results[key] |= {"floor": promise.floor, "aim": promise.aim, "at_most": promise.at_most}
    return results


def _figure(found: dict[str, object]) -> float:
    """The ratio; where there is no baseline, our own figure, in its unit."""
    return float(str(found.get("ratio", found["ours"])))


def _show(results: dict[str, dict[str, object]], missed: list[str]) -> None:
    table = Table("key", "figure", "floor", "aim", "ours", "baseline", "unit", "")
    for key, promise in PROMISES.items():
        found = results[key]
        bound = "≤ " if promise.at_most else "≥ "
        shown = (_figure(found), f"{bound}{promise.floor}", f"{bound}{promise.aim}", found["ours"])
        table.add_row(
            key,
            *map(str, shown),
            str(found.get("baseline", "–")),
            str(found["unit"]),
            "[red]missed[/]" if key in missed else "[green]held[/]",
        )
    Console(width=140).print(table)


def main() -> int:
    """Measure, show, write; returns the exit code."""
    results = asyncio.run(_measure())
    missed = [key for key, promise in PROMISES.items() if not promise.kept(_figure(results[key]))]
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _show(results, missed)
    return int(bool(missed))


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # a process that used the Temporal client can abort at interpreter exit
