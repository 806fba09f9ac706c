"""The faults: each harms a running installation under load, and heals what a person would have to heal."""

import asyncio
import os
import shutil
import signal
import sqlite3
from asyncio.subprocess import DEVNULL
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psutil
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client as Engine
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError

from tests.faults.installation import Installation, NotBack
from workflows.digest import SCHEDULE

Injury = Callable[[Installation], Awaitable[None]]

_AWAY_SECONDS: Final = 5.0
"""How long something stays away that comes back by itself: longer than an activity tries."""
_STRUCK_RUNS: Final = 20
_CHUNK: Final = 1 << 20
_REFUSED_AS_COPY: Final = 2
_TASK_COMPLETED: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: what it is called, what it does, and what it needs.

    Attributes:
        needs_reconcile: it harms the engine's own data, which `rongcuo reconcile` repairs from the log.
        needs_small_disk: it fills the disk, which must be one of its own.
    """

    name: str
    strike: Injury
    needs_reconcile: bool = False
    needs_small_disk: bool = False


def _killed(part: str) -> Fault:
    return Fault(f"{part} killed", lambda stack: stack.send(part, signal.SIGKILL))


def _stopped(part: str, how: signal.Signals = signal.SIGTERM) -> Fault:
    return Fault(f"{part} stopped", lambda stack: stack.send(part, how))


def _frozen(*parts: str) -> Fault:
    async def strike(stack: Installation) -> None:
        still = [process for part in parts for process in stack.processes(part)]
        for process in still:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        try:
            await asyncio.sleep(_AWAY_SECONDS + 3)
        finally:
            for process in still:
                with suppress(psutil.NoSuchProcess):
                    process.resume()

    return Fault(f"{', '.join(parts)} frozen", strike)


async def _whole_stack_killed(stack: Installation) -> None:
    await stack.stop(signal.SIGKILL)
    await stack.start()


async def _whole_stack_stopped(stack: Installation) -> None:
    await stack.stop()
    await stack.start()


async def _backend_ended(stack: Installation) -> None:
    """One session of each role is ended by the server."""
    admin = await stack.superuser()
    try:
        await admin.execute(
            "SELECT pg_terminate_backend(min(pid)) FROM pg_stat_activity"
            " WHERE datname = 'rongcuo' GROUP BY application_name"
        )
    finally:
        await admin.close()


async def _backend_killed(stack: Installation) -> None:
    """A server process dies: PostgreSQL ends all others and recovers as after a crash."""
    admin = await stack.superuser()
    try:
        struck = await admin.fetchval("SELECT min(pid) FROM pg_stat_activity WHERE datname = 'rongcuo'")
    finally:
        await admin.close()
    os.kill(struck, signal.SIGKILL)


async def _connections_refused(stack: Installation) -> None:
    admin = await stack.superuser()
    try:
        await admin.execute("ALTER DATABASE rongcuo ALLOW_CONNECTIONS false")
        try:
            await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'rongcuo'")
            await asyncio.sleep(_AWAY_SECONDS + 3)
        finally:
            await admin.execute("ALTER DATABASE rongcuo ALLOW_CONNECTIONS true")
    finally:
        await admin.close()


async def _disk_full(stack: Installation) -> None:
    """Every byte of the disk is taken for a while, as often as anything frees one; then there is space again."""
    filler = stack.data.parent / "filler"
    until_ = asyncio.get_running_loop().time() + 2 * _AWAY_SECONDS
    try:
        with filler.open("wb", buffering=0) as out:
            while asyncio.get_running_loop().time() < until_:
                size = _CHUNK
                while size:
                    try:
                        out.write(bytes(size))
                    except OSError:
                        size //= 2
                await asyncio.sleep(0.1)
    finally:
        filler.unlink(missing_ok=True)


async def _older_engine_restored(stack: Installation) -> None:
    """The engine's file is put back as it was some seconds ago: its agendas are behind the log."""
    older = stack.data.parent / "older.db"
    await asyncio.to_thread(_saved, stack.directory.temporal_db, older)
    await asyncio.sleep(_AWAY_SECONDS)
    await stack.stop()
    for part in ("", "-wal", "-shm"):
        stack.directory.temporal_db.with_name(f"{stack.directory.temporal_db.name}{part}").unlink(missing_ok=True)
    shutil.move(older, stack.directory.temporal_db)
    await stack.start()


def _saved(database: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def _by_hand(name: str, act: Callable[["RunByHand"], Awaitable[None]]) -> Fault:
    async def strike(stack: Installation) -> None:
        await asyncio.sleep(_AWAY_SECONDS / 2)  # until cases are under way
        async with stack.inside() as inside:
            query = "ExecutionStatus = 'Running' AND WorkflowType = 'Case'"
            runs = [run async for run in inside.engine.list_workflows(query, limit=_STRUCK_RUNS)]
            await asyncio.gather(*(act(RunByHand(inside.engine, run.id, run.run_id)) for run in runs))

    return Fault(name, strike, needs_reconcile=True)


@dataclass(frozen=True, slots=True)
class RunByHand:
    """A run, and what somebody with the engine's own tools may do to it."""

    engine: Engine
    id: str
    run_id: str | None

    async def terminate(self) -> None:
        """End it at once."""
        await self._handle.terminate()

    async def cancel(self) -> None:
        """Ask it to end."""
        await self._handle.cancel()

    async def reset(self) -> None:
        """Begin it anew behind its first task: its agenda is that of long ago."""
        history = await self._handle.fetch_history()
        first = next((each.event_id for each in history.events if each.event_type == _TASK_COMPLETED), None)
        if first is None:  # it has only just begun: there is nothing to begin anew
            return
        execution = WorkflowExecution(workflow_id=self.id, run_id=self.run_id or "")
        await self.engine.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=self.engine.namespace,
                workflow_execution=execution,
                reason="by hand",
                workflow_task_finish_event_id=first,
                request_id=str(uuid4()),
            )
        )

    @property
    def _handle(self) -> WorkflowHandle[Any, Any]:
        return self.engine.get_workflow_handle(self.id, run_id=self.run_id)


async def _schedule_deleted(stack: Installation) -> None:
    async with stack.inside() as inside:
        with suppress(RPCError):  # deleted the time before, and not made again: the invariant says so
            await inside.engine.get_schedule_handle(SCHEDULE).delete()


async def _hot_copy_started(stack: Installation) -> None:
    """A copy taken while the original runs is started beside it: it is refused, and the original runs on."""
    before, copy = stack.directory.record(), stack.data.with_name("copy")
    try:
        taken = await asyncio.create_subprocess_exec("cp", "-a", str(stack.data), str(copy), stderr=DEVNULL)
        await taken.wait()  # not 0 where a file went away meanwhile
        code = await stack.command("up", data=copy)
        down = await stack.command("down", data=copy)
    finally:
        await asyncio.to_thread(shutil.rmtree, copy, ignore_errors=True)
    if (code, down) != (_REFUSED_AS_COPY, 0) or stack.directory.record() != before:
        raise NotBack(f"the copy was not refused ({code}, {down}), or the original was touched")


FAULTS: Final = (
    *(_killed(part) for part in ("api", "worker", "project", "temporal", "postgres")),
    *(_stopped(part) for part in ("api", "worker", "project", "temporal")),
    _stopped("postgres", signal.SIGINT),
    Fault("whole stack killed", _whole_stack_killed),
    Fault("whole stack stopped", _whole_stack_stopped),
    Fault("a backend of each role ended", _backend_ended),
    Fault("a backend killed", _backend_killed),
    Fault("connections refused", _connections_refused),
    _frozen("postgres"),
    _frozen("temporal"),
    _frozen("worker", "project", "api"),
    Fault("disk full", _disk_full, needs_small_disk=True),
    Fault("a hot copy started", _hot_copy_started),
    _by_hand("runs terminated", RunByHand.terminate),
    _by_hand("runs cancelled", RunByHand.cancel),
    _by_hand("runs reset", RunByHand.reset),
    Fault("schedule deleted", _schedule_deleted, needs_reconcile=True),
    Fault("older temporal.db restored", _older_engine_restored, needs_reconcile=True),
)
"""A clock that jumps is not among them: without a library that fakes time for one process, it jumps for the whole
machine and for whoever else works there."""
