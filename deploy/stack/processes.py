"""Processes of an earlier run: telling one from a stranger that got the same number, and ending it.

A process id alone names nobody for long, so a process is known by its id *and* the instant the system started it.
"""

import os
import signal
import time
from contextlib import suppress

import psutil
from pydantic import BaseModel, ConfigDict

_POLL_S = 0.05


class ProcessIdentity(BaseModel):
    """A process id with the seconds from the system's start to that process's (opaque, only ever compared).

    Unlike a time of day they stay the same when the clock is set. A record of an earlier release says them otherwise:
    it names no process that runs.
    """

    model_config = ConfigDict(frozen=True)

    pid: int
    started: str


def identity_of(pid: int) -> ProcessIdentity | None:
    """Who runs under this id now; None when nobody does, or only one who has ended and was not yet fetched."""
    try:
        process = psutil.Process(pid)
        if process.status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}:
            return None
        return ProcessIdentity(pid=pid, started=f"{process.create_time() - psutil.boot_time():.2f}")
    except psutil.NoSuchProcess:
        return None


def is_alive(process: ProcessIdentity) -> bool:
    """Whether this very process still runs."""
    return identity_of(process.pid) == process


def end(process: ProcessIdentity, stop_signal: signal.Signals, within_s: float) -> bool:
    """Ask a process to stop, and kill it when it has not within `within_s` seconds; True if it was there at all."""
    if not is_alive(process):
        return False
    for wanted, patience_s in ((stop_signal, within_s), (signal.SIGKILL, 5.0)):
        with suppress(ProcessLookupError):  # gone in between: just what was wanted
            os.kill(process.pid, wanted)
        if wait_gone(process, patience_s):
            break
    return True


def wait_fetched(pid: int, within_s: float) -> None:
    """Wait until a process that has ended is also fetched by its parent: until then its id looks taken.

    PostgreSQL believes a lock file whose process id answers; after `within_s` seconds it is left to say so itself.
    """
    deadline = time.monotonic() + within_s
    while psutil.pid_exists(pid) and identity_of(pid) is None and time.monotonic() < deadline:
        time.sleep(_POLL_S)


def wait_gone(process: ProcessIdentity, within_s: float) -> bool:
    """Wait until the process is gone; False when it still runs after `within_s` seconds."""
    deadline = time.monotonic() + within_s
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True
