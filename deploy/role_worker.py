"""The role `worker`: runs the workflows and activities of cases and risk filings, and the chores of the house."""

import asyncio
from datetime import timedelta
from functools import partial
from uuid import UUID

from activities.cases import CaseActivities
from activities.digest import DigestActivities
from activities.risk_filings import RiskFilingActivities
from activities.roll_out import RollOutActivities
from deploy.settings import Settings
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool, create_pool
from projections import case_page, deadline_board
from projections.digest import Composer
from projections.level import level
from workflows.digest import keep_schedule
from workflows.doors import connect
from workflows.post import deliver
from workflows.worker import (
    CHORES_MAX,
    FILINGS_MAX,
    LOCAL_ACTIVITIES_MAX,
    case_worker,
    chores_worker,
    filings_worker,
)

_PATIENCE = timedelta(seconds=10)
"""How long a roll-out waits for a case: as long as people would."""


_LEVEL_SECONDS = 10.0
"""How long it waits for the read models, before the engine has it try again."""


async def work(settings: Settings) -> None:
    """Work on Temporal's task queues until cancelled."""
    key = InstallationKey.from_file(settings.key_file)
    connections = LOCAL_ACTIVITIES_MAX + FILINGS_MAX + CHORES_MAX
    async with await create_pool(settings.database_url, application="rongcuo worker", max_size=connections) as pool:
        client = await connect(settings.temporal_address, settings.temporal_namespace, key.payload_codec_key())
        roll_out = RollOutActivities(partial(_behind, pool), partial(deliver, client, patience=_PATIENCE))
        digest = DigestActivities(pool, Composer(pool))
        async with (
            case_worker(client, CaseActivities(EventLog(pool, key))),
            filings_worker(client, RiskFilingActivities(EventLog(pool, key))),
            chores_worker(client, roll_out, digest),
        ):
            await keep_schedule(client)
            settings.mark_ready()
            await asyncio.get_running_loop().create_future()


async def _behind(pool: Pool, version: int, after: UUID, limit: int, /) -> tuple[UUID, ...]:
    """The list of a roll-out, from read models that know of everything recorded so far.

    Raises:
        NotLevel: they do not; a pass over an old list would find nobody and end too early.
    """
    await level(pool, (deadline_board.MODEL, case_page.MODEL), timeout_seconds=_LEVEL_SECONDS)
    return await deadline_board.behind(pool, version, after=after, limit=limit)
