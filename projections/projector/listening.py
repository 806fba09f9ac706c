"""Hearing a NOTIFY channel. It only saves time: whoever listens also polls, so a lost connection loses nothing."""

from collections.abc import Callable

import structlog
from asyncpg.pool import PoolConnectionProxy

from eventlog.outages import OUTAGE
from eventlog.pool import Pool

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
