"""The row that a read model has of a stream: awaited until it shows what the caller saw, and its number for a link."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from api.http.problems import BUSY_HEADERS, NOT_READABLE_NOW, PAGE_MISSING, Particulars, ProblemRaised
from eventlog.pool import Pool
from projections.projector import set_aside
from projections.projector.projector import KEYS
from projections.projector.waiting import ReadModelWaiter, Shown


class Row(Protocol):
    """What rows of all kinds of stream tell."""

    @property
    def version(self) -> int:
        """The version of its stream that it shows."""


R = TypeVar("R", bound=Row)
Get = Callable[[Pool, UUID], Awaitable[R | None]]
NumbersOf = Callable[[Pool, Collection[UUID]], Awaitable[Mapping[UUID, str]]]


async def row_at(  # noqa: PLR0913, PLR0917 - where to read, what, and how its version is asked for
    pool: Pool, read_models: ReadModelWaiter, stream_id: UUID, seen: int, get: Get[R], shown: Shown
) -> R:
    """The row of a stream that exists, once it shows the version seen, or what it shows after two seconds.

    Raises:
        ProblemRaised: 409, it is set aside; 503, it is not shown at all yet.
    """
    row = await get(pool, stream_id)
    if row is None or row.version < seen:
        await read_models.wait_for(stream_id, max(seen, 1), shown=shown)
        row = await get(pool, stream_id)
    if row is None and await shown(pool, stream_id) is None:
        raise ProblemRaised(PAGE_MISSING, Particulars(detail=await _stands_in_the_way(pool, stream_id)))
    if row is None:
        raise ProblemRaised(NOT_READABLE_NOW, Particulars(headers=BUSY_HEADERS))
    return row


async def _stands_in_the_way(pool: Pool, stream_id: UUID) -> str | None:
    versions = [aside.version for aside in await set_aside.listed(pool, KEYS, stream_id)]
    return f"第 {min(versions)} 版起 / from version {min(versions)} on" if versions else None


async def numbers_of(pool: Pool, stream_ids: Sequence[UUID], numbers: NumbersOf) -> list[tuple[UUID, str]]:
    """Some streams with their numbers, for links; one that is not shown yet goes by the beginning of its id."""
    found = await numbers(pool, stream_ids) if stream_ids else {}
    return [(id_, found.get(id_, str(id_)[:8])) for id_ in stream_ids]
