"""`rongcuo recover`: start every open case and filing again from the log after the engine lost its data.

A roll-out that was under way is lost with the engine too, so the newest calendar is rolled out again: cases that have
it already are not on its list.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from rich.console import Console
from temporalio.client import Client

from deploy.cli.calendar.source import NATIONAL
from deploy.roles.settings import Settings, SettingsRefused
from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.embedded_temporal import NAMESPACE
from deploy.stack.ports import HOST
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool, create_pool
from eventlog.reference import get
from workflows.client import WORKFLOW_KINDS, StreamClient
from workflows.messages import CHORES_QUEUE, connect
from workflows.roll_out import start_roll_out

_PAGE = 500


def recover(data: Path, console: Console) -> int:
    """Recover the running stack of a data directory, or the one the environment names; returns the exit code."""
    try:
        settings = _settings(DataDirectory(data))
    except SettingsRefused as refused:
        console.print("未在运行 / not running;", "; ".join(refused.faults), soft_wrap=True)
        return 1
    started, running = asyncio.run(_recover(settings))
    console.print(f"已重新启动 {started} 件，运行中 {running} 件 / started {started}, running already {running}")
    return 0


def _settings(data: DataDirectory) -> Settings:
    record = data.running()
    if record is None:
        return Settings.from_environment(os.environ)
    return Settings(
        database_url=EmbeddedPostgres(data).url("rongcuo_app"),
        temporal_address=f"{HOST}:{record.temporal_port}",
        temporal_namespace=NAMESPACE,
        key_file=data.installation_key,
        tokens_file=data.tokens,
    )


async def _recover(settings: Settings) -> tuple[int, int]:
    key = InstallationKey.from_file(settings.key_file)
    client = await connect(settings.temporal_address, settings.temporal_namespace, key.payload_codec_key())
    async with await create_pool(settings.database_url, application="rongcuo recover", max_size=1) as pool:
        log = EventLog(pool, key)
        counts = [await restart_open(StreamClient(client, kind), log) for kind in WORKFLOW_KINDS]
        await roll_newest_out(client, pool)
    return sum(started for started, _ in counts), sum(running for _, running in counts)


async def restart_open(client: StreamClient, log: EventLog) -> tuple[int, int]:
    """Start the open streams of a kind that do not run; returns how many were started, and how many ran already.

    A run without an agenda asks the log for it, and an old alarm rings only once. A risk filing that was linked to a
    case after its end begins, sees that, and leaves.
    """
    started = running = 0
    async for stream_id in _open_streams(log, client.kind.stream.begins, client.kind.stream.ends):
        if await client.restart(stream_id):
            started += 1
        else:
            running += 1
    return started, running


async def roll_newest_out(client: Client, pool: Pool, *, task_queue: str = CHORES_QUEUE) -> None:
    """Roll the newest national calendar out, in case the engine lost a roll-out on its way."""
    calendar = await get(pool, "calendar", NATIONAL)
    if calendar is not None:
        await start_roll_out(client, calendar.name, calendar.version, task_queue=task_queue)


async def _open_streams(log: EventLog, beginning: str, ending: str) -> AsyncIterator[UUID]:
    last = UUID(int=0)
    while page := await log.streams_not_ended(beginning, ending, after=last, limit=_PAGE):
        for stream_id in page:
            yield stream_id
        last = page[-1]
