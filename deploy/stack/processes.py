"""Processes of an earlier run: telling one from a stranger that got the same number, and ending it.

A process id alone names nobody for long, so a process is known by its id *and* the instant the system started it.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_POLL_S = 0.05


class ProcessIdentity(BaseModel):
    """A process id with the system's own note of when it started (opaque, only ever compared)."""

    model_config = ConfigDict(frozen=True)

    pid: int
    started: str


def identity_of(pid: int) -> ProcessIdentity | None:
    """Who runs under this id now; None when nobody does, or only one who has ended and was not yet fetched."""
    started = _started_linux(pid) if sys.platform == "linux" else _started_by_ps(pid)
    return ProcessIdentity(pid=pid, started=started) if started else None


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
    while identity_of(pid) is None and time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(_POLL_S)


def wait_gone(process: ProcessIdentity, within_s: float) -> bool:
    """Wait until the process is gone; False when it still runs after `within_s` seconds."""
    deadline = time.monotonic() + within_s
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True


def _started_linux(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # proc(5): after the name in brackets come the state (field 3) and, 19 on, the start in ticks since boot (22)
    state, *rest = stat.rpartition(")")[2].split()
    return None if state in "ZX" else f"{boot}/{rest[18]}"


def _started_by_ps(pid: int) -> str | None:
    asked = subprocess.run(  # noqa: S603 - our own arguments
        ["/bin/ps", "-o", "state=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False, timeout=5
    )
    state, _, started = asked.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else started.strip()
