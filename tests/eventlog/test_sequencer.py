"""The order rules, and the sequencer that builds on them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from eventlog.log import EventLog
from eventlog.log_reader import LOG_START
from eventlog.pool import Connection, Pool
from eventlog.sequencer import CHANNEL, Sequencer
from eventlog.shapes import Recorded
from tests.conftest import Database
from tests.eventlog.appends import event, first, following


@pytest.fixture
async def sequencer(database: Database) -> AsyncIterator[Sequencer]:
    """A candidate, stopped after the test."""
    candidate = Sequencer(database.dsn("rongcuo_sequencer"))
    yield candidate
    await candidate.close()


async def drain(sequencer: Sequencer) -> int:
    """Number everything that can be numbered; gives how many."""
    total = 0
    while given := await sequencer.step():
        total += given
    return total


async def new_positions(log: EventLog, after: int) -> list[tuple[int, UUID, int]]:
    """Index, stream and version of what was numbered after an index, read in small pages."""
    found: list[tuple[int, UUID, int]] = []
    while page := await log.read_log(after, 3):
        found += [(e.log_index, e.stream_id, e.version) for e in page]
        after = page[-1].log_index
    return found


async def end_of_log(app_pool: Pool) -> int:
    """The last index given."""
    last: int = await app_pool.fetchval("SELECT coalesce(max(log_index), $1) FROM sequenced", LOG_START)
    return last


@asynccontextmanager
async def open_transaction(app_pool: Pool) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
    """A transaction that has its xid and stays open; commits in the end."""
    async with app_pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT pg_current_xact_id()")
        yield connection


async def test_the_log_starts_at_zero_and_is_contiguous(log: EventLog, sequencer: Sequencer, app_pool: Pool) -> None:
    """Every event gets one index, in the order of its stream."""
    await drain(sequencer)
    start = await end_of_log(app_pool)
    append = first(event(), event(), event())
    await log.append(append)
    await log.append(await following(log, append.stream_id, event(), event()))

    assert await drain(sequencer) == 5
    assert await new_positions(log, start) == [(start + n, append.stream_id, n) for n in range(1, 6)]
    assert await app_pool.fetchval("SELECT min(log_index) FROM sequenced") == 0


async def test_an_open_transaction_holds_later_commits_back_and_loses_none(
    log: EventLog, sequencer: Sequencer, app_pool: Pool
) -> None:
    """Order rule 1: what commits above a running xid waits for it, then all of it is numbered."""
    await drain(sequencer)
    async with open_transaction(app_pool):
        outcome = await log.append(first())
        held_back = await drain(sequencer)

    assert isinstance(outcome, Recorded)
    assert held_back == 0
    assert await drain(sequencer) == 1


async def test_a_transaction_with_a_lower_xid_that_commits_later_sorts_first(
    log: EventLog, sequencer: Sequencer, app_pool: Pool, owner: Connection
) -> None:
    """A late commit is neither skipped nor put behind what it precedes by xid."""
    await drain(sequencer)
    start = await end_of_log(app_pool)
    slow, quick = first(), first()
    insert = """
        WITH other AS (SELECT * FROM event LIMIT 1)
        INSERT INTO event (stream_id, version, type, schema_version, recorded_at, valid_on, command_id,
                           entry, payload, payload_salt)
        SELECT $1, 1, type, schema_version, recorded_at, valid_on, command_id, entry, payload, payload_salt
        FROM other"""
    async with owner.transaction():
        await owner.execute(insert, slow.stream_id)
        await log.append(quick)
        early = await drain(sequencer)
    await drain(sequencer)
    order = "SELECT stream_id FROM sequenced WHERE log_index > $1 ORDER BY log_index"

    assert early == 0
    assert [row[0] for row in await app_pool.fetch(order, start)] == [slow.stream_id, quick.stream_id]


async def test_a_losing_append_leaves_no_gap_in_the_log(log: EventLog, sequencer: Sequencer, app_pool: Pool) -> None:
    """A losing append burns an id, never a log index."""
    append = first()
    await log.append(append)
    await log.append(first(stream_id=append.stream_id))
    await log.append(first())
    await drain(sequencer)
    indices = [row[0] for row in await app_pool.fetch("SELECT log_index FROM sequenced ORDER BY log_index")]

    assert indices == list(range(len(indices)))


async def test_of_two_sequencers_one_leads(log: EventLog, sequencer: Sequencer, database: Database) -> None:
    """The second does nothing until the first is gone, then takes over."""
    second = Sequencer(database.dsn("rongcuo_sequencer"))
    await drain(sequencer)
    await log.append(first())
    idle = await second.step()
    led = (sequencer.leads, second.leads)
    await sequencer.close()
    taken_over = await second.step()
    await second.close()

    assert idle == 0
    assert led == (True, False)
    assert taken_over == 1


async def test_a_batch_is_announced_once(log: EventLog, sequencer: Sequencer, database: Database) -> None:
    """Readers are told the last index of each batch, not of each event."""
    await drain(sequencer)
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener: Connection = await asyncpg.connect(database.dsn("rongcuo_api"))
    await listener.add_listener(CHANNEL, lambda _c, _p, _ch, payload: heard.put_nowait(str(payload)))
    append = first(event(), event(), event())
    await log.append(append)
    await sequencer.step()
    announced = int(await asyncio.wait_for(heard.get(), 5))
    await listener.close()
    [*_, last] = await log.read_log(announced - 1, 10)

    assert (last.log_index, last.stream_id, last.version) == (announced, append.stream_id, 3)
    assert heard.empty()


async def test_a_lost_connection_is_opened_again(log: EventLog, database: Database, app_pool: Pool) -> None:
    """When the server ends the leader's session, the running sequencer reconnects and goes on."""
    stop = asyncio.Event()
    sequencer = Sequencer(database.dsn("rongcuo_sequencer"))
    running = asyncio.create_task(sequencer.run(stop))
    await _until_sequenced(log, app_pool)
    admin: Connection = await asyncpg.connect(database.dsn("postgres"))
    ended = await admin.fetchval(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE application_name = 'rongcuo sequencer' AND datname = current_database()"
    )
    await admin.close()
    await _until_sequenced(log, app_pool)
    stop.set()
    await running

    assert ended == 1


async def _until_sequenced(log: EventLog, app_pool: Pool) -> None:
    """Append one event and wait, bounded, until it is numbered."""
    append = first()
    await log.append(append)
    query = "SELECT EXISTS (SELECT FROM sequenced WHERE stream_id = $1)"
    async with asyncio.timeout(20):
        while not await app_pool.fetchval(query, append.stream_id):  # noqa: ASYNC110 - the database is another process
            await asyncio.sleep(0.01)


async def test_a_tailing_reader_loses_nothing(log: EventLog, database: Database, app_pool: Pool) -> None:
    """Tail-loss oracle: unsynchronised writers, transactions held open, two candidates, one tailing reader."""
    draining = Sequencer(database.dsn("rongcuo_sequencer"))
    await drain(draining)
    await draining.close()
    start = await end_of_log(app_pool)
    stop = asyncio.Event()
    candidates = [Sequencer(database.dsn("rongcuo_sequencer"), batch=50) for _ in range(2)]
    running = [asyncio.create_task(candidate.run(stop)) for candidate in candidates]
    streams, per_stream = 12, 25

    async def write() -> UUID:
        append = first()
        await log.append(append)
        for _ in range(per_stream - 1):
            await log.append(await following(log, append.stream_id))
        return append.stream_id

    async def disturb() -> None:
        while not written.done():
            async with open_transaction(app_pool):
                await asyncio.sleep(0.005)

    written = asyncio.gather(*(write() for _ in range(streams)))
    disturbing = [asyncio.create_task(disturb()) for _ in range(2)]
    seen: list[tuple[int, UUID, int]] = []
    async with asyncio.timeout(60):
        while len(seen) < streams * per_stream:
            page = await log.read_log(seen[-1][0] if seen else start, 40)
            seen += [(e.log_index, e.stream_id, e.version) for e in page]
            await asyncio.sleep(0)
        stream_ids = await written
    await asyncio.gather(*disturbing)
    stop.set()
    await asyncio.gather(*running)

    assert [index for index, _, _ in seen] == list(range(start + 1, start + 1 + len(seen)))
    for stream_id in stream_ids:
        assert [version for _, stream, version in seen if stream == stream_id] == list(range(1, per_stream + 1))
