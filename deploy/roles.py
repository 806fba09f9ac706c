"""The three roles as processes: what each opens and runs, and how it stops.

A role ends on SIGTERM or SIGINT by cancellation, and also when its standard input ends, if it was told that this means
that its supervisor is gone (containers have no such input, so they are not told).
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Final, Literal

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI

from activities.cases import FINDING_TYPES, CaseActivities
from api.app import create_app
from api.surroundings import Surroundings
from api.tokens import Tokens
from deploy.log_setup import configure_logging
from deploy.settings import EXIT_WITH_PARENT, Settings, SettingsRefused
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import create_pool
from eventlog.sequencer import Sequencer
from eventlog.subjects import SubjectRegister
from projections.runner import Projector
from projections.waiting import Freshness
from workflows.doors import connect
from workflows.worker import LOCAL_ACTIVITIES_MAX, case_worker

RoleName = Literal["api", "worker", "project"]
Role = Callable[[Settings], Coroutine[None, None, None]]
EXIT_BAD_SETTINGS: Final = 78  # EX_CONFIG of sysexits.h

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def run_api(settings: Settings) -> None:
    """Serve the API until cancelled; requests under way are finished first."""
    async with surroundings(settings) as around:
        await _serve(create_app(around), settings)


@asynccontextmanager
async def surroundings(settings: Settings) -> AsyncIterator[Surroundings]:
    """Open what the API needs, and close it in the end."""
    key = InstallationKey.from_file(settings.key_file)
    async with await create_pool(settings.database_url, application="rongcuo api", max_size=10) as pool:
        freshness = Freshness(pool)
        await freshness.start()
        try:
            yield Surroundings(
                pool=pool,
                event_log=EventLog(pool, key),
                subjects=SubjectRegister(pool, key),
                temporal=await connect(settings.temporal_address, settings.temporal_namespace, key.payload_codec_key()),
                freshness=freshness,
                tokens=Tokens.load(settings.tokens_file),
                clock=lambda: datetime.now(UTC),
                public_url=f"http://{settings.api_host}:{settings.api_port}",
            )
        finally:
            await freshness.stop()


async def _serve(application: FastAPI, settings: Settings) -> None:
    config = uvicorn.Config(
        application,
        host=settings.api_host,
        port=settings.api_port,
        http="httptools",
        log_config=None,  # its lines go through ours
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


async def run_worker(settings: Settings) -> None:
    """Work on Temporal's task queue until cancelled."""
    key = InstallationKey.from_file(settings.key_file)
    async with await create_pool(
        settings.database_url, application="rongcuo worker", max_size=LOCAL_ACTIVITIES_MAX
    ) as pool:
        log = EventLog(pool, key, finding_types=FINDING_TYPES)
        client = await connect(settings.temporal_address, settings.temporal_namespace, key.payload_codec_key())
        async with case_worker(client, CaseActivities(log)):
            mark_ready(settings)
            await asyncio.get_running_loop().create_future()


async def run_project(settings: Settings) -> None:
    """Sequence the log and keep the read models until cancelled."""
    key = InstallationKey.from_file(settings.key_file)
    stop = asyncio.Event()
    async with await create_pool(settings.database_url, application="rongcuo project", max_size=4) as pool:
        projector = Projector(pool, EventLog(pool, key))
        mark_ready(settings)
        async with asyncio.TaskGroup() as both:
            both.create_task(Sequencer(settings.database_url).run(stop))
            both.create_task(projector.run(stop))


ROLES: Final[Mapping[RoleName, Role]] = {
    "api": run_api,
    "worker": run_worker,
    "project": run_project,
}


def mark_ready(settings: Settings) -> None:
    """Say that this role is ready, for `rongcuo up` and for probes that look for a file."""
    if settings.ready_file is not None:
        settings.ready_file.touch(mode=0o600)


def run_role(name: RoleName, roles: Mapping[RoleName, Role] = ROLES) -> int:
    """Run a role with the settings of the environment until it is told to stop; returns the exit code."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsRefused as refused:
        for fault in refused.faults:
            sys.stderr.write(f"{name}: {fault}\n")
        return EXIT_BAD_SETTINGS
    configure_logging(name, settings.log_level)
    _logger.info("role starts")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_until_told_to_stop(roles[name], settings))
    except asyncio.CancelledError:
        _logger.info("role stopped")
        return 0
    except Exception:  # the process ends here; its log must say why
        _logger.exception("role failed")
        return 1
    _logger.error("role ended by itself")
    return 1


async def _until_told_to_stop(role: Role, settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(role(settings))
    for stop_signal in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop_signal, task.cancel)
    if os.environ.get(EXIT_WITH_PARENT):
        threading.Thread(target=_wait_for_parent, args=(loop, task), daemon=True).start()
    await task


def _wait_for_parent(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    """Block until standard input ends; nothing is ever written to it."""
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(task.cancel)


class _Server(uvicorn.Server):
    """Leaves the signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
