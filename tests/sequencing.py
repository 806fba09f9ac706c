"""Giving every event its place in the log before a test looks at read models."""

import asyncio

from eventlog.pool import Pool
from eventlog.sequencer import Sequencer

_PATIENCE_SECONDS = 20
_LEFT = "SELECT (SELECT count(*) FROM event) > (SELECT count(*) FROM sequenced)"


async def number_all(pool: Pool, sequencer: Sequencer) -> None:
    """Step until nothing is left; another transaction of the server, autovacuum's too, may hold some events back."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while await pool.fetchval(_LEFT):
            await sequencer.step()
