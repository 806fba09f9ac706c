"""Turns at a stream: a few commands of one stream are handed over at once, the others wait in the order they came.

The engine takes ten Updates of a workflow at a time. It refuses the eleventh, and the SDK asks again only after a
second, then two, then four; a queue here is sixty times as fast. Whoever waits in it has handed in nothing yet.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

AT_ONCE = 8
"""Below the engine's ten. One workflow task takes all that have come, so with half as many a burst takes half as long
again. What several processes of the API hand in beyond the ten together waits with the SDK."""

WAITING_MAX = 200
"""As many wait for one stream in one process; a person who is further back is better told to come again."""

LONGEST_WAIT = timedelta(seconds=30)


class TooManyWaiting(Exception):  # noqa: N818 - says what is the matter
    """No turn: too many wait for this stream, or those before took too long. Nothing was handed in."""


@dataclass(slots=True)
class _Line:
    """Those at a stream: how many in all, and the places for those whose turn it is."""

    places: asyncio.Semaphore
    here: int = 0


class Turns:
    """The queues of one process, one for each stream that somebody is at."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting_max: int = WAITING_MAX, longest_wait: timedelta = LONGEST_WAIT
    ) -> None:
        self._at_once = at_once
        self._here_max = at_once + waiting_max
        self._longest_wait = longest_wait
        self._lines: dict[UUID, _Line] = {}

    @asynccontextmanager
    async def turn(self, stream_id: UUID) -> AsyncIterator[None]:
        """Wait for one's turn, and keep it for the time of the block.

        Raises:
            TooManyWaiting: there was none.
        """
        line = self._lines.setdefault(stream_id, _Line(asyncio.Semaphore(self._at_once)))
        if line.here >= self._here_max:
            raise TooManyWaiting
        line.here += 1
        try:
            await self._come(line)
            try:
                yield
            finally:
                line.places.release()
        finally:
            line.here -= 1
            if not line.here:
                del self._lines[stream_id]

    async def _come(self, line: _Line) -> None:
        try:
            async with asyncio.timeout(self._longest_wait.total_seconds()):
                await line.places.acquire()
        except TimeoutError:
            raise TooManyWaiting from None
