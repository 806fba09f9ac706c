"""The three roles as processes: how each starts and stops; what it runs is in a module of its own.

A role ends on SIGTERM or SIGINT by cancellation, and also when its standard input ends, if it was told that this means
that its supervisor is gone (containers have no such input, so they are not told).
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Final, Literal

import structlog
import uvloop

from deploy.roles.log_setup import configure_logging
from deploy.roles.settings import EXIT_WITH_PARENT, Settings, SettingsRefused

RoleName = Literal["api", "worker", "project"]
Role = Callable[[Settings], Coroutine[None, None, None]]
EXIT_BAD_SETTINGS: Final = 78  # EX_CONFIG of sysexits.h
_NEEDS: Final[Mapping[RoleName, tuple[str, ...]]] = {
    "project": ("sequencer_url",),
    "api": ("documents_dir",),
}
"""What a role must be told that others need not know."""

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def _api(settings: Settings) -> None:
    from deploy.roles.api import serve  # noqa: PLC0415 - a role loads only what it runs

    await serve(settings)


async def _worker(settings: Settings) -> None:
    from deploy.roles.worker import work  # noqa: PLC0415 - as above

    await work(settings)


async def _project(settings: Settings) -> None:
    from deploy.roles.project import project  # noqa: PLC0415 - as above

    await project(settings)


KEYLESS: Final[frozenset[RoleName]] = frozenset({"project"})
"""Who opens nothing and is not told where the installation key is."""

ROLES: Final[Mapping[RoleName, Role]] = {
    "api": _api,
    "worker": _worker,
    "project": _project,
}


def run_role(name: RoleName, roles: Mapping[RoleName, Role] = ROLES) -> int:
    """Run a role with the settings of the environment until it is told to stop; returns the exit code."""
    try:
        with_key, needs = name not in KEYLESS, _NEEDS.get(name, ())
        settings = Settings.from_environment(os.environ, with_key=with_key, needs=needs)
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
    except SettingsRefused as refused:
        for fault in refused.faults:
            _logger.error("settings refused", fault=fault)  # noqa: TRY400 - the fault says it all
        return EXIT_BAD_SETTINGS
    except Exception:  # the process ends here; its log must say why
        _logger.exception("role failed")
        return 1
    _logger.error("role ended by itself")
    return 1


async def _until_told_to_stop(role: Role, settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(role(settings))
    told = False

    def stop() -> None:
        nonlocal told
        if not told:  # a killed supervisor tells twice, and the second time must not interrupt the stopping
            told = True
            task.cancel()

    for stop_signal in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop_signal, stop)
    if os.environ.get(EXIT_WITH_PARENT):
        threading.Thread(target=_wait_for_parent, args=(loop, stop), daemon=True).start()
    await task


def _wait_for_parent(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Block until standard input ends; nothing is ever written to it."""
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(stop)
