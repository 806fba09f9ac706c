"""A worker for roll-outs in a process of its own, to be killed: it asks some cases and then hangs on the next."""

import asyncio
import sys
from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel

from activities.digest import DigestActivities
from activities.messages import Answer
from activities.roll_out import RollOutActivities
from domain.case.commands import Replan
from eventlog.pool import create_pool
from projections.deadlines.digest import Composer
from tests.workflows.engine import CODEC_KEY
from workflows.client import CASE, StreamClient
from workflows.messages import connect
from workflows.worker import chores_worker

STALLED = "stalled"


class Orders(BaseModel):
    """What the process is told."""

    address: str
    database: str
    case_queue: str
    chores_queue: str
    cases: tuple[UUID, ...]
    answered: int


async def _work(orders: Orders) -> None:
    client = await connect(orders.address, "default", CODEC_KEY)
    cases = StreamClient(client, CASE, timedelta(seconds=10), orders.case_queue)
    asked = 0

    async def list_behind(_version: int, after: UUID, _limit: int) -> tuple[UUID, ...]:
        return tuple(case for case in orders.cases if case > after)

    async def ask(case_id: UUID, command_id: UUID, version: int) -> Answer:
        nonlocal asked
        asked += 1
        if asked <= orders.answered:
            return await cases.deliver(case_id, CASE.stream.of_clock(command_id, Replan(calendar_version=version)))
        if asked == orders.answered + 1:
            sys.stdout.write(f"{STALLED}\n")
            sys.stdout.flush()
        never: asyncio.Future[Answer] = asyncio.Future()
        return await never

    async with await create_pool(orders.database) as pool:
        chores = RollOutActivities(list_behind, ask)
        digest = DigestActivities(pool, Composer(pool))
        async with chores_worker(client, chores, digest, task_queue=orders.chores_queue):
            await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(_work(Orders.model_validate_json(sys.argv[1])))
