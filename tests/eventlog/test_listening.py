"""A listener that lost its connection finds another one."""

import asyncio

from eventlog.listening import Listener
from eventlog.pool import Pool

_CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE query LIKE 'LISTEN%' AND datname = current_database()
"""


async def test_a_listener_mends_itself(app_pool: Pool) -> None:
    """After its connection was cut it listens on a new one, hears again, and gives that one back."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = Listener(app_pool, "mending", heard.put_nowait)
    begun = [await listener.listen(), await listener.listen()]
    cut = await app_pool.fetchval(_CUT)
    async with asyncio.timeout(20):
        while not await listener.listen():  # noqa: ASYNC110 - until the client has seen its connection die
            await asyncio.sleep(0)
        await app_pool.execute("SELECT pg_notify('mending', 'again')")
        word = await heard.get()
    await listener.close()

    assert (begun, cut, word) == ([True, False], 1, "again")
    assert await app_pool.fetchval(_CUT) == 0
