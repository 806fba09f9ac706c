"""The machine that is measured on: what it is, and whether others leave it alone."""

import os
import platform
import time
from pathlib import Path

import psutil

BUSY_MAX = 0.1
"""The share of all processors that others may take before a benchmark begins."""
QUIET_SECONDS_MAX = 120.0
"""How long it waits for that."""
_LOOK_SECONDS = 3.0
_GIB = 2**30


def until_quiet() -> float:
    """Wait until others leave the processors alone, so long as that may take; the share that they take then."""
    until = time.monotonic() + QUIET_SECONDS_MAX
    while True:
        busy = psutil.cpu_percent(interval=_LOOK_SECONDS) / 100
        if busy <= BUSY_MAX or time.monotonic() > until:
            return busy


def machine() -> dict[str, object]:
    """What it was measured on."""
    return {
        "python": platform.python_version(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / _GIB),
    }


def _processor() -> str:
    """What the processor is called; Linux tells nobody but here."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    names = (line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
