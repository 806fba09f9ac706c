"""The baseline of the storm: workflows that sleep and run one local activity, with the SDK as it comes.

python bench/bare_timer.py HOST:PORT      is its worker, a process of its own, until standard input ends
"""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

import uvloop
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

TASK_QUEUE = "bench-bare-timer"
SCRIPT = Path(__file__)


@activity.defn
async def nothing() -> None:
    """Do nothing."""


@workflow.defn
class BareTimer:
    """Sleeps until an instant, runs one local activity, sleeps until the next one, as a case does."""

    @workflow.run
    async def run(self, instants: list[float]) -> None:
        """Go from one instant (POSIX time) to the next."""
        for instant in instants:
            await workflow.sleep(max(instant - workflow.time(), 0))
            await workflow.execute_local_activity(nothing, start_to_close_timeout=timedelta(seconds=2))


async def _work(address: str) -> None:
    client = await Client.connect(address)
    async with Worker(
        client, task_queue=TASK_QUEUE, workflows=[BareTimer], activities=[nothing], no_remote_activities=True
    ):
        await asyncio.to_thread(sys.stdin.read)  # ends with our parent


if __name__ == "__main__":
    uvloop.run(_work(sys.argv[1]))
    os._exit(0)
