import asyncio
import os
import sys
from pathlib import Path

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


async def test_part_that_keeps_crashing_is_given_up(tmp_path: Path) -> None:
    """After the allowed crashes it is not started again, and its last words are handed on."""
    started: list[int] = []
    given_up: asyncio.Future[PartFailed] = asyncio.get_running_loop().create_future()
    policy = RestartPolicy(crashes_max=2, pause_first_s=0.01)
    supervisor = Supervisor(lambda _part, pid: started.append(pid), given_up.set_result, policy)

    await supervisor.start(part(tmp_path, "raise SystemExit('broken')"))
    failed = await asyncio.wait_for(given_up, 30)
    await supervisor.stop()

    assert len(started) == 3
    assert "exit code 1" in failed.reason
    assert failed.log_tail == ("broken",)


async def test_part_that_is_never_ready_is_named(tmp_path: Path) -> None:
    """Waiting has an end, and stopping takes the part away."""
    pids: list[int] = []
    supervisor = Supervisor(lambda _part, pid: pids.append(pid), lambda _failed: None)

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
    supervisor = Supervisor(lambda _part, pid: pids.append(pid), lambda _failed: None)
    await supervisor.start(part(tmp_path, deaf, ready=said_so, stop_within_s=0.2))

    await supervisor.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


async def test_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing program is a failure of that part, not a trace."""
    supervisor = Supervisor(lambda _part, _pid: None, lambda _failed: None)

    with pytest.raises(PartFailed, match="cannot be started"):
        await supervisor.start(part(tmp_path, "", argv=("/nowhere/program",)))


@given(st.integers(min_value=1, max_value=1000))
def test_pause_grows_to_a_bound(crashes: int) -> None:
    """Each pause is at least the one before, and never above the maximum."""
    policy = RestartPolicy()

    assert policy.pause_s(crashes) <= policy.pause_s(crashes + 1) <= policy.pause_max_s
