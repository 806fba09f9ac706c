"""`rongcuo up` and `rongcuo down`: hold a stack until a signal comes; send that signal."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Final

import structlog
from rich.console import Console

from deploy.roles.log_setup import configure_logging
from deploy.roles.settings import SettingsRefused
from deploy.stack.data_directory import AlreadyRunning, DataDirectory, IsCopy, KeyMissing
from deploy.stack.processes import is_alive, wait_gone
from deploy.stack.progress import Progress
from deploy.stack.stack import Plan, running
from deploy.stack.supervisor import PartFailed

EXIT_FAILED: Final = 1
EXIT_NOT_OURS: Final = 2
_STOP_MAX_S: Final = 150.0  # more than all parts may take together
_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def up(plan: Plan, console: Console) -> int:
    """Start the stack and keep it until SIGINT or SIGTERM; returns the exit code."""
    progress = Progress(console)

    async def hold() -> int:
        async with running(plan, progress) as stack:
            await stack.until_stopped()
        return 0

    return run_with_stack(hold(), plan.data, progress)


def run_with_stack(work: Coroutine[None, None, int], data: Path, progress: Progress, *, when_stopped: int = 0) -> int:
    """Run a coroutine that uses `stack.running`; the first SIGINT or SIGTERM cancels it, so that all stops in order.

    Args:
        work: returns the exit code when it ends by itself.
        data: the data directory, for the supervisor's own log.
        progress: where failures are told.
        when_stopped: the exit code after a signal.
    """
    directory = DataDirectory(data)
    directory.create()
    own_log = directory.logs / "up.log"
    own_log.touch(mode=0o600)
    with own_log.open("a", encoding="utf-8", buffering=1) as log:
        configure_logging("up", stream=log)
        try:
            return asyncio.run(_cancelled_by_signals(work))
        except asyncio.CancelledError:
            return when_stopped
        except (AlreadyRunning, IsCopy) as not_ours:
            progress.say(
                _says_running(not_ours) if isinstance(not_ours, AlreadyRunning) else _says_copy(data, not_ours)
            )
            return EXIT_NOT_OURS
        except PartFailed as failed:
            progress.failure(failed)
        except KeyMissing as missing:
            progress.say(str(missing))
        except SettingsRefused as refused:
            for fault in refused.faults:
                progress.say(fault)
        except OSError as error:
            _logger.exception("stack failed")
            progress.say(f"磁盘或系统不允许 / the disk or the system does not let us: {error}")
    return EXIT_FAILED


def down(data: Path, console: Console) -> int:
    """Stop the stack of a data directory and wait until it has; returns the exit code (0 also if none ran)."""
    progress = Progress(console)
    record = DataDirectory(data).running()
    if record is None:
        progress.say("未在运行 / not running")
        return 0
    with progress.step(f"停止 / stopping (pid {record.supervisor.pid})"):
        if is_alive(record.supervisor):
            os.kill(record.supervisor.pid, signal.SIGTERM)
        gone = wait_gone(record.supervisor, _STOP_MAX_S)
    if not gone:
        progress.say(f"{_STOP_MAX_S:.0f} 秒内未停止 / did not stop within {_STOP_MAX_S:.0f} s")
        return EXIT_FAILED
    return 0


async def _cancelled_by_signals(work: Coroutine[None, None, int]) -> int:
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    came = False

    def stop() -> None:
        nonlocal came
        if not came:  # a second one must not interrupt the stopping, which is bounded
            came = True
            task.cancel()

    for stop_signal in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stop_signal, stop)
    return await task


def _says_copy(data: Path, copy: IsCopy) -> str:
    original = copy.original or "另一数据目录 / another data directory"
    return (
        f"{data} 是 {original} 的副本，未启动，两者都未改动。若要独立运行，请加 --adopt-copy"
        f" / is a copy of {original}; it was not started, and neither was touched."
        " To run it on its own, say --adopt-copy"
    )


def _says_running(running_already: AlreadyRunning) -> str:
    record = running_already.record
    if record is None:
        return "此数据目录已在使用 / this data directory is in use"
    return f"已在运行 / already running: {record.api_url} (pid {record.supervisor.pid})"
