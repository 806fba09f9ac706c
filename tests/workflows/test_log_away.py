"""The database refuses for longer than an activity tries: workflows wait for it, and lose nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.exceptions import CancelledError
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Answer, Recorded, Unavailable
from domain.case.commands import DecideAcceptance, DenySameMatter, SignOff
from domain.terms.deadlines import SHANGHAI
from domain.values import event_id
from eventlog.log import EventLog
from eventlog.pool import Connection
from eventlog.shapes import Loaded
from tests.conftest import Database
from tests.workflows.engine import Installation, OneCase, kinds
from workflows.worker import case_worker

_OFFICER, _OTHER = "county-a-organization-officer-1", "county-a-discipline-officer-1"
_A_WHILE = timedelta(minutes=2)
"""Longer than a run waits before it tries again."""
_PATIENCE = timedelta(seconds=20)


@asynccontextmanager
async def refusing(database: Database) -> AsyncIterator[None]:
    """A database that ends its connections and takes no new ones, until the block is left."""
    admin: Connection = await asyncpg.connect(database.server.dsn("postgres", "postgres"))
    await admin.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
    await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database.name)
    try:
        yield
    finally:
        await admin.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")
        await admin.close()


@pytest.fixture
async def filed(skipping: WorkflowEnvironment, installed: Installation) -> AsyncIterator[OneCase]:
    """A case that was filed, on an engine that skips time."""
    async with case_worker(skipping.client, CaseActivities(installed.log), task_queue="skipping"):
        case = OneCase(skipping.client, "skipping")
        today = (await skipping.get_current_time()).astimezone(SHANGHAI).date()
        await case.open_by_signal(installed.application(today))
        yield case


async def test_a_command_is_told_that_the_log_is_away_and_the_case_goes_on(
    case: OneCase, installed: Installation, database: Database
) -> None:
    """The sender gets `Unavailable` and the run goes on; sent again under the same id the command is recorded."""
    await case.submit(installed.application())
    deny = installed.envelope(_OFFICER, DenySameMatter(reasons="无相同事项"))

    async with refusing(database):
        away = await case.update(deny)
    run = (await case.handle.describe()).status
    again = await case.update(deny)

    assert isinstance(away, Unavailable)
    assert run is WorkflowExecutionStatus.RUNNING
    assert isinstance(again, Recorded)


async def test_a_signal_that_came_while_the_log_was_away_is_recorded_later(
    skipping: WorkflowEnvironment, filed: OneCase, installed: Installation, database: Database
) -> None:
    """A signature is kept by the run, and recorded without anybody sending it again."""
    proposed = await filed.update(installed.envelope(_OFFICER, DecideAcceptance(accepted=True, reasons="符合")))
    assert isinstance(proposed, Recorded)
    signature = SignOff(proposal=event_id(filed.id, proposed.version), consents=True)

    async with refusing(database):
        await filed.signal(installed.envelope(_OTHER, signature))
        away = await _deny(filed, installed)
        await skipping.sleep(_A_WHILE)
    await skipping.sleep(_A_WHILE)

    assert isinstance(away, Unavailable)
    assert "application_accepted" in kinds(await installed.events(filed.id))


async def test_a_run_that_begins_while_the_log_is_away_waits_for_its_agenda(
    skipping: WorkflowEnvironment, filed: OneCase, database: Database
) -> None:
    """A case that is started again from its log asks until the log answers."""
    before = await filed.agenda()
    await filed.handle.terminate()

    async with refusing(database):
        await filed.client.restart(filed.id)
        await skipping.sleep(_A_WHILE)
        meanwhile = await filed.agenda()
    await skipping.sleep(_A_WHILE)

    assert before is not None
    assert meanwhile is None
    assert await filed.agenda() == before


async def test_an_alarm_that_comes_due_while_the_log_is_away_rings_afterwards(
    skipping: WorkflowEnvironment, filed: OneCase, installed: Installation, database: Database
) -> None:
    """The instant passes while nothing can be recorded; the reminder is recorded once the log is back."""
    agenda = await filed.agenda()
    assert agenda is not None
    due = agenda.alarms[0].at
    await skipping.sleep(due - _A_WHILE - await skipping.get_current_time())

    async with refusing(database):
        away = await _deny(filed, installed)
        await skipping.sleep(5 * _A_WHILE)
    run = (await filed.handle.describe()).status
    await skipping.sleep(_A_WHILE)
    last = (await installed.log.read_stream(filed.id))[-1]

    assert isinstance(away, Unavailable)
    assert run is WorkflowExecutionStatus.RUNNING
    assert last.type == "reminder_sent"
    assert last.recorded_at > due + 3 * _A_WHILE


async def test_a_run_that_is_cancelled_while_the_log_is_away_ends(engine: Client, installed: Installation) -> None:
    """A cancellation reaches the run as the failure of its activity, and is no absence of the log."""
    case, log = OneCase(engine, f"test-{uuid4()}"), Silent()
    async with case_worker(engine, CaseActivities(log), task_queue=case.task_queue):
        await case.client.signal_and_start(case.id, installed.application())
        await log.asked.wait()
        await case.handle.cancel()
        with pytest.raises(WorkflowFailureError) as ended:
            await case.handle.result(rpc_timeout=_PATIENCE)

    assert isinstance(ended.value.cause, CancelledError)


class Silent(EventLog):
    """A log that does not answer."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def load(self, *_: object, **__: object) -> Loaded:
        """Never return."""
        self.asked.set()
        await asyncio.get_running_loop().create_future()
        raise AssertionError


async def _deny(case: OneCase, installed: Installation) -> Answer:
    return await case.update(installed.envelope(_OFFICER, DenySameMatter(reasons="无相同事项")))
