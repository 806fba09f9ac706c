"""What things cost as cases grow, from one to a hundred thousand: pages, commands, entries from paper, rebuilds, bytes.

    python -m bench.growth            CASES=10000 python -m bench.growth

One embedded stack is loaded to each size in turn (`rongcuo bench load`) and measured there. What is found is kept in
growth.json and drawn in plots/ (`python -m bench.plots` draws it again). Nothing is promised here: the figures that are
stand in results.json.
"""

import asyncio
import json
import os
import statistics
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import asyncpg
import httpx2
import uvloop
from rich.console import Console

from api.identity.demonstration import tokens_of
from bench import plots
from bench.commands import PACKAGES, fresh_stack, sides
from bench.import_cases import entered_and_looked_over
from bench.run import machine, until_quiet
from deploy.load.loading import loading
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from eventlog.pool import create_pool
from projections.projector.barrier import wait_until_current
from projections.projector.projector import READ_MODELS
from projections.rebuilding.hands import processes
from projections.rebuilding.rebuild import Rebuild

SIZES = (1, 100, 1_000, 10_000, 100_000)
CASES = int(os.environ.get("CASES", "100000"))
GROWTH = Path(__file__).with_name("growth.json")
READER = "county-a-organization-officer-1"
PAGES = ("/inbox", "/cases", "/cases?history=true", "/deadlines", "/deadlines/load", "/statistics")
READS = 9
COMMAND_SECONDS = 3.0
PAPER_CASES = 100

_PATIENCE_SECONDS = 1_800.0
_STATEMENT_SECONDS = 300.0
_MILLION = 1_000_000
_STORED = """
SELECT (SELECT count(*) FROM event) AS events,
       pg_database_size(current_database()) AS bytes, pg_total_relation_size('event') AS event_bytes,
       (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = 'read_model' AND relkind = 'r')::bigint AS read_model_bytes
"""
_console = Console(width=150)


async def measure() -> None:
    """Every size in turn, on one stack; kept after each of them."""
    found = list[dict[str, object]]()
    versions = {name: version(name) for name in PACKAGES}
    told = {"at": datetime.now(UTC).isoformat(timespec="minutes"), "machine": machine(), "versions": versions}
    async with fresh_stack() as stack:
        for number, cases in enumerate(size for size in SIZES if size <= CASES):
            busy = await asyncio.to_thread(until_quiet)
            loaded = await _load(stack, cases)
            size = {
                "cases": cases,
                "busy_before": busy,
                **loaded,
                **await _stored(stack),
                "pages_ms": await _pages(stack),
            }
            size |= {"command_ms": await asyncio.to_thread(uvloop.run, _command(stack))}
            entered, _ = await entered_and_looked_over(stack, 10 + number, PAPER_CASES)
            size |= {"paper_case_ms": round(1000 / entered, 2), **await _rebuilt(stack)}
            found.append(size)
            GROWTH.write_text(
                json.dumps({**told, "sizes": found}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
            _console.print(found[-1])


async def _load(stack: Stack, cases: int) -> dict[str, object]:
    """Load up to a size, wait until it is shown; how many events a second were written, and until they were shown."""
    worker, api = (settings_for(role, stack.settings, stack.data) for role in ("worker", "api"))
    started, events = time.perf_counter(), 0

    def told(_cases: int, written: int) -> None:
        nonlocal events
        events += written

    async with loading(worker, api) as load:
        await load.load(cases, told)
    written = time.perf_counter() - started
    async with await create_pool(api.database_url, application="bench", max_size=1) as pool:
        await wait_until_current(pool, READ_MODELS, timeout_seconds=_PATIENCE_SECONDS)
    shown = time.perf_counter() - started
    owner = await asyncpg.connect(EmbeddedPostgres(stack.data).url("postgres"), database="rongcuo")
    await owner.execute("VACUUM ANALYZE")
    await owner.close()
    return {"loaded_per_second": round(events / written), "shown_per_second": round(events / shown)}


async def _pages(stack: Stack) -> Mapping[str, float]:
    """Milliseconds of each page, over HTTP, as an officer has it: the median of some reads after one."""
    who = next(each for each in tokens_of(stack.settings.tokens_file) if each.position == READER)
    choice = {"person": who.person, "position": who.position, "next": "/"}
    taken = dict[str, float]()
    async with httpx2.AsyncClient(base_url=stack.api_url, timeout=60.0, trust_env=False) as http:
        await http.post("/sign-in/persona", data=choice, headers={"Origin": stack.api_url})
        for path in PAGES:
            times = [await _read(http, path) for _ in range(READS + 1)][1:]
            taken[path] = round(statistics.median(times), 2)
    return taken


async def _read(http: httpx2.AsyncClient, path: str) -> float:
    started = time.perf_counter()
    answer = await http.get(path)
    if answer.status_code != httpx2.codes.OK:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return (time.perf_counter() - started) * 1000


async def _command(stack: Stack) -> float:
    """Milliseconds of a command of one client, from the request to the answer that it is in the log."""
    async with sides(stack) as (ours, _):
        await ours.round(1, 1, 1.0)
        measured = await ours.round(1, 1, COMMAND_SECONDS)
    return round(statistics.median(measured.taken) * 1000, 2)


async def _rebuilt(stack: Stack) -> dict[str, object]:
    """Microseconds an event, and seconds, of building all read models anew, by a process for each core."""
    project = settings_for("project", stack.settings, stack.data)
    async with await create_pool(
        project.database_url, application="bench", max_size=3, statement_seconds=_STATEMENT_SECONDS, by_key=True
    ) as pool:
        events = await pool.fetchval("SELECT count(*) FROM sequenced")
        started = time.perf_counter()
        await Rebuild(pool, READ_MODELS, hands=processes(project.database_url)).run()
        seconds = time.perf_counter() - started
    return {"rebuild_seconds": round(seconds, 2), "rebuild_us_an_event": round(seconds / events * _MILLION, 1)}


async def _stored(stack: Stack) -> dict[str, object]:
    owner = await asyncpg.connect(EmbeddedPostgres(stack.data).url("postgres"), database="rongcuo")
    row = await owner.fetchrow(_STORED)
    await owner.close()
    return dict(row or {})


def main() -> None:
    """Measure and draw."""
    asyncio.run(measure())
    plots.draw()


if __name__ == "__main__":
    main()
