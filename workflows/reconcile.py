"""Comparing the run of a stream with its log, and beginning it anew where they differ (decision 36).

The log is the truth and a run is disposable, so there is one repair for whatever happened to a run: it is ended, begun
from the log, and given again the signals that no outcome is known of. The ledger makes what comes twice harmless.
It may not know the log: what it asks of it is handed in.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.service import RPCError, RPCStatusCode

from domain.agenda import Agenda
from workflows.client import StreamClient
from workflows.messages import NotOurs, stream_id_of

LOOKS = 3
"""How often a stream must be found to differ in a way that passes: a look may fall between an append and its answer."""

PAUSE = timedelta(seconds=1)
"""From look to look; longer than an activity needs to answer."""

MISSING, STUCK, SILENT, FORGED = "missing", "stuck", "silent", "forged"
"""How a run may differ: there is none, what it is asked fails, it does not answer in time, its answer is not ours. A
run that has ended differs by how it ended: terminated, failed, canceled, timed_out, completed."""

BEHIND, AHEAD, ALTERED = "behind", "ahead", "altered"
"""Or its agenda is of an earlier version than the log, of a later one, or of the same with other content."""

_LOOKS_AFTER = 10
"""How often a run that was begun anew is asked: where thousands are, it may have to wait for the log."""

_MAY_PASS = frozenset({"completed", SILENT, FORGED, BEHIND, AHEAD, ALTERED})
"""Of a run that was there already. All other ways are certain at the first look, and ten thousand runs that cannot
answer are begun anew in minutes."""

_SILENCE = frozenset({RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED})
_ENDED_BY_OTHERS = (
    "WorkflowType = '{kind}' AND CloseTime > '{since}' "
    "AND ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut', 'Canceled')"
)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Logged:
    """What is asked of the log.

    Attributes:
        agenda: The agenda of a stream; None: the stream has no events.
        knows: Whether the ledger has an outcome of a command.
    """

    agenda: Callable[[UUID], Awaitable[Agenda | None]]
    knows: Callable[[UUID], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the run of a stream differed from its log, and whether it agrees now."""

    stream_id: UUID
    how: str
    repaired: bool


class Reconciler:
    """Reconciles the streams of one kind."""

    def __init__(self, client: StreamClient, logged: Logged, *, pause: timedelta = PAUSE) -> None:
        self._client = client
        self._logged = logged
        self._pause_seconds = pause.total_seconds()

    async def reconcile(self, stream_id: UUID) -> Difference | None:
        """Compare one stream and repair it; None where it agrees.

        Raises:
            RPCError: the engine is away.
        """
        how = await self._difference(stream_id)
        if how is None:
            return None
        await self._begin_anew(stream_id)
        found = Difference(stream_id, how, repaired=await self._agrees_by_and_by(stream_id))
        _logger.warning("run differed from the log", stream_id=str(stream_id), how=how, repaired=found.repaired)
        return found

    async def hand_over_signals(self, since: datetime) -> int:
        """Give the runs of today what was signalled to runs that others ended since then; returns how many signals."""
        return sum([await self._hand_over(stream_id, run_id) async for stream_id, run_id in self._ended_since(since)])

    async def _difference(self, stream_id: UUID) -> str | None:
        how = await self._look(stream_id)
        for _ in range(LOOKS - 1):
            if how not in _MAY_PASS:
                break
            await asyncio.sleep(self._pause_seconds)
            how = await self._look(stream_id)
        return how

    async def _agrees_by_and_by(self, stream_id: UUID) -> bool:
        """Whether a run begun a moment ago comes to agree; whatever the engine says of one so young may pass."""
        for _ in range(_LOOKS_AFTER):
            if await self._look(stream_id) is None:
                return True
            await asyncio.sleep(self._pause_seconds)
        return False

    async def _look(self, stream_id: UUID) -> str | None:
        before = await self._logged.agenda(stream_id)
        if before is None or before.closed:
            return None
        running = await self._ask(stream_id)
        if isinstance(running, str):
            return running
        return None if running == before else _compared(running, before, await self._logged.agenda(stream_id))

    async def _ask(self, stream_id: UUID) -> Agenda | str | None:
        """The agenda of the run, or how it differs without having one."""
        try:
            return await self._client.agenda(stream_id)
        except WorkflowQueryRejectedError as rejected:
            return rejected.status.name.lower() if rejected.status else MISSING
        except WorkflowQueryFailedError as failed:  # an agenda holds nothing that people wrote, nor does this
            _logger.info("a run cannot be asked", stream_id=str(stream_id), reason=str(failed))
            return STUCK
        except NotOurs:
            return FORGED
        except RPCError as error:
            return told_by(error)

    async def _begin_anew(self, stream_id: UUID) -> None:
        ended = await self._end(stream_id)
        await self._client.restart(stream_id)
        if ended:
            await self._hand_over(stream_id, ended)

    async def _end(self, stream_id: UUID) -> str | None:
        """End the last run of a stream, whatever state it is in; returns its id, or None where there is none."""
        try:
            found = await self._client.handle(stream_id).describe(rpc_timeout=self._client.patience)
            run = self._client.run(stream_id, found.run_id)
            if found.status is WorkflowExecutionStatus.RUNNING:
                await run.terminate(reason="rongcuo reconcile", rpc_timeout=self._client.patience)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None
        return found.run_id

    async def _hand_over(self, stream_id: UUID, run_id: str) -> int:
        """Signal again what a run that ended was signalled, but for what the ledger has an outcome of."""
        count = 0
        async for envelope in self._client.signals(stream_id, run_id):
            if not await self._logged.knows(envelope.command_id):
                await self._client.signal_and_start(stream_id, envelope)
                count += 1
        return count

    async def _ended_since(self, since: datetime) -> AsyncIterator[tuple[UUID, str]]:
        """The runs of this kind that ended since then, and not by themselves."""
        query = _ENDED_BY_OTHERS.format(kind=self._client.kind.name, since=since.isoformat())
        async for found in self._client.engine.list_workflows(query, rpc_timeout=self._client.patience):
            if stream_id := stream_id_of(self._client.kind.stream.name, found.id):
                yield stream_id, found.run_id


def told_by(error: RPCError) -> str:
    """What the engine's own refusal of a question says of a run.

    Raises:
        RPCError: it says nothing of the run, but that the engine is away.
    """
    if error.status is RPCStatusCode.NOT_FOUND:
        return MISSING
    if error.status is RPCStatusCode.FAILED_PRECONDITION:  # its tasks fail, so that it cannot be asked
        return STUCK
    if error.status in _SILENCE:
        return SILENT
    raise error


def _compared(running: Agenda | None, before: Agenda, after: Agenda | None) -> str | None:
    """How an agenda differs from the log before and after the run was asked; None: the log moved meanwhile."""
    if running == after or after is None or after.closed or after.version != before.version:
        return None
    if running is None or running.version < after.version:
        return BEHIND
    return AHEAD if running.version > after.version else ALTERED
