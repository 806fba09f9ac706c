"""What things cost as cases grow, from one to a hundred thousand: loading, pages, commands, paper, rebuilds, bytes.

    make bench ONLY=growth            CASES=10000 make bench ONLY=growth

One embedded stack is loaded to each size in turn (`rongcuo bench load`) and measured there. What is found is kept in
growth.json as soon as it is, and drawn in plots/ (`python -m bench.plots` draws it again). A part that fails is told
with its reason, and the others go on.
"""

import asyncio
import json
import os
import statistics
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import Any

import uvloop
from rich.console import Console

from bench import plots
from bench.commands import PACKAGES, fresh_stack, sides
from bench.import_cases import entered_and_looked_over
from bench.machine import machine, until_quiet
from bench.measured import Figure, NotMeasured, Plain
from bench.page_growth import Measured, connected, figures, measure_pages, measure_side_by_side
from deploy.load.loading import loading
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from eventlog.pool import create_pool
from projections.projector.barrier import wait_until_current
from projections.projector.projector import READ_MODELS
from projections.rebuilding.hands import processes
from projections.rebuilding.rebuild import Rebuild

CASES = int(os.environ.get("CASES", "100000"))
SIZES = [*(size for size in (1, 100, 1_000, 10_000) if size < CASES), CASES]
FEW = min(1_000, CASES)
"""The size that the largest is held against."""
COMMAND_SECONDS = 3.0
PAPER_CASES = 100

_PATIENCE_SECONDS = 7_200.0
_MILLION = 1_000_000
_STORED = """
SELECT (SELECT count(*) FROM event) AS events,
       pg_database_size(current_database()) AS bytes, pg_total_relation_size('event') AS event_bytes,
       (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = 'read_model' AND relkind = 'r')::bigint AS read_model_bytes
"""
_console = Console(width=150)

Found = dict[str, Any]


async def measure() -> list[Figure]:
    """Every size in turn, on one stack; kept and drawn after each part."""
    sizes, compared = list[Found](), list[tuple[Measured, Measured]]()
    versions = {name: version(name) for name in PACKAGES}
    told = {"at": datetime.now(UTC).isoformat(timespec="minutes"), "machine": machine(), "versions": versions}
    async with fresh_stack() as stack:
        for number, cases in enumerate(SIZES):
            size: Found = {"cases": cases, "busy_before": await asyncio.to_thread(until_quiet)}
            sizes.append(size)
            parts: Mapping[str, Callable[[], Awaitable[Found]]] = {
                "loading": partial(_in_own_loop, _load, stack, cases),
                "bytes": partial(_as_owner, stack, _STORED),
                "pages": partial(_pages, stack),
                **({"compared": partial(_compared, stack, compared)} if cases == CASES else {}),
                "commands": partial(_in_own_loop, _command, stack),
                "paper": partial(_from_paper, stack, number),
                "rebuild": partial(_rebuilt, stack),
            }
            for name, part in parts.items():
                try:
                    size |= await part()
                except Exception as error:  # noqa: BLE001 - the others are measured whatever happened to this one
                    traceback.print_exception(error)
                    size[f"{name}_failed"] = repr(error)
                    if name == "loading":  # nothing else would be of this size
                        break
                _console.print(f"[dim]{cases:,} {name}[/]")
                kept = json.dumps({**told, "sizes": sizes}, indent=2, ensure_ascii=False)
                plots.GROWTH.write_text(kept + "\n", encoding="utf-8")
            plots.draw()
            _console.print(size)
    few, many = compared[0] if compared else (Measured(), Measured())
    return [_loading(sizes), *figures(few, many, (FEW, CASES))]


async def _in_own_loop(part: Callable[..., Coroutine[None, None, Found]], *arguments: object) -> Found:
    """A part on uvloop, which is faster, and cannot start the stack's processes as another user."""
    return await asyncio.to_thread(uvloop.run, part(*arguments))


async def _load(stack: Stack, cases: int) -> Found:
    """Load up to a size, wait until it is shown; seconds and events of that, and how many events came a second."""
    worker, api = (settings_for(role, stack.settings, stack.data) for role in ("worker", "api"))
    started, events = time.perf_counter(), 0

    def told(_cases: int, more: int) -> None:
        nonlocal events
        events += more

    async with loading(worker, api) as load:
        await load.load(cases, told)
    written = time.perf_counter() - started
    async with await create_pool(api.database_url, application="bench", max_size=1) as pool:
        await wait_until_current(pool, READ_MODELS, timeout_seconds=_PATIENCE_SECONDS)
    shown = time.perf_counter() - started
    await _as_owner(stack, "VACUUM ANALYZE")
    settled = await asyncio.to_thread(until_quiet)  # whoever follows the log besides is through with it too
    return {
        "busy_after": settled,
        "loaded_events": events,
        "loaded_seconds": round(written, 2),
        "shown_seconds": round(shown, 2),
        "loaded_us_an_event": round(written / events * _MILLION, 1),
        "shown_us_an_event": round(shown / events * _MILLION, 1),
    }


def _loading(sizes: list[Found]) -> Figure:
    """Minutes from nothing to all cases shown, the loads to each size taken together."""
    key = "loading_100k_minutes"
    if failed := [size["loading_failed"] for size in sizes if "loading_failed" in size]:
        return NotMeasured(key, failed[0])
    seconds, written = (sum(size[each] for size in sizes) for each in ("shown_seconds", "loaded_seconds"))
    settings = {"cases": CASES, "events": sum(size["loaded_events"] for size in sizes)}
    return Plain(key, "min", [seconds / 60], settings={**settings, "minutes_until_written": round(written / 60, 2)})


async def _pages(stack: Stack) -> Found:
    """Milliseconds of each page, over HTTP."""
    measured = await measure_pages(stack)
    return {"pages_ms": measured.as_plotted, **({"pages_failed": measured.failed} if measured.failed else {})}


async def _compared(many: Stack, compared: list[tuple[Measured, Measured]]) -> Found:
    """The pages of the largest stack, by turns with those of another that has few cases."""
    async with fresh_stack() as few:
        await _in_own_loop(_load, few, FEW)
        compared.append(await measure_side_by_side(few, many))
    return {}


async def _command(stack: Stack) -> Found:
    """Milliseconds of a command of one client, from the request to the answer that it is in the log."""
    async with sides(stack) as (ours, _):
        await ours.round(1, 1, 1.0)
        measured = await ours.round(1, 1, COMMAND_SECONDS)
    return {"command_ms": round(statistics.median(measured.taken) * 1000, 2)}


async def _from_paper(stack: Stack, number: int) -> Found:
    """Milliseconds of a case entered from a file of paper cases."""
    entered, _ = await entered_and_looked_over(stack, 10 + number, PAPER_CASES)
    return {"paper_case_ms": round(1000 / entered, 2)}


async def _rebuilt(stack: Stack) -> Found:
    """Microseconds an event, and seconds, of building all read models anew, by a process for each core."""
    project = settings_for("project", stack.settings, stack.data)
    async with await create_pool(
        project.database_url, application="bench", max_size=3, statement_seconds=_PATIENCE_SECONDS, by_key=True
    ) as pool:
        events = await pool.fetchval("SELECT count(*) FROM sequenced")
        started = time.perf_counter()
        await Rebuild(pool, READ_MODELS, hands=processes(project.database_url)).run()
        seconds = time.perf_counter() - started
    return {"rebuild_seconds": round(seconds, 2), "rebuild_us_an_event": round(seconds / events * _MILLION, 1)}


async def _as_owner(stack: Stack, statement: str) -> Found:
    """What the server itself says; no row: nothing."""
    url = EmbeddedPostgres(stack.data).url("postgres")
    async with connected(url, database="rongcuo", command_timeout=_PATIENCE_SECONDS) as owner:
        return dict(await owner.fetchrow(statement) or {})
