"""A stack as a user gets it: a process of its own on a real data directory; and the installed command."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.cli.status import StackStatus, inspect
from deploy.stack.data_directory import DataDirectory, StackRecord
from deploy.stack.processes import ProcessIdentity, is_alive

PROGRAM = Path(__file__).with_name("stack_under_test.py")
PATIENCE_S = 30.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until something is so; fail with its name when it never is."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"never happened: {what}")
        time.sleep(0.05)  # the pause between two looks


class StackProcess:
    """One `up`, and what a person can see of it from outside."""

    def __init__(self, data: Path, *, port: int | None = None, fail: str = "", adopt_copy: bool = False) -> None:
        self.data = data
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, str(PROGRAM), str(data), *([str(port)] if port else [])],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={
                **os.environ,
                "FAIL": fail,
                "ADOPT_COPY": "1" if adopt_copy else "",
                "PYTHONUNBUFFERED": "1",
            },
        )
        self.output = ""

    def until_ready(self) -> "StackProcess":
        """Read the lines it prints until it says that it is ready, or ends."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.output += line
            if "ready:" in line:
                return self
        pytest.fail(f"the stack ended: {self.output}")

    def ended(self) -> int:
        """Wait for its end; returns its exit code."""
        rest, _ = self._process.communicate(timeout=PATIENCE_S)
        self.output += rest
        return self._process.returncode

    def has_ended(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def stop(self) -> int:
        """Ctrl-C for machines."""
        self._process.terminate()
        return self.ended()

    def kill(self) -> None:
        """End it in a way that it cannot answer to."""
        self._process.kill()
        self.ended()

    def discard(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self._process.poll() is None:
            self.stop()
        if self._process.stdout is not None:
            self._process.stdout.close()

    @property
    def pid(self) -> int:
        """The process id of the supervisor."""
        return self._process.pid

    def record(self) -> StackRecord:
        """What it says that it runs."""
        record = DataDirectory(self.data).record()
        assert record is not None
        return record

    def part(self, name: str) -> ProcessIdentity:
        """The process that a part runs as now."""
        return next(part.process for part in self.record().parts if part.name == name)

    def processes(self) -> list[ProcessIdentity]:
        """All processes of its parts."""
        return [part.process for part in self.record().parts]

    def alive(self) -> list[str]:
        """The parts whose processes run now."""
        return [part.name for part in self.record().parts if is_alive(part.process)]

    def status(self) -> StackStatus:
        """What `rongcuo status` finds."""
        return asyncio.run(inspect(self.data))


class Stacks:
    """Starts stacks and ends them with the test."""

    def __init__(self) -> None:
        self._started: list[StackProcess] = []

    def __call__(
        self, data: Path, *, port: int | None = None, fail: str = "", adopt_copy: bool = False
    ) -> StackProcess:
        """Start a stack; it is not waited for."""
        stack = StackProcess(data, port=port, fail=fail, adopt_copy=adopt_copy)
        self._started.append(stack)
        return stack

    def discard(self) -> None:
        """End all that still run."""
        for stack in self._started:
            stack.discard()


class Answer:
    """What a command printed, and how it ended."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        self.text = text

    def json(self) -> StackStatus:
        """The printed line as a status."""
        return StackStatus.model_validate_json(self.text)


def rongcuo(*arguments: str) -> Answer:
    """Run the installed command."""
    done = subprocess.run(  # noqa: S603 - our own command
        [str(Path(sys.executable).with_name("rongcuo")), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    return Answer(done.returncode, done.stdout + done.stderr)


def kill(process: ProcessIdentity) -> None:
    """Kill a process so that it cannot clean up."""
    os.kill(process.pid, signal.SIGKILL)
