"""Waiting until a case page shows a version: what `?seen=v` does after a command (docs/event-log.md#read-models)."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from eventlog.listening import KeptListener
from eventlog.pool import Pool
from projections.cases.case_page import shown_version

SET_ASIDE = -1
"""The version that is told of a stream which a read model does not show, and will not before it is taken back."""

_NOTIFY_LINES = 150  # a payload holds 8000 bytes, a line at most 48

Shown = Callable[[Pool, UUID], Awaitable[int | None]]


def payloads(reached: Mapping[UUID, int], aside: Collection[UUID]) -> list[str]:
    """One line a stream: its id and the version its pages show from now on, `SET_ASIDE` where some do not show it."""
    lines = [f"{stream} {SET_ASIDE if stream in aside else version}" for stream, version in reached.items()]
    return ["\n".join(lines[at : at + _NOTIFY_LINES]) for at in range(0, len(lines), _NOTIFY_LINES)]


class ReadModelWaiter:
    """Hears which versions the read models have reached: one connection for a whole process, however many wait."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: dict[UUID, set[tuple[int, asyncio.Future[bool]]]] = defaultdict(set)
        self._following: set[asyncio.Event] = set()
        self._listener = KeptListener(pool, "read_model", self._heard)

    async def start(self) -> None:
        """Begin to listen, and go on listening until `stop`."""
        await self._listener.start()

    async def stop(self) -> None:
        """Stop listening and give the connection back."""
        await self._listener.stop()

    async def wait_for(
        self, case_id: UUID, version: int, timeout_seconds: float = 2.0, *, shown: Shown = shown_version
    ) -> bool:
        """Wait until the pages show a case at a version or a later one; False when they do not in time, or cannot.

        `shown` asks for the version shown now, None while the case is set aside; another is given for a risk filing.
        """
        arrived: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        waiter = (version, arrived)
        self._waiting[case_id].add(waiter)
        try:
            now = await shown(self._pool, case_id)
            if now is None or now >= version:
                return now is not None
            await asyncio.wait([arrived], timeout=timeout_seconds)
            if arrived.done() and arrived.result():
                return True
            # A notification lost with its connection costs time, never the truth; and a read model that set the case
            # aside need not be the one that was asked for.
            now = await shown(self._pool, case_id)
            return now is not None and now >= version
        finally:
            self._waiting[case_id].discard(waiter)
            if not self._waiting[case_id]:
                del self._waiting[case_id]

    @contextmanager
    def following(self) -> Iterator[asyncio.Event]:
        """What is set whenever the read models have moved, for whoever looks what that means to them."""
        moved = asyncio.Event()
        self._following.add(moved)
        try:
            yield moved
        finally:
            self._following.discard(moved)

    def _heard(self, payload: str) -> None:
        """Wake who waits: one line a case, its id and the version shown now, or `SET_ASIDE`."""
        for moved in self._following:
            moved.set()
        for line in payload.splitlines():
            case, version = line.split()
            for wanted, arrived in self._waiting.get(UUID(case), ()):
                is_shown = wanted <= int(version)
                if (is_shown or int(version) == SET_ASIDE) and not arrived.done():
                    arrived.set_result(is_shown)
