"""Who reaches the engine's port without our key: a client and a worker as the SDK gives them, and what they send."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHandle
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.workflows.engine import OneStream

ANSWERS: list[Payload | None] = []
"""What the stranger's workflow answers to Updates and Queries, the last one; None: it lets them fail."""


@workflow.defn(name="Case")
class Impostor:
    """A workflow of a stranger under the name of ours, which answers what it was told to."""

    @workflow.run
    async def run(self) -> None:
        """Stay."""
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def submit(self, _raw: RawValue) -> RawValue:
        """Answer as if something had been decided."""
        return _answer()

    @workflow.query
    def agenda(self) -> RawValue:
        """Answer as if it knew the case."""
        return _answer()


def _answer() -> RawValue:
    if (answer := ANSWERS[-1]) is None:
        raise ApplicationError("no", non_retryable=True)
    return RawValue(answer)


async def stranger(client: Client) -> Client:
    """A client that knows the address of the engine, and no key."""
    return await Client.connect(client.service_client.config.target_host)


async def at(stream: OneStream) -> WorkflowHandle[object, object]:
    """The run of a stream, as a stranger has it."""
    return (await stranger(stream.engine)).get_workflow_handle(stream.handle.id)


@asynccontextmanager
async def impostor(stream: OneStream, answer: Payload | None) -> AsyncIterator[None]:
    """A stranger who works on the queue of a stream, and answers this to whatever is asked."""
    ANSWERS.append(answer)
    worker = Worker(
        await stranger(stream.engine),
        task_queue=stream.task_queue,
        workflows=[Impostor],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with worker:
        yield
    ANSWERS.pop()


def plain(content: bytes) -> RawValue:
    """A payload as anybody makes it."""
    return RawValue(Payload(metadata={"encoding": b"json/plain"}, data=content))


async def seen(stream: OneStream) -> Sequence[HistoryEvent]:
    """The history of a stream, as a stranger reads it: with the ciphertexts of its payloads."""
    return [event async for event in (await at(stream)).fetch_history_events()]
