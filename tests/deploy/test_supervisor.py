import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.stack.supervisor import Part, PartFailed, RestartPolicy, Supervisor


async def always() -> bool:
    """Ready from the start."""
    return True


async def never() -> bool:
    """Not ready, ever."""
    return False


_ENDS = """
import pathlib, time
while not pathlib.Path({!r}).exists():
    time.sleep(0.01)
raise SystemExit("broken")
"""
"""Ends as soon as somebody has seen that it runs."""


def part(tmp_path: Path, program: str, **changes: object) -> Part:
    """A part that runs a line of Python."""
    given_fields = {
        "name": "part",
        "argv": (sys.executable, "-c", program),
        "environment": dict(os.environ),
        "address": "-",
        "log": tmp_path / "part.log",
        "ready": always,
    }
    return Part(**{**given_fields, **changes})  # type: ignore[arg-type] # the tests' few changes are of the right types


async def test_part_that_keeps_ending_is_started_again_and_again(tmp_path: Path) -> None:
    """It is never given up, however often it ends: what ends it may pass."""
    started: list[int] = []
    seen = tmp_path / "seen"

    async def was_seen() -> bool:
        seen.touch()
        return True

    supervisor = Supervisor(lambda _part, pid: started.append(pid), RestartPolicy(pause_max_s=0.01))

    await supervisor.start(part(tmp_path, _ENDS.format(str(seen)), ready=was_seen))
    async with asyncio.timeout(60):
        while len(started) < 8:  # noqa: ASYNC110 - a process ends and another begins; nothing tells of it but the list
            await asyncio.sleep(0.02)
    await supervisor.stop()

    assert len(set(started)) >= 8


async def test_part_that_cannot_be_started_again_is_tried_until_it_can(tmp_path: Path) -> None:
    """Its log lies on a disk that fails for a while: nothing of that ends the keeping of the part."""
    started: list[int] = []
    supervisor = Supervisor(lambda _part, pid: started.append(pid), RestartPolicy(pause_max_s=0.01))
    logs = tmp_path / "logs"
    logs.mkdir()

    await supervisor.start(part(tmp_path, "input()", log=logs / "part.log"))
    logs.rename(tmp_path / "away")
    os.kill(started[0], signal.SIGKILL)
    await _until_gone(started[0])
    (tmp_path / "away").rename(logs)
    async with asyncio.timeout(60):
        while len(started) < 2:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
    await supervisor.stop()

    assert started[0] != started[1]


async def test_part_that_is_never_ready_is_named(tmp_path: Path) -> None:
    """Waiting has an end, and stopping takes the part away."""
    pids: list[int] = []
    supervisor = Supervisor(lambda _part, pid: pids.append(pid))

    with pytest.raises(PartFailed, match="not ready within"):
        await supervisor.start(part(tmp_path, "input()", ready=never, ready_within_s=0.2))
    await supervisor.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


async def test_part_that_ignores_its_stop_signal_is_killed(tmp_path: Path) -> None:
    """Stopping is bounded whatever a part does."""
    deaf = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); input()"
    log = tmp_path / "part.log"

    async def said_so() -> bool:
        return log.read_text() == "deaf\n"

    pids: list[int] = []
    supervisor = Supervisor(lambda _part, pid: pids.append(pid))
    await supervisor.start(part(tmp_path, deaf, ready=said_so, stop_within_s=0.2))

    await supervisor.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


async def test_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing program is a failure of that part, not a trace."""
    supervisor = Supervisor(lambda _part, _pid: None)

    with pytest.raises(PartFailed, match="cannot be started"):
        await supervisor.start(part(tmp_path, "", argv=("/nowhere/program",)))


@given(st.integers(min_value=1, max_value=10**9))
def test_pause_grows_to_a_bound(crashes: int) -> None:
    """Each pause is at least the one before, and never above the maximum, though it went on for years."""
    policy = RestartPolicy()

    assert 0 < policy.pause_s(crashes) <= policy.pause_s(crashes + 1) <= policy.pause_max_s


def test_a_part_that_ran_for_a_while_is_started_again_at_once() -> None:
    """Ends in a row count; one long ago does not."""
    policy = RestartPolicy(steady_s=60)

    assert [policy.crashes(4, ran_s) for ran_s in (59.0, 60.0)] == [5, 1]


async def _until_gone(pid: int) -> None:
    """Wait until a process has ended and was fetched."""
    async with asyncio.timeout(60):
        while psutil.pid_exists(pid):  # noqa: ASYNC110 - the system notifies its parent alone
            await asyncio.sleep(0.02)
