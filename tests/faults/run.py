"""`make faults`: each fault three times under load, then every invariant; exits 1 if one does not hold.

One installation lives through all of them. `make faults ONLY=disk TIMES=1` tries those whose names hold the word, once.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.faults import invariants
from tests.faults.injuries import FAULTS, Fault
from tests.faults.installation import Installation, NotBack
from tests.faults.invariants import Broken
from tests.faults.load import Office, Told, clerks

MINUTES_MAX: Final = 25
"""A bound for a machine that others work on as well; two processors of one's own need less than half of it."""
_CALM_SECONDS: Final = 1.0
_DISK_SIZE: Final = "1500m"


@dataclass(slots=True)
class Tried:
    """What came of a fault."""

    fault: Fault
    times: int = 0
    seconds: float = 0.0
    commands: int = 0
    repeated: int = 0
    broken: list[str] = field(default_factory=list)
    not_tried: str = ""


class Trial:
    """One installation and its clerks, struck by one fault after another."""

    def __init__(self, stack: Installation, office: Office, told: Told, console: Console) -> None:
        self._stack, self._office, self._told, self._console = stack, office, told, console
        self._until = time.monotonic() + 60 * MINUTES_MAX

    async def of(self, fault: Fault, times: int) -> Tried:
        """Strike under load, so many times, and check in the end."""
        tried = Tried(fault, not_tried=self._why_not(fault))
        if time.monotonic() > self._until:
            tried.broken = [f"not tried: {MINUTES_MAX} minutes are over"]
        if tried.not_tried or tried.broken:
            return tried
        commands, repeated, began = len(self._told.recorded), self._told.repeated, time.monotonic()
        try:
            async with self._office.at_work():
                for number in range(1, times + 1):
                    await asyncio.sleep(_CALM_SECONDS)
                    await self._strike(fault)
                    self._console.print(f"[dim]{fault.name} {number}/{times}[/]", highlight=False)
                    tried.times = number
                await asyncio.sleep(_CALM_SECONDS)
            await self._check()
        except (NotBack, Broken, ExceptionGroup) as failure:
            tried.broken = [*dict.fromkeys(_told(failure)), f"logs: {self._logs_kept()}"]
        tried.seconds = time.monotonic() - began
        tried.commands, tried.repeated = len(self._told.recorded) - commands, self._told.repeated - repeated
        mark = f"[red]✗[/] {escape('; '.join(tried.broken))}" if tried.broken else "[green]✓[/]"
        self._console.print(f"{mark} {fault.name} {tried.seconds:.0f} s", highlight=False)
        return tried

    async def _strike(self, fault: Fault) -> None:
        await fault.strike(self._stack)
        await self._stack.until_up()
        if fault.needs_reconcile and (code := await self._stack.command("reconcile")):
            raise Broken(f"reconcile ended with exit code {code}")

    async def _check(self) -> None:
        async with self._stack.inside() as inside:
            await invariants.read_models_are_current(inside)
            await invariants.ledger(inside, self._told)
            await invariants.versions(inside)
            await invariants.log_index(inside)
            await invariants.clocks(inside)
            await invariants.schedule(inside)
            await invariants.rows(inside)
        if code := await self._stack.command("log", "verify"):
            raise Broken(f"log verify ended with exit code {code}")

    def _logs_kept(self) -> Path:
        """A copy of the logs as they are now, for whoever looks for the reason."""
        kept = Path(tempfile.mkdtemp(prefix="rongcuo-faults-logs-"))
        return Path(shutil.copytree(self._stack.directory.logs, kept, dirs_exist_ok=True))

    def _why_not(self, fault: Fault) -> str:
        if fault.needs_small_disk and not os.path.ismount(self._stack.data.parent):
            return "no disk of its own: run as root, who may mount one"
        return ""


async def _run(word: str, times: int, console: Console) -> int:
    with _small_disk() as folder:
        stack, told = Installation(folder / "data"), Told()
        try:
            await stack.start()
            async with clerks(stack.api_url, stack.personas(), told) as office:
                trial = Trial(stack, office, told, console)
                tried = [await trial.of(fault, times) for fault in FAULTS if word in fault.name]
        finally:
            await stack.stop()
    console.print(_table(tried))
    return 1 if not tried or any(each.broken for each in tried) else 0


@contextmanager
def _small_disk() -> Iterator[Path]:
    """A folder on a disk of its own, where we may mount one; else just a folder."""
    with tempfile.TemporaryDirectory(prefix="rongcuo-faults-", ignore_cleanup_errors=True) as folder:
        mounted = os.geteuid() == 0 and _system("mount", "-t", "tmpfs", "-o", f"size={_DISK_SIZE}", "tmpfs", folder)
        try:
            yield Path(folder)
        finally:
            if mounted:
                _system("umount", "--lazy", folder)


def _system(*command: str) -> bool:
    """Run a command of the system; whether it did what it was asked."""
    return subprocess.run(command, check=False, capture_output=True, timeout=30).returncode == 0  # noqa: S603 - our own arguments


def _told(failure: BaseException) -> Iterator[str]:
    """What failed, one by one."""
    if isinstance(failure, BaseExceptionGroup):
        for each in failure.exceptions:
            yield from _told(each)
    else:
        yield f"{type(failure).__name__}: {failure}"


def _table(tried: list[Tried]) -> Table:
    table = Table("fault", "times", "seconds", "commands acknowledged", "asked again", "")
    for each in tried:
        result = escape("\n".join(each.broken)) if each.broken else each.not_tried or "[green]held[/]"
        figures = (each.times, round(each.seconds), each.commands, each.repeated)
        table.add_row(each.fault.name, *map(str, figures), result)
    return table


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    code = asyncio.run(_run(os.environ.get("ONLY", ""), int(os.environ.get("TIMES", "3")), Console(width=160)))
    sys.stdout.flush()
    os._exit(code)  # an interpreter that used Temporal's client can abort when it winds down
