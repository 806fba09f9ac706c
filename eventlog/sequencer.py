"""Gives every event its place in the whole log, after it is committed, in batches, from one process at a time.

Appends take no global lock. The one leader, holding a session advisory lock, numbers what lies below the oldest running
transaction in the order (epoch, xid, id): nothing that commits later can sort before it. The lock and the work share
one connection, so losing it ends both; the keys of `sequenced` stop a second leader in any case.

Cadence: at once while batches are full, then every 50 ms while busy, backing off to 200 ms when idle. Readers wait for
NOTIFY on channel `log`, sent once per batch, and also poll.
"""

import asyncio
from contextlib import suppress

import asyncpg
import structlog

from eventlog.outages import OUTAGE, raise_if_cancelled
from eventlog.pool import CONNECT_SECONDS, STATEMENT_SECONDS, Connection

CHANNEL = "log"  # as sequence_events (migrations/0004_read.sql) names it
LEADER_LOCK = 0x72_63_73_71  # "rcsq", per database
BATCH = 5_000
BUSY_SECONDS = 0.05  # the read models move half as often; each step costs what it costs, however much it numbers
IDLE_SECONDS = 0.2
MAX_RECONNECT_SECONDS = 5.0

_logger = structlog.get_logger(__name__)


class Sequencer:
    """One candidate for the leadership; run one per `project` process.

    Args:
        dsn: address of the log's database, as `rongcuo_sequencer`.
        batch: most events numbered in one statement.
    """

    def __init__(self, dsn: str, *, batch: int = BATCH) -> None:
        self._dsn = dsn
        self._batch = batch
        self._connection: Connection | None = None
        self._leads = False

    @property
    def leads(self) -> bool:
        """Whether this one held the leadership at its last step."""
        return self._leads

    async def step(self) -> int:
        """Number at most one batch and return its size; 0 when there is nothing to do or another one leads.

        Raises:
            asyncpg.PostgresError, OSError, TimeoutError: the database cannot be reached or refuses; call again.
        """
        if self._connection is None or self._connection.is_closed():
            self._leads = False
            self._connection = await _connect(self._dsn)
        if not self._leads:
            self._leads = await self._connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK) is True
            if not self._leads:
                return 0
            _logger.info("sequencer leads")
        given: int = await self._connection.fetchval("SELECT sequence_events($1)", self._batch)
        return given

    async def run(self, stop: asyncio.Event) -> None:
        """Step until told to stop; a database that is away or full is asked again, for as long as that takes.

        There is no bound on the number of tries: without the sequencer nothing can be read, and giving up helps nobody.
        So is one that refuses for any other reason, as it does when a second leader was faster.
        """
        pause = BUSY_SECONDS
        while not stop.is_set():
            raise_if_cancelled()
            try:
                given = await self.step()
            except (asyncpg.PostgresError, *OUTAGE) as error:
                await self.close()
                pause = min(max(pause, IDLE_SECONDS) * 2, MAX_RECONNECT_SECONDS)
                _logger.warning("database away", error=repr(error), retry_seconds=pause)
            else:
                pause = BUSY_SECONDS if given else min(pause * 1.5, IDLE_SECONDS)
                if given == self._batch:
                    continue
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
        await self.close()

    async def close(self) -> None:
        """Give up the connection and with it the leadership."""
        connection, self._connection, self._leads = self._connection, None, False
        if connection is None or connection.is_closed():
            return
        try:
            await connection.close(timeout=CONNECT_SECONDS)
        except OUTAGE:
            connection.terminate()


async def _connect(dsn: str) -> Connection:
    return await asyncpg.connect(
        dsn,
        timeout=CONNECT_SECONDS,
        command_timeout=STATEMENT_SECONDS + 1,
        server_settings={
            "application_name": "rongcuo sequencer",
            "statement_timeout": str(int(STATEMENT_SECONDS * 1000)),
            "idle_in_transaction_session_timeout": str(int(STATEMENT_SECONDS * 1000)),
        },
    )
