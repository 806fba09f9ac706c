"""Somebody who follows the log and delivers notices, in a process of its own, to be killed."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from activities.notices.addresses import AllowList
from activities.notices.delivering import DeliveryActivities
from activities.notices.hooks import HookSender
from api.identity.seals import Seals
from deploy.roles.channels import tls_of
from deploy.roles.notices import NoticeFollower
from eventlog.keys import InstallationKey
from eventlog.pool import create_pool
from tests.workflows.engine import CODEC_KEY
from workflows.messages import connect
from workflows.worker import notices_worker

_ROOT = Path(__file__).parents[2]


class Orders(BaseModel):
    """What the process is told."""

    address: str
    database: str
    queue: str
    key_file: str


@asynccontextmanager
async def alive(orders: Orders) -> AsyncIterator[None]:
    """Such a process meanwhile; then it is killed."""
    program = (sys.executable, "-m", "tests.notices.worker_process", orders.model_dump_json())
    process = await asyncio.create_subprocess_exec(*program, cwd=_ROOT)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def _work(orders: Orders) -> None:
    client = await connect(orders.address, "default", CODEC_KEY)
    hooks = HookSender(AllowList.of("127.0.0.1", "127.0.0.0/8"), "urn:test", tls_of(None))
    seals = Seals(InstallationKey.from_file(Path(orders.key_file)))
    async with await create_pool(orders.database, max_size=12) as pool:
        activities = DeliveryActivities(pool, seals, hooks, None, lambda: datetime.now(UTC))
        async with notices_worker(client, activities, task_queue=orders.queue):
            await NoticeFollower(pool, client, task_queue=orders.queue).run()


if __name__ == "__main__":
    asyncio.run(_work(Orders.model_validate_json(sys.argv[1])))
