"""The role `project`: gives every event its place in the log, and keeps the read models in step; it needs no key.

It enters the database as two roles, of which neither may do what the other does.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from deploy.roles.readiness import ready
from deploy.roles.settings import SEQUENCER_URL, Settings, required
from eventlog.log_reader import LogReader
from eventlog.pool import create_pool
from eventlog.sequencer import Sequencer
from projections.projector.projector import Projector
from projections.projector.read_model import ReadModel
from projections.rebuilding.hands import processes
from projections.rebuilding.rebuild import Rebuild

_LONG_STATEMENT_SECONDS: Final = 120.0


async def project(settings: Settings) -> None:
    """Sequence the log and keep the read models until cancelled.

    Raises:
        SettingsRefused: these settings do not say where the sequencer enters.
    """
    sequencer = Sequencer(required(settings.sequencer_url, SEQUENCER_URL))
    stop = asyncio.Event()
    async with await create_pool(settings.database_url, application="rongcuo project", max_size=4, by_key=True) as pool:
        projector = Projector(pool, LogReader(pool), rebuild=partial(_rebuild, settings.database_url))
        ready(settings)
        async with asyncio.TaskGroup() as both:
            both.create_task(sequencer.run(stop))
            both.create_task(projector.run(stop))


async def _rebuild(database_url: str, models: Sequence[ReadModel[Any]]) -> None:
    """Rebuild read models that are new, on connections with time for long statements."""
    async with await create_pool(
        database_url, application="rongcuo rebuild", max_size=3, statement_seconds=_LONG_STATEMENT_SECONDS, by_key=True
    ) as pool:
        await Rebuild(pool, models, hands=processes(database_url), in_haste=True).run()
