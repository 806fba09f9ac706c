"""Hearing a NOTIFY channel. It only saves time: whoever listens also polls, so a lost connection loses nothing."""

import asyncio
from collections.abc import Callable

import structlog
from asyncpg.pool import PoolConnectionProxy

from eventlog.outages import OUTAGE, raise_if_cancelled
from eventlog.pool import Pool

_MEND_SECONDS = 1.0

_logger = structlog.get_logger(__name__)


class Listener:
    """One connection of the pool, kept, that hears one channel. `listen` again after a while: it mends what broke."""

    def __init__(self, pool: Pool, channel: str, heard: Callable[[str], None]) -> None:
        self._pool = pool
        self._channel = channel
        self._heard = heard
        self._connection: PoolConnectionProxy | None = None

    async def listen(self) -> bool:
        """Listen if not listening already; True when it had to begin, so that the caller looks for what it missed."""
        if self._connection is not None:
            return False
        try:
            connection = await self._pool.acquire()
            connection.add_termination_listener(self._on_lost)
            self._connection = connection
            await connection.add_listener(self._channel, self._on_notify)
        except OUTAGE as error:
            _logger.warning("cannot listen, polling instead", channel=self._channel, error=repr(error))
            await self.close()
            return False
        return True

    async def close(self) -> None:
        """Give the connection back; one that is lost is the pool's to replace."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            try:
                connection.remove_termination_listener(self._on_lost)
                await connection.remove_listener(self._channel, self._on_notify)
            finally:
                await self._pool.release(connection)
        except OUTAGE as error:
            _logger.warning("listener was lost", channel=self._channel, error=repr(error))

    def _on_lost(self, _connection: object) -> None:
        """The pool takes a dead connection back by itself."""
        self._connection = None

    def _on_notify(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        self._heard(str(payload))


class KeptListener:
    """A listener that is kept listening: what broke is mended within a second, until `stop`."""

    def __init__(self, pool: Pool, channel: str, heard: Callable[[str], None]) -> None:
        self._listener = Listener(pool, channel, heard)
        self._channel = channel
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen, and go on listening."""
        await self._listener.listen()
        self._keeper = asyncio.create_task(self._keep_listening(), name=self._channel)

    async def stop(self) -> None:
        """Stop listening and give the connection back."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        await self._listener.close()

    async def _keep_listening(self) -> None:
        while True:
            raise_if_cancelled()
            await asyncio.sleep(_MEND_SECONDS)
            await self._listener.listen()
