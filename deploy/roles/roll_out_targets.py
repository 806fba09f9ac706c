"""What a calendar is rolled out to: cases and risk filings alike, each asked in its own words (decision 20)."""

from collections.abc import Iterable
from uuid import UUID

from activities.messages import Answer
from eventlog.log import EventLog
from eventlog.pool import Pool
from projections.cases import case_page
from projections.deadlines import deadline_board
from projections.projector.barrier import wait_until_current
from projections.risk_filings import model as risk_filings
from workflows.client import StreamClient

_PATIENCE_SECONDS = 10.0
"""How long it waits for the read models, before the engine has it try again."""


async def list_behind(pool: Pool, version: int, after: UUID, limit: int, /) -> tuple[UUID, ...]:
    """The list of a roll-out, from read models that know of everything recorded so far: both kinds, by id.

    Raises:
        ReadModelsBehind: they do not; a pass over an old list would find nobody and end too early.
    """
    await wait_until_current(pool, (case_page.MODEL, risk_filings.MODEL), timeout_seconds=_PATIENCE_SECONDS)
    cases = await deadline_board.behind(pool, version, after=after, limit=limit)
    filings = await risk_filings.behind(pool, version, after=after, limit=limit)
    return tuple(sorted((*cases, *filings))[:limit])


async def ask_to_replan(
    clients: Iterable[StreamClient], log: EventLog, stream_id: UUID, command_id: UUID, version: int, /
) -> Answer:
    """Ask a stream to plan anew by a calendar, in the words of its kind; `Unavailable` when it does not answer."""
    begun = await log.read_stream(stream_id, limit=1)
    client = next(each for each in clients if each.kind.stream.begins == begun[0].type)
    kind = client.kind.stream
    if kind.replan is None:
        raise TypeError(f"a {kind.name} has no terms")
    return await client.deliver(stream_id, kind.of_clock(command_id, kind.replan(version)))
