"""Histories of earlier releases still replay: a change of the workflow's commands is a decision in review.

To record them anew after such a decision: RONGCUO_RECORD_HISTORIES=1 pytest tests/workflows/test_replay.py
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Recorded
from domain.agenda import Agenda
from domain.case.commands import DecideAcceptance, DenySameMatter, SignOff
from domain.terms.deadlines import SHANGHAI
from domain.values import event_id
from eventlog.log import EventLog
from tests.workflows.engine import Installation, OneCase, committed, replayer, replays
from workflows.case import CaseWorkflow
from workflows.worker import case_worker

_REACHES_THE_ENGINE_SECONDS = 1.0
_LOOK_SECONDS = 0.05
_HISTORIES = Path(__file__).with_name("histories")


@pytest.mark.parametrize("name", ["accepted", "unanswered"])
async def test_a_committed_history_replays(name: str) -> None:
    """The workflow as it is now makes the commands that its earlier release made."""
    result = await replayer(CaseWorkflow).replay_workflow(committed(_HISTORIES / f"{name}.json"))

    assert result.replay_failure is None


async def test_an_accepted_case_replays(case: OneCase, installed: Installation) -> None:
    """Updates, a signal, and a case that goes on."""
    officer, other = "county-a-organization-officer-1", "county-a-discipline-officer-1"
    await case.submit(installed.application())
    await case.submit(installed.envelope(officer, DenySameMatter(reasons="无相同事项")))
    proposed = await case.submit(installed.envelope(officer, DecideAcceptance(accepted=True, reasons="符合")))
    assert isinstance(proposed, Recorded)
    proposal = event_id(case.id, proposed.version)
    await case.signal(installed.envelope(other, SignOff(proposal=proposal, consents=True)))
    await case.submit(installed.envelope(officer, DenySameMatter(reasons="再次核对")))

    assert await _replays(case, "accepted")


async def test_an_unanswered_case_replays(skipping: WorkflowEnvironment, installed: Installation) -> None:
    """Timers and the acts of the clock."""
    async with case_worker(skipping.client, CaseActivities(installed.log), task_queue="skipping"):
        case = OneCase(skipping.client, "skipping")
        today = (await skipping.get_current_time()).astimezone(SHANGHAI).date()
        await case.open_by_signal(installed.application(today))
        await skipping.sleep(timedelta(days=60))

    assert await _replays(case, "unanswered")


class _Waiting(CaseActivities):
    """The agenda comes only when it is let."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.let = asyncio.Event()

    @activity.defn(name="agenda_of")
    async def agenda_of(self, case_id: UUID) -> Agenda | None:
        """Wait, and answer."""
        await self.let.wait()
        return await super().agenda_of(case_id)


async def test_a_run_that_was_asked_while_it_waited_for_the_log_replays(
    engine: Client, installed: Installation
) -> None:
    """A question ends the task in which the activity runs, and a replay takes it and the next one for one."""
    case = OneCase(engine, f"test-{uuid4()}")
    activities = _Waiting(installed.log)
    await case.client.restart(case.id)
    question = asyncio.create_task(case.agenda())
    await asyncio.sleep(_REACHES_THE_ENGINE_SECONDS)
    async with asyncio.timeout(20), case_worker(engine, activities, task_queue=case.task_queue):
        await _seen(case, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
        assert await question is None
        activities.let.set()
        history = await _seen(case, EventType.EVENT_TYPE_MARKER_RECORDED)

    assert (await replayer(CaseWorkflow).replay_workflow(history)).replay_failure is None


async def _seen(case: OneCase, type_: EventType.ValueType) -> WorkflowHistory:
    """The history of the run, as soon as an event of that type is in it."""
    while True:
        history = await case.handle.fetch_history()
        if any(each.event_type == type_ for each in history.events):
            return history
        await asyncio.sleep(_LOOK_SECONDS)


async def _replays(case: OneCase, name: str) -> bool:
    return await replays(CaseWorkflow, await case.handle.fetch_history(), _HISTORIES / f"{name}.json")
