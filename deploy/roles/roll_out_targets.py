"""What a calendar is rolled out to: cases and risk filings alike, each asked in its own words (decision 20)."""

from collections.abc import Iterable
from uuid import UUID

from activities.messages import Answer, NotAdmitted, Unavailable
from domain import refusals
from eventlog.integrity import Manipulated
from eventlog.log import EventLog
from eventlog.pool import Pool
from projections.cases import case_page
from projections.deadlines import deadline_board
from projections.projector import set_aside
from projections.projector.barrier import wait_until_current
from projections.risk_filings import model as risk_filings
from workflows.client import StreamClient

_READ = (case_page.MODEL, risk_filings.MODEL)
_PATIENCE_SECONDS = 10.0
"""How long it waits for the read models, before the engine has it try again."""


async def list_behind(pool: Pool, version: int, after: UUID, limit: int, /) -> tuple[UUID, ...]:
    """The list of a roll-out, from read models that know of everything recorded so far: both kinds, by id.

    A stream that they set aside is on it until it is taken back: whether it is behind nobody can tell.

    Raises:
        ReadModelsBehind: they do not; a pass over an old list would find nobody and end too early.
    """
    await wait_until_current(pool, _READ, timeout_seconds=_PATIENCE_SECONDS)
    cases = await deadline_board.behind(pool, version, after=after, limit=limit)
    filings = await risk_filings.behind(pool, version, after=after, limit=limit)
    aside = (each for each in await set_aside.streams(pool, set_aside.keys_of(_READ)) if each > after)
    return tuple(sorted({*cases, *filings, *aside})[:limit])


async def ask_to_replan(
    clients: Iterable[StreamClient], log: EventLog, stream_id: UUID, command_id: UUID, version: int, /
) -> Answer:
    """Ask a stream to plan anew by a calendar, in the words of its kind; `Unavailable` when it does not answer."""
    try:
        begun = await log.read_stream(stream_id, limit=1)
    except Manipulated:  # the log has said so aloud; the next pass asks again
        return Unavailable()
    client = next((each for each in clients if begun and each.kind.stream.begins == begun[0].type), None)
    if client is None:  # a work record that is set aside
        return NotAdmitted(refusal=refusals.NOTHING_TO_REPLAN, agenda=None)
    kind = client.kind.stream
    if kind.replan is None:
        raise TypeError(f"a {kind.name} has no terms")
    return await client.deliver(stream_id, kind.of_clock(command_id, kind.replan(version)))
