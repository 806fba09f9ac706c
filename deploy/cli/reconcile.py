"""`rongcuo reconcile`: hold what the engine does against the log now, and repair what differs."""

import asyncio
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress, TextColumn
from temporalio.service import RPCError

from api.labels.differences import DIFFERENCES
from deploy.cli.running import settings_of
from deploy.cli.terminal import EXIT_UNREACHED, both, say
from deploy.roles.engine import connect_engine
from deploy.roles.reconciliation import AT_ONCE, Engine, NoWorker, Outcome, reconcile
from deploy.roles.settings import Settings, SettingsRefused
from eventlog.log import EventLog
from eventlog.outages import OUTAGE
from eventlog.pool import create_pool

_AWAY: Final = (RPCError, RuntimeError, *OUTAGE)
EXIT_AGREES: Final = 0
EXIT_DIFFERS: Final = 1


def reconcile_now(data: Path, console: Console) -> int:
    """Reconcile the running stack of a data directory, or the one the environment names; returns the exit code."""
    try:
        settings = settings_of(data, "worker")
    except SettingsRefused as refused:
        say(console, f"未在运行 / not running; {'; '.join(refused.faults)}")
        return EXIT_UNREACHED
    try:
        found = asyncio.run(_shown(settings, console))
    except NoWorker:
        say(console, "worker 未在运行，无法对照 / no worker runs, so nothing can be compared")
        return EXIT_UNREACHED
    except (*_AWAY, ExceptionGroup) as away:
        if isinstance(away, ExceptionGroup) and away.split(_AWAY)[1]:
            raise
        say(console, "数据库或流程引擎没有应答，请稍后再试 / database or engine does not answer, try again", repr(away))
        return EXIT_UNREACHED
    say(console, *_lines(found))
    return EXIT_DIFFERS if found.unrepaired else EXIT_AGREES


async def _shown(settings: Settings, console: Console) -> Outcome:
    key = settings.installation_key
    client = await connect_engine(settings, key)
    pool = await create_pool(settings.database_url, application="rongcuo reconcile", max_size=AT_ONCE)
    with Progress(TextColumn("{task.description}"), console=console, transient=True) as progress:
        task = progress.add_task("")

        def told(found: Outcome) -> None:
            progress.update(task, description=_so_far(found))

        async with pool:
            return await reconcile(Engine(client, pool, EventLog(pool, key)), told)


def _so_far(found: Outcome) -> str:
    differed = found.differed.total()
    return f"已对照 {found.compared} 件，不一致 {differed} / compared {found.compared}, differed {differed}"


def _lines(found: Outcome) -> list[str]:
    repaired = found.differed.total() - found.unrepaired
    return [
        _so_far(found),
        *(f"  {count} {both(DIFFERENCES[how])}" for how, count in sorted(found.differed.items())),
        f"已恢复 {repaired}，未恢复 {found.unrepaired} / repaired {repaired}, not repaired {found.unrepaired}",
    ]
