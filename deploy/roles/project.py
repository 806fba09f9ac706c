"""The role `project`: gives every event its place in the log, and keeps the read models in step; it needs no key."""

import asyncio

from deploy.roles.settings import Settings
from eventlog.log_reader import LogReader
from eventlog.pool import create_pool
from eventlog.sequencer import Sequencer
from projections.projector.projector import Projector


async def project(settings: Settings) -> None:
    """Sequence the log and keep the read models until cancelled."""
    stop = asyncio.Event()
    async with await create_pool(settings.database_url, application="rongcuo project", max_size=4) as pool:
        projector = Projector(pool, LogReader(pool))
        settings.mark_ready()
        async with asyncio.TaskGroup() as both:
            both.create_task(Sequencer(settings.database_url).run(stop))
            both.create_task(projector.run(stop))
