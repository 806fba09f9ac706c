"""A committed history of a risk filing still replays; how to record it anew: see test_replay.py."""

from pathlib import Path
from uuid import uuid4

from temporalio.client import Client

from activities.risk_filings import RiskFilingActivities
from domain.risk_filings.commands import ArchiveRisk, ReplyToRisk
from eventlog.pool import Pool
from tests.workflows.engine import Installation, committed, replayer, replays
from tests.workflows.filings import DISCIPLINE, OneFiling, install_pack
from workflows.risk_filing import RiskFilingWorkflow
from workflows.worker import filings_worker

_HISTORY = Path(__file__).with_name("histories") / "risk-filing.json"


async def test_a_committed_history_replays() -> None:
    """The workflow as it is now makes the commands that its earlier release made."""
    assert (await replayer(RiskFilingWorkflow).replay_workflow(committed(_HISTORY))).replay_failure is None


async def test_a_filing_in_force_replays(engine: Client, installed: Installation, app_pool: Pool) -> None:
    """Filed, replied to, archived; the timer of its expiry is set."""
    await install_pack(app_pool)
    queue = f"filings-{uuid4()}"
    async with filings_worker(engine, RiskFilingActivities(installed.log), task_queue=queue):
        filing = OneFiling(engine, queue, installed=installed)
        await filing.file()
        await filing.act(DISCIPLINE, ReplyToRisk(result="filed", reasons="程序完备"))
        await filing.act(DISCIPLINE, ArchiveRisk())
        history = await filing.handle.fetch_history()

    assert await replays(RiskFilingWorkflow, history, _HISTORY)
