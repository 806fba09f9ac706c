"""The baseline: workflows whose Update does nothing, with the SDK as it comes.

python bench/noop.py HOST:PORT      is its worker, a process of its own, until standard input ends
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import uvloop
from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

TASK_QUEUE = "bench-noop"


@workflow.defn
class NoopWorkflow:
    """Waits until it is terminated, and answers every Update at once."""

    @workflow.run
    async def run(self) -> None:
        """Wait."""
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def submit(self, body: str) -> int:
        """Take a body and do nothing with it."""
        return len(body)


Handle = WorkflowHandle[NoopWorkflow, None]


async def start(client: Client, number: int) -> list[Handle]:
    """Start workflows and wait until each has answered once."""
    handles = [
        await client.start_workflow(NoopWorkflow.run, id=f"noop-{uuid4()}", task_queue=TASK_QUEUE)
        for _ in range(number)
    ]
    await asyncio.gather(*(handle.execute_update(NoopWorkflow.submit, "") for handle in handles))
    return handles


async def stop(handles: list[Handle]) -> None:
    """Terminate workflows."""
    await asyncio.gather(*(handle.terminate() for handle in handles))


@asynccontextmanager
async def worker(address: str, script: Path = Path(__file__)) -> AsyncIterator[None]:
    """A worker process for the time of the block: this script, or another that is called alike."""
    process = await asyncio.create_subprocess_exec(sys.executable, str(script), address, stdin=asyncio.subprocess.PIPE)
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def _work(address: str) -> None:
    client = await Client.connect(address)
    async with Worker(client, task_queue=TASK_QUEUE, workflows=[NoopWorkflow]):
        await asyncio.to_thread(sys.stdin.read)  # ends with our parent


if __name__ == "__main__":
    uvloop.run(_work(sys.argv[1]))
    os._exit(0)
