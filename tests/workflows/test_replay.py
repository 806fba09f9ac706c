"""Histories of earlier releases still replay: a change of the workflow's commands is a decision in review.

To record them anew after such a decision: RONGCUO_RECORD_HISTORIES=1 pytest tests/workflows/test_replay.py
"""

from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Recorded
from domain.case.commands import DecideAcceptance, DenySameMatter, SignOff
from domain.terms.deadlines import SHANGHAI
from domain.values import event_id
from tests.workflows.engine import Installation, OneCase, committed, replayer, replays
from workflows.case import CaseWorkflow
from workflows.worker import case_worker

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


async def _replays(case: OneCase, name: str) -> bool:
    return await replays(CaseWorkflow, await case.handle.fetch_history(), _HISTORIES / f"{name}.json")
