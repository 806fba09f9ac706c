"""The log of a case was changed behind the application's back: nothing is decided on it, and its run goes on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Answer, NotAdmitted, Recorded, Task, Unavailable
from domain import refusals
from domain.agenda import Agenda
from domain.case.commands import DenySameMatter, SignOff
from domain.terms.deadlines import SHANGHAI
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from tests.conftest import Database
from tests.eventlog.meddling import Meddler, meddling
from tests.workflows.engine import Installation, OneCase, kinds
from workflows.clock import REFUSALS_MAX
from workflows.worker import case_worker

_OFFICER, _OTHER = "county-a-organization-officer-1", "county-a-discipline-officer-1"
_CHANGED = ["UPDATE event SET payload = payload || ' '::bytea WHERE stream_id = $1 AND version = 2"]


@pytest.fixture(scope="module")
async def meddler(database: Database) -> AsyncIterator[Meddler]:
    """A superuser."""
    async with meddling(database) as meddler:
        yield meddler


@pytest.fixture
def worker_anew(worker_pool: Pool, installation_key: InstallationKey) -> CaseActivities:
    """The activities of a worker that was started again, and remembers no case."""
    return CaseActivities(EventLog(worker_pool, installation_key))


@pytest.fixture
async def case(engine: Client, installed: Installation) -> OneCase:
    """A case that was filed; its worker has stopped."""
    case = OneCase(engine, f"test-{uuid4()}")
    async with case_worker(engine, CaseActivities(installed.log), task_queue=case.task_queue):
        await case.submit(installed.application())
    return case


async def test_people_are_told_and_the_run_goes_on(
    engine: Client, installed: Installation, case: OneCase, worker_anew: CaseActivities, meddler: Meddler
) -> None:
    """An Update is refused in words, a Signal's refusal is in the ledger; once all is as it was the act is recorded."""
    deny = installed.envelope(_OFFICER, DenySameMatter(reasons="无相同事项"))
    signature = installed.envelope(_OTHER, SignOff(proposal=uuid4(), consents=True))
    async with case_worker(engine, worker_anew, task_queue=case.task_queue):
        async with meddler.changed(_CHANGED, case.id):
            told = await case.update(deny)
            await case.signal(signature)
            again = await case.update(deny)
            row = await installed.log.outcome(signature.command_id)
            unkept = await installed.log.outcome(deny.command_id)
        run = (await case.handle.describe()).status
        recorded = await case.update(deny)

    assert isinstance(told, NotAdmitted)
    assert isinstance(again, NotAdmitted)
    assert told.refusal == again.refusal == refusals.RECORD_CHANGED
    assert row is not None
    assert refusals.RECORD_CHANGED.code.encode() in (row.refusal or b"")
    assert unkept is None
    assert run is WorkflowExecutionStatus.RUNNING
    assert isinstance(recorded, Recorded)


async def test_a_run_that_begins_answers(
    engine: Client, installed: Installation, case: OneCase, worker_anew: CaseActivities, meddler: Meddler
) -> None:
    """A run that cannot learn its agenda tells whoever waits, and does not fail."""
    await case.handle.terminate()
    async with case_worker(engine, worker_anew, task_queue=case.task_queue):
        async with meddler.changed(_CHANGED, case.id):
            told = await case.submit(installed.envelope(_OFFICER, DenySameMatter(reasons="核对")))
        recorded = await case.submit(installed.envelope(_OFFICER, DenySameMatter(reasons="核对")))

    assert isinstance(told, NotAdmitted)
    assert told.refusal == refusals.RECORD_CHANGED
    assert isinstance(recorded, Recorded)


async def test_an_alarm_rings_on_until_the_log_is_as_it_was(
    skipping: WorkflowEnvironment, installed: Installation, worker_anew: CaseActivities, meddler: Meddler
) -> None:
    """It is not given up, however long that takes, and rings then."""
    case, asked = OneCase(skipping.client, "skipping"), list[Answer]()
    working = _Switching(CaseActivities(installed.log), asked)
    today = (await skipping.get_current_time()).astimezone(SHANGHAI).date()
    async with case_worker(skipping.client, working, task_queue="skipping"):
        await case.open_by_signal(installed.application(today))
        agenda = await case.agenda()
        assert agenda is not None
        working.decides = worker_anew
        async with meddler.changed(_CHANGED, case.id):
            due = agenda.alarms[0].at - await skipping.get_current_time()
            await skipping.sleep(due + timedelta(minutes=5))
        before, refused = kinds(await installed.events(case.id)), asked.copy()
        await skipping.sleep(timedelta(minutes=2))
        after = kinds(await installed.events(case.id))

    assert len(refused) > REFUSALS_MAX
    assert {type(each) for each in refused[1:]} == {Unavailable}
    assert len(after) > len(before)


class _Switching(CaseActivities):
    """Activities that another worker takes over."""

    def __init__(self, first: CaseActivities, answers: list[Answer]) -> None:
        self.decides = first
        self._answers = answers

    @activity.defn
    async def agenda_of(self, case_id: UUID) -> Agenda | None:
        """As whoever works now."""
        return await self.decides.agenda_of(case_id)

    @activity.defn
    async def handle_command(self, task: Task) -> Answer:
        """As whoever works now, and noted."""
        self._answers.append(answer := await self.decides.handle_command(task))
        return answer
