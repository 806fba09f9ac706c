"""Starts parts in order, starts a crashed one again, stops them in reverse order; knows nothing of what they do."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

LOG_TAIL_LINES: Final = 20
_POLL_S: Final = 0.05
_DOUBLINGS_MAX: Final = 30
_PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # before any fork: loading is not safe after one
_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class PartFailed(Exception):  # noqa: N818 - says what happened
    """A part did not start; carries the last lines of its log."""

    def __init__(self, part: str, reason: str, log_tail: tuple[str, ...] = ()) -> None:
        self.part = part
        self.reason = reason
        self.log_tail = log_tail
        super().__init__(f"{part}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process of the stack.

    Attributes:
        name: as `rongcuo status` and the log file call it.
        argv: the program and its arguments; no shell.
        environment: all of its environment variables.
        address: where it answers, for people to read.
        log: both its outputs are appended here.
        ready: whether it answers now; raising means it never will.
        ready_file: removed before each start, for a part that makes it when it is ready.
        user: the system user to run as, or None for ours.
        stop_signal: what makes it stop cleanly.
        ready_within_s: how long it may take until `ready`.
        stop_within_s: how long it may take to stop before it is killed.
    """

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    address: str
    log: Path
    ready: Callable[[], Awaitable[bool]]
    ready_file: Path | None = None
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    ready_within_s: float = 60.0
    stop_within_s: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartPolicy:
    """How patiently a part that ends is started again: pauses double up to a bound, and nothing is ever given up.

    What ends a part may pass: a disk is full, a server is away. `rongcuo status` says meanwhile that it has ended.
    """

    pause_first_s: float = 0.2
    pause_max_s: float = 15.0
    steady_s: float = 60.0

    def pause_s(self, crashes: int) -> float:
        """The pause before the next start, after so many ends in a row (at least one)."""
        doublings = min(crashes - 1, _DOUBLINGS_MAX)
        return float(min(self.pause_first_s * 2.0**doublings, self.pause_max_s))

    def crashes(self, before: int, ran_s: float) -> int:
        """How many ends in a row this one makes: who ran for a while begins to count anew."""
        return 1 if ran_s >= self.steady_s else before + 1


class Supervisor:
    """Keeps parts running.

    Args:
        started: told of each process as it starts, also after a crash; it may not raise.
        policy: how patient to be.
    """

    def __init__(
        self,
        started: Callable[[Part, int], None],
        policy: RestartPolicy | None = None,
    ) -> None:
        self._started = started
        self._policy = policy or RestartPolicy()
        self._parts: list[Part] = []
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._log_starts: dict[str, int] = {}
        self._keepers: list[asyncio.Task[None]] = []

    async def start(self, part: Part) -> None:
        """Start a part, wait until it is ready, and keep it running from then on.

        Raises:
            PartFailed: it ended, or was not ready in time.
        """
        self._parts.append(part)
        await self._spawn(part)
        await self._until_ready(part)
        self._keepers.append(asyncio.create_task(self._keep(part), name=f"keep {part.name}"))

    async def stop(self) -> None:
        """Stop every part, the last started first; bounded by the sum of their `stop_within_s`."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for part in reversed(self._parts):
            process = self._processes.get(part.name)
            if process is not None:
                await self._end(part, process)

    async def _spawn(self, part: Part) -> None:
        try:
            process = await self._exec(part)
        except (OSError, subprocess.SubprocessError) as refused:
            raise PartFailed(part.name, f"无法启动 / cannot be started: {refused}") from refused
        self._processes[part.name] = process
        self._started(part, process.pid)

    async def _exec(self, part: Part) -> asyncio.subprocess.Process:
        if part.ready_file is not None:
            part.ready_file.unlink(missing_ok=True)
        self._log_starts[part.name] = part.log.stat().st_size if part.log.exists() else 0
        with part.log.open("ab") as log:
            part.log.chmod(0o600)
            return await asyncio.create_subprocess_exec(
                *part.argv,
                stdin=asyncio.subprocess.PIPE,  # its end tells a role that we are gone, see roles.py
                stdout=log,
                stderr=log,
                env=dict(part.environment),
                cwd="/",
                user=part.user,
                group=part.user,
                extra_groups=[] if part.user else None,
                umask=0o077,  # what a part writes is for nobody else
                start_new_session=True,  # Ctrl-C reaches us alone, so that we stop the parts in order
                preexec_fn=_dying_with_parent(part.stop_signal),
            )

    async def _until_ready(self, part: Part) -> None:
        process = self._processes[part.name]
        try:
            async with asyncio.timeout(part.ready_within_s):
                while process.returncode is None:
                    if await part.ready():
                        return
                    await asyncio.sleep(_POLL_S)
        except TimeoutError:
            reason = f"{part.ready_within_s:.0f} 秒内未就绪 / not ready within {part.ready_within_s:.0f} s"
            raise self._failed(part, reason) from None
        raise self._failed(part, f"启动时退出 / ended while starting, {_ending(process.returncode)}")

    async def _keep(self, part: Part) -> None:
        """Start a part again whenever it ends, without end: what ends it may pass."""
        crashes, began = 0, time.monotonic()
        while True:
            ending = _ending(await self._processes[part.name].wait())
            crashes = self._policy.crashes(crashes, time.monotonic() - began)
            while True:
                pause_s = self._policy.pause_s(crashes)
                _logger.warning("part ended", ended=part.name, how=ending, crashes=crashes, pause_s=pause_s)
                await asyncio.sleep(pause_s)
                began = time.monotonic()
                try:
                    await self._spawn(part)
                except PartFailed as failed:
                    crashes, ending = crashes + 1, failed.reason
                else:
                    break

    async def _end(self, part: Part, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):  # it has ended by itself
            process.send_signal(part.stop_signal)
        try:
            async with asyncio.timeout(part.stop_within_s):
                await process.wait()
        except TimeoutError:
            _logger.warning("part killed", killed=part.name, waited_s=part.stop_within_s)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    def _failed(self, part: Part, reason: str) -> PartFailed:
        return PartFailed(part.name, reason, log_tail(part.log, self._log_starts.get(part.name, 0)))


def log_tail(log: Path, start: int = 0) -> tuple[str, ...]:
    """The last lines of a log, of what was written after byte `start`."""
    try:
        with log.open("rb") as lines:
            lines.seek(start)
            written = lines.read().decode(errors="replace")
    except FileNotFoundError:
        return ()
    return tuple(written.splitlines()[-LOG_TAIL_LINES:])


def _ending(code: int) -> str:
    if code < 0:
        return f"信号 / by signal {signal.Signals(-code).name}"
    return f"退出码 / exit code {code}"


def _dying_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    """On Linux a part gets its own stop signal when we are killed; elsewhere the next `up` ends what was left."""
    libc = _libc
    if libc is None:
        return None

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)

    return ask_kernel
