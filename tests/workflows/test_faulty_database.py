"""A database that refuses, kills, forgets and hangs at each await: no run ends, nothing is lost, nothing is doubled."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from activities.cases import CaseActivities
from activities.messages import Recorded, Unavailable
from domain.case.commands import CommandEnvelope, DecideAcceptance, DenySameMatter, SignOff
from domain.values import event_id
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool, create_pool
from tests.conftest import Database
from tests.gate import Fault, Gate, gate
from tests.workflows.engine import Installation, OneCase
from workflows.worker import case_worker

_OFFICER, _OTHER = "county-a-organization-officer-1", "county-a-discipline-officer-1"
_MESSAGES_MAX = 12
"""More than a command exchanges with the database."""
_PATIENCE_SECONDS = 60
"""Longer than a run waits before it tries a signal again."""


ThroughGate = Callable[[], AbstractAsyncContextManager[tuple[Gate, Callable[[], OneCase]]]]


@pytest.fixture
def through_gate(engine: Client, database: Database, installation_key: InstallationKey) -> ThroughGate:
    """Starts a worker whose database lies behind a gate; gives the gate, and what makes cases for that worker."""

    @asynccontextmanager
    async def working() -> AsyncIterator[tuple[Gate, Callable[[], OneCase]]]:
        queue = f"test-{uuid4()}"
        with tempfile.TemporaryDirectory(prefix="gate-") as folder:
            async with gate(Path(folder), database.server.socket) as between:
                pool = await create_pool(between.dsn("rongcuo_worker", database.name), max_size=20)
                activities = CaseActivities(EventLog(pool, installation_key))
                try:
                    async with case_worker(engine, activities, task_queue=queue):
                        yield between, lambda: OneCase(engine, queue)
                finally:
                    between.open()
                    pool.terminate()

    return working


@pytest.mark.parametrize("door", ["update", "signal"])
@pytest.mark.parametrize("fault", [Fault.KILLS, Fault.FORGETS, Fault.HANGS])
async def test_a_command_is_recorded_once_whatever_happens_at_any_of_its_statements(
    installed: Installation, through_gate: ThroughGate, app_pool: Pool, fault: Fault, door: str
) -> None:
    """The fault strikes at the first message to the database, at the second, and so on behind the last."""
    struck = 0
    async with through_gate() as (between, new_case):
        for at in range(_MESSAGES_MAX):
            case, envelope = await _waiting_for(new_case(), installed, door)
            between.strike(fault, at)
            if door == "update":
                assert isinstance(await case.update(envelope), Recorded)
            else:
                await case.signal(envelope)
                await _entered(installed.log, envelope)
            struck += between.struck
            between.open()

            assert (await case.handle.describe()).status is WorkflowExecutionStatus.RUNNING
            assert await _recorded_once(app_pool, envelope)

    assert 2 <= struck < _MESSAGES_MAX


async def test_what_came_in_during_an_outage_is_told_or_kept(
    installed: Installation, through_gate: ThroughGate, app_pool: Pool
) -> None:
    """Longer than an activity tries: Updates are told that nobody knows, Signals are recorded when the log is back."""
    outages: tuple[Callable[[Gate], None], ...] = (Gate.refuse, Gate.hang)

    async def outlived(begin: Callable[[Gate], None]) -> None:
        async with through_gate() as (between, new_case):
            told = [await _waiting_for(new_case(), installed, "update") for _ in range(4)]
            kept = [await _waiting_for(new_case(), installed, "signal") for _ in range(4)]
            begin(between)
            await asyncio.gather(*(case.signal(envelope) for case, envelope in kept))
            answers = await asyncio.gather(*(case.update(envelope) for case, envelope in told))
            between.open()
            again = await asyncio.gather(*(case.update(envelope) for case, envelope in told))
            await asyncio.gather(*(_entered(installed.log, envelope) for _, envelope in kept))

            assert {type(answer) for answer in answers} == {Unavailable}
            assert {type(answer) for answer in again} == {Recorded}
            for case, envelope in (*told, *kept):
                assert (await case.handle.describe()).status is WorkflowExecutionStatus.RUNNING
                assert await _recorded_once(app_pool, envelope)

    await asyncio.gather(*map(outlived, outages))


async def _waiting_for(case: OneCase, installed: Installation, door: str) -> tuple[OneCase, CommandEnvelope]:
    """A case, and an envelope it waits for: one that comes by Update, or one that comes by Signal."""
    assert isinstance(await case.submit(installed.application()), Recorded)
    if door == "update":
        return case, installed.envelope(_OFFICER, DenySameMatter(reasons="无相同事项"))
    proposed = await case.update(installed.envelope(_OFFICER, DecideAcceptance(accepted=True, reasons="符合")))
    assert isinstance(proposed, Recorded)
    signature = SignOff(proposal=event_id(case.id, proposed.version), consents=True)
    return case, installed.envelope(_OTHER, signature)


async def _entered(log: EventLog, envelope: CommandEnvelope) -> None:
    """Wait until the ledger has the command."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while await log.outcome(envelope.command_id) is None:  # noqa: ASYNC110 - a worker records it, and notifies nobody
            await asyncio.sleep(0.05)


async def _recorded_once(pool: Pool, envelope: CommandEnvelope) -> bool:
    """Whether the log has exactly the events that the ledger tells of a command."""
    told = await pool.fetchval(
        "SELECT last_version - first_version + 1 FROM command WHERE command_id = $1", envelope.command_id
    )
    return bool(told == await pool.fetchval("SELECT count(*) FROM event WHERE command_id = $1", envelope.command_id))
