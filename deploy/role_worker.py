"""The role `worker`: runs the workflows and activities of cases."""

import asyncio

from activities.cases import CaseActivities
from deploy.settings import Settings
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import create_pool
from workflows.doors import connect
from workflows.worker import LOCAL_ACTIVITIES_MAX, case_worker


async def work(settings: Settings) -> None:
    """Work on Temporal's task queue until cancelled."""
    key = InstallationKey.from_file(settings.key_file)
    async with await create_pool(
        settings.database_url, application="rongcuo worker", max_size=LOCAL_ACTIVITIES_MAX
    ) as pool:
        log = EventLog(pool, key)
        client = await connect(settings.temporal_address, settings.temporal_namespace, key.payload_codec_key())
        async with case_worker(client, CaseActivities(log)):
            settings.mark_ready()
            await asyncio.get_running_loop().create_future()
