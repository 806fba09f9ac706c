"""Comparing all that the engine should be doing with the log, and repairing what differs (decision 36).

That is: a run for every open case and risk filing, the Schedule of the digest, and the roll-out of a calendar that some
case is still behind. The worker does it when it starts and every hour, `rongcuo reconcile` by hand. It is no Schedule
of the engine: what watches the engine must not be lost with it. Two at once do no harm, only the work twice.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError

from activities.commands import CommandHandler
from activities.digest import NATIONAL
from deploy.roles.roll_out_targets import list_behind
from eventlog import reconciliations
from eventlog.integrity import Manipulated
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.reading import Unreadable
from eventlog.reference import get
from projections.projector.barrier import ReadModelsBehind
from workflows.client import WORKFLOW_KINDS, StreamClient, WorkflowKind
from workflows.digest import keep_schedule, schedule_differs
from workflows.messages import CHORES_QUEUE, NotOurs
from workflows.reconcile import MISSING, Difference, Logged, Reconciler, told_by
from workflows.roll_out import CalendarRollOut, roll_out_handle, start_roll_out

AT_ONCE = 10
"""Streams compared at the same time: half of what a worker decides at once, the other half is for people."""

PACE_SECONDS = 0.02
"""Least time from one stream to the next. Ten thousand take some three minutes of an hour."""

PATIENCE = timedelta(seconds=5)
"""How long one question to the engine may take."""

EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=1)
"""How soon it is tried again when the engine or the database was away."""

DIGEST, ROLL_OUT, UNREADABLE, READ_MODELS = "digest_schedule", "roll_out", "unreadable", "read_models_behind"
"""What else may differ: the digest's Schedule, a roll-out; or cannot be told: a stream that cannot be read, and whether
a roll-out is needed, while the read models lag."""

_PAGE = 500
_LISTENED_WITHIN = timedelta(minutes=2)
"""A worker asks for work at least once a minute."""
_WORKER_SECONDS, _LOOK_SECONDS = 10.0, 0.5
_MARGIN = timedelta(minutes=10)
"""The engine lists a run that ended a little later than it ended."""
_NIL = UUID(int=0)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class NoWorker(RuntimeError):  # noqa: N818 - named for what it says
    """Nobody works on a queue, so that no run can be asked."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Where the runs are, and what they are held against."""

    client: Client
    pool: Pool
    log: EventLog
    kinds: tuple[WorkflowKind, ...] = WORKFLOW_KINDS
    chores_queue: str = CHORES_QUEUE
    patience: timedelta = PATIENCE
    pace_seconds: float = PACE_SECONDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a comparison found: streams compared, what differed by how, and how many of these differ still."""

    compared: int
    differed: Counter[str]
    unrepaired: int


Told = Callable[[Outcome], None]
"""Is told how far a comparison is."""


async def reconcile(engine: Engine, told: Told = lambda _: None) -> Outcome:
    """Compare everything once, repair what differs, and keep what was found.

    Raises:
        NoWorker: nobody works on the queue of a kind.
        RPCError: the engine went away; inside a group.
    """
    begun_at = datetime.now(UTC)
    last = await reconciliations.last(engine.pool)
    since = last.begun_at - _MARGIN if last else datetime.fromtimestamp(0, UTC)
    tally = _Tally(told)
    for kind in engine.kinds:
        await _require_worker(engine.client, kind)
        streams = _Streams(engine, kind)
        await streams.reconcile_all(tally)
        await streams.reconciler.hand_over_signals(since)
    await _schedule(engine, tally)
    await _roll_out(engine, tally)
    found = tally.outcome
    await reconciliations.keep(engine.pool, begun_at, found.compared, found.differed, found.unrepaired)
    return found


async def keep_reconciled(engine: Engine) -> None:
    """Reconcile now and every hour until cancelled; an absence is waited out, and nothing ends it."""
    while True:
        pause = EVERY
        try:
            found = await reconcile(engine)
            _logger.info("reconciled", compared=found.compared, differed=found.differed, unrepaired=found.unrepaired)
        except Exception:  # whatever it is, cases go on; it is told each time, and tried again
            _logger.warning("cannot reconcile", exc_info=True)
            pause = AGAIN
        await asyncio.sleep(pause.total_seconds())


class _Tally:
    """What was found so far."""

    def __init__(self, told: Told) -> None:
        self.outcome = Outcome(0, Counter(), 0)
        self._told = told

    def stream(self, found: Difference | None) -> None:
        """Count one stream, and how it differed."""
        if found is not None:
            self.differed(found.how, repaired=found.repaired)
        self._become(Outcome(self.outcome.compared + 1, self.outcome.differed, self.outcome.unrepaired))

    def differed(self, how: str, *, repaired: bool) -> None:
        """Count what differed."""
        still = self.outcome.unrepaired + (not repaired)
        self._become(Outcome(self.outcome.compared, self.outcome.differed + Counter([how]), still))

    def _become(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._told(outcome)


class _Streams:
    """The open streams of one kind."""

    def __init__(self, engine: Engine, kind: WorkflowKind) -> None:
        self._engine = engine
        self._stream = kind.stream
        handler: CommandHandler[Any, Any, Any] = CommandHandler(engine.log, kind.stream)
        client = StreamClient(engine.client, kind, engine.patience)
        self.reconciler = Reconciler(client, Logged(handler.agenda_of, self._knows))

    async def reconcile_all(self, tally: _Tally) -> None:
        """Reconcile each, so many at once and not faster than the pace."""
        free = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            async for stream_id in self._open():
                await free.acquire()
                task = group.create_task(self._reconcile(stream_id, tally))
                task.add_done_callback(lambda _: free.release())
                await asyncio.sleep(self._engine.pace_seconds)

    async def _reconcile(self, stream_id: UUID, tally: _Tally) -> None:
        try:
            found = await self.reconciler.reconcile(stream_id)
        except (Manipulated, Unreadable, ValueError) as unfit:
            _logger.warning("stream cannot be read", stream_id=str(stream_id), error=type(unfit).__name__)
            found = Difference(stream_id, UNREADABLE, repaired=False)
        tally.stream(found)

    async def _open(self) -> AsyncIterator[UUID]:
        last = _NIL
        begins, ends = self._stream.begins, self._stream.ends
        while page := await self._engine.log.streams_not_ended(begins, ends, after=last, limit=_PAGE):
            for stream_id in page:
                yield stream_id
            last = page[-1]

    async def _knows(self, command_id: UUID) -> bool:
        return await self._engine.log.outcome(command_id) is not None


async def _require_worker(client: Client, kind: WorkflowKind) -> None:
    """Wait until somebody works on the queue of a kind; without that every run would seem silent."""
    try:
        async with asyncio.timeout(_WORKER_SECONDS):
            while not await _listened_to(client, kind.task_queue):  # noqa: ASYNC110 - the engine tells nobody of a worker
                await asyncio.sleep(_LOOK_SECONDS)
    except TimeoutError:
        raise NoWorker(kind.task_queue) from None


async def _listened_to(client: Client, task_queue: str) -> bool:
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    found = await client.workflow_service.describe_task_queue(request, timeout=PATIENCE)
    since = datetime.now(UTC) - _LISTENED_WITHIN
    return any(each.last_access_time.ToDatetime(UTC) > since for each in found.pollers)


async def _schedule(engine: Engine, tally: _Tally) -> None:
    """Bring the digest's Schedule back where it is gone or another."""
    client, queue = engine.client, engine.chores_queue
    if await schedule_differs(client, task_queue=queue):
        await keep_schedule(client, task_queue=queue)
        tally.differed(DIGEST, repaired=not await schedule_differs(client, task_queue=queue))


async def _roll_out(engine: Engine, tally: _Tally) -> None:
    """Roll the newest calendar out where somebody is behind it and no roll-out is on its way."""
    calendar = await get(engine.pool, "calendar", NATIONAL)
    if calendar is None:
        return
    try:
        behind = await list_behind(engine.pool, calendar.version, _NIL, 1)
    except ReadModelsBehind:
        tally.differed(READ_MODELS, repaired=False)
        return
    if behind and not await _goes_on(engine, calendar.name, calendar.version):
        await start_roll_out(engine.client, calendar.name, calendar.version, task_queue=engine.chores_queue)
        tally.differed(ROLL_OUT, repaired=True)


async def _goes_on(engine: Engine, name: str, version: int) -> bool:
    """Whether the roll-out of a version runs and answers; one that runs and does not is ended."""
    handle = roll_out_handle(engine.client, name, version)
    try:
        await handle.query(
            CalendarRollOut.progress, reject_condition=QueryRejectCondition.NOT_OPEN, rpc_timeout=engine.patience
        )
    except WorkflowQueryRejectedError:
        return False
    except (WorkflowQueryFailedError, NotOurs):
        pass
    except RPCError as error:
        if told_by(error) == MISSING:
            return False
    else:
        return True
    await handle.terminate(reason="rongcuo reconcile", rpc_timeout=engine.patience)
    return False
