"""`rongcuo bench load`: a demonstration with very many cases in it, to see how everything does with them."""

import asyncio
import time
from pathlib import Path
from typing import Final

import asyncpg
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from temporalio.service import RPCError

from deploy.cli.running import settings_of
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED, say
from deploy.load.loading import Loading, NotLoaded, at_once, loading
from deploy.roles.engine import connect_engine
from deploy.roles.settings import Settings, SettingsRefused
from eventlog.pool import Pool, create_pool
from projections.projector.barrier import folded_to
from projections.projector.projector import READ_MODELS
from workflows.client import CASE, StreamClient

EXIT_LOADED: Final = 0

_LOOK_SECONDS: Final = 1.0


def bench_load(data: Path, console: Console, cases: int, *, clocks: bool) -> int:
    """Load so many cases into the demonstration of a data directory or of the environment; returns the exit code."""
    try:
        uvloop.run(_load(settings_of(data, "worker"), settings_of(data, "api"), console, cases, clocks=clocks))
    except SettingsRefused as refused:
        say(console, "未在运行 / not running; " + "; ".join(refused.faults))
        return EXIT_UNREACHED
    except NotLoaded as refused:
        say(console, f"只能装入尚无账号的演示 / only a demonstration without accounts is loaded: {refused}")
        return EXIT_REFUSED
    except (OSError, TimeoutError, RPCError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(
            console,
            "没有应答；再次运行时接着装入 / no answer; run it again to go on",
            f"{type(error).__name__}: {error}",
        )
        return EXIT_UNREACHED
    return EXIT_LOADED


async def _load(worker: Settings, api: Settings, console: Console, cases: int, *, clocks: bool) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        async with loading(worker, api) as load:
            begun, events = time.monotonic(), 0
            bar = progress.add_task("案件 cases", total=cases, told="")

            def told(more: int, written: int) -> None:
                nonlocal events
                events += written
                rate = events / (time.monotonic() - begun)
                progress.update(bar, advance=more, told=f"{events:,} 事件 events, {rate:,.0f}/s")

            await load.load(cases, told)
            if clocks:
                await _start_clocks(worker, load, progress)
        async with await create_pool(api.database_url, application="rongcuo bench", max_size=1) as pool:
            await _until_shown(pool, progress)
    still = len(load.open_cases)
    how = "均已开始 / all were started" if clocks else "由每小时的对照开始 / are started by the hourly comparison"
    say(console, f"在办 {still} 件，流程{how} / {still} are under way")


async def _start_clocks(worker: Settings, load: Loading, progress: Progress) -> None:
    """Start the workflows of the cases under way, which ask the log for their agendas."""
    streams = StreamClient(await connect_engine(worker, worker.installation_key), CASE)
    bar = progress.add_task("流程 workflows", total=len(load.open_cases), told="")
    waiting = iter(load.open_cases)

    async def start() -> None:
        for case_id in waiting:
            await streams.restart(case_id)
            progress.advance(bar)

    await at_once(start)


async def _until_shown(pool: Pool, progress: Progress) -> None:
    """Wait until the read models have folded all that was numbered."""
    bar = progress.add_task("读模型 read models", total=None, told="")
    while True:
        newest = await pool.fetchval("SELECT coalesce(max(log_index), -1) FROM sequenced")
        folded = await folded_to(pool, READ_MODELS)
        progress.update(bar, total=newest + 1, completed=(folded if folded is not None else -1) + 1)
        if folded is not None and folded >= newest:
            return
        await asyncio.sleep(_LOOK_SECONDS)
