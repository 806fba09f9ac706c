"""Hearing that a command has its outcome in the ledger: how the answer to an act by Signal comes without polling."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from eventlog.listening import KeptListener
from eventlog.log import OUTCOME_CHANNEL
from eventlog.pool import Pool


class Outcomes:
    """Hears of outcomes: one connection for a whole process, however many wait.

    A notification lost with its connection costs time, never the truth: whoever waited looks into the ledger.
    """

    def __init__(self, pool: Pool) -> None:
        self._waiting: dict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._listener = KeptListener(pool, OUTCOME_CHANNEL, self._heard)

    async def start(self) -> None:
        """Begin to listen, and go on listening until `stop`."""
        await self._listener.start()

    async def stop(self) -> None:
        """Stop listening and give the connection back."""
        await self._listener.stop()

    @contextmanager
    def of(self, command_id: UUID) -> Iterator[asyncio.Event]:
        """What is set once a command has its outcome; begun before the command is handed in, it misses nothing."""
        known = asyncio.Event()
        self._waiting[command_id].add(known)
        try:
            yield known
        finally:
            self._waiting[command_id].discard(known)
            if not self._waiting[command_id]:
                del self._waiting[command_id]

    def _heard(self, payload: str) -> None:
        for known in self._waiting.get(UUID(payload), ()):
            known.set()
