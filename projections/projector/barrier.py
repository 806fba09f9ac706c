"""How far read models have folded the log, and waiting until they have as it is now; for whoever must miss nothing."""

import asyncio
from collections.abc import Sequence

from eventlog.pool import Connection, Pool
from projections.projector.progress import SQL
from projections.projector.read_model import Projection

_GLANCE_SECONDS = 0.1
"""Only chores wait here, once in a while: a glance costs less than a connection kept to be notified."""


class ReadModelsBehind(TimeoutError):  # noqa: N818 - says what is the matter
    """The read models are behind: the role `project` is away, or has much to read. Ask again later."""


async def folded_to(database: Pool | Connection, models: Sequence[Projection]) -> int | None:
    """The place in the log up to which every one of `models` has folded it; None: none of them has a table yet."""
    reached: int | None = await database.fetchval(SQL["folded_to"], *named(models))
    return reached


async def wait_until_current(pool: Pool, models: Sequence[Projection], *, timeout_seconds: float) -> None:
    """Return once each of `models` has folded every event committed before this call.

    The sequencer numbers an event only when nothing can come before it any more, so the newest event there is now,
    once it is folded, stands for all of them.

    Raises:
        ReadModelsBehind: not within the time.
    """
    newest = await pool.fetchrow(SQL["newest_event"])
    if newest is None:
        return
    names, versions = named(models)
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout_seconds
    while True:
        if await pool.fetchval(SQL["folded_by"], *newest, names, versions) == len(models):
            return
        if loop.time() >= until:
            raise ReadModelsBehind(f"{', '.join(names)} behind the log after {timeout_seconds:g} s")
        await asyncio.sleep(_GLANCE_SECONDS)


def named(models: Sequence[Projection]) -> tuple[list[str], list[int]]:
    """The names of some read models and their versions, as the statements take them."""
    return [model.name for model in models], [model.version for model in models]
