"""A rebuild that is killed when it has come to a stage: python -m tests.projections.rebuild_until DSN STAGE TIMES."""

import asyncio
import os
import signal
import sys

from eventlog.pool import create_pool
from projections.projector.projector import READ_MODELS
from projections.rebuilding.hands import processes
from projections.rebuilding.rebuild import Rebuild, Stage


async def _until(dsn: str, stage: str, times: int) -> None:
    def told(now: Stage, _done: int, _of: int) -> None:
        nonlocal times
        times -= now == stage
        if not times:
            os.kill(os.getpid(), signal.SIGKILL)

    async with await create_pool(dsn, statement_seconds=60) as pool:
        await Rebuild(pool, READ_MODELS, hands=processes(dsn, 2), told=told).run()


if __name__ == "__main__":
    asyncio.run(_until(sys.argv[1], sys.argv[2], int(sys.argv[3])))
