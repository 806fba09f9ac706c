"""The role `project`: gives every event its place in the log, and keeps the read models in step with it."""

import asyncio

from deploy.roles.settings import Settings
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import create_pool
from eventlog.sequencer import Sequencer
from projections.projector.projector import Projector


async def project(settings: Settings) -> None:
    """Sequence the log and keep the read models until cancelled."""
    key = InstallationKey.from_file(settings.key_file)
    stop = asyncio.Event()
    async with await create_pool(settings.database_url, application="rongcuo project", max_size=4) as pool:
        projector = Projector(pool, EventLog(pool, key))
        settings.mark_ready()
        async with asyncio.TaskGroup() as both:
            both.create_task(Sequencer(settings.database_url).run(stop))
            both.create_task(projector.run(stop))
