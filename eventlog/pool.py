"""Connections to the log's database, with a bound on everything that could wait for ever."""

import asyncio
from typing import TYPE_CHECKING, Literal

import asyncpg

if TYPE_CHECKING:  # asyncpg's classes are generic for the type checker only
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record]
    Borrowed = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Acquiring = asyncpg.pool.PoolAcquireContext[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection
    Borrowed = asyncpg.pool.PoolConnectionProxy
    Acquiring = asyncpg.pool.PoolAcquireContext

CONNECT_SECONDS = 5.0
ACQUIRE_SECONDS = 5.0
STATEMENT_SECONDS = 5.0
PlanCacheMode = Literal["auto", "force_custom_plan", "force_generic_plan"]
"""PostgreSQL's own setting: whether a prepared statement is planned each time for its arguments, or once for any."""
PLANS_OF_LISTS: PlanCacheMode = "force_custom_plan"
"""How lists are planned: for what they are asked with (decision 82)."""
_QUERIES_MAX = 50_000  # asyncpg's own defaults for a connection's life
_IDLE_SECONDS_MAX = 300.0
_KEEP_SECONDS = 0.05


async def create_pool(  # noqa: PLR0913 - each is one trait of its connections
    dsn: str,
    *,
    application: str = "rongcuo",
    min_size: int = 1,
    max_size: int = 10,
    statement_seconds: float = STATEMENT_SECONDS,
    by_key: bool = False,
    plan_cache_mode: PlanCacheMode = "auto",
    durable: bool = True,
) -> Pool:
    """Open a pool for `EventLog`, the register and the projections.

    No session state is ever set on a pooled connection, so none is reset between uses: that would cost a round trip
    for each. An open transaction is still rolled back. A long transaction would hold the sequencer back (order
    rule 4), so idle ones are ended by the server.

    Args:
        dsn: address of the database, as the role of the process.
        application: shown in pg_stat_activity.
        min_size: connections opened at once.
        max_size: most connections.
        statement_seconds: longest statement; the server stops it, the client gives up a second later.
        by_key: whether every row is looked up by a key: then no plan that was made while a table was small goes on
            reading all of it, for the life of the connection, once it is not.
        plan_cache_mode: `force_custom_plan` for lists: a mark that half of the rows bear is looked for in another way
            than one that few do, and a plan for any arguments takes every mark for a rare one; it costs 0.1 ms for a
            small statement. `force_generic_plan` for what is looked up by a key, in one way whatever the key.
        durable: whether what is committed is on the disk before it is answered; else a crash of the server may undo
            the last second of it, from some transaction on, which suits whoever can do it again.
    """
    milliseconds = str(int(statement_seconds * 1000))
    return await _BoundedPool(
        dsn,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        loop=None,
        min_size=min_size,
        max_size=max_size,
        max_queries=_QUERIES_MAX,
        max_inactive_connection_lifetime=_IDLE_SECONDS_MAX,
        timeout=CONNECT_SECONDS,
        command_timeout=statement_seconds + 1,
        reset=_keep,
        server_settings={
            "application_name": application,
            "statement_timeout": milliseconds,
            "idle_in_transaction_session_timeout": milliseconds,
            "synchronous_commit": "on" if durable else "off",
            "timezone": "UTC",
            **({"enable_seqscan": "off"} if by_key else {}),
            "plan_cache_mode": plan_cache_mode,
            "random_page_cost": "1.1",  # as for solid disks, which read here and there as soon as in order
        },
    )


async def _keep(_connection: Connection) -> None:
    """Keep the connection as it is."""


class _BoundedPool(Pool):
    """A pool that waits for no connection without end.

    asyncpg bounds statements, but neither the wait for a free connection nor the wait until a server that hangs has
    taken note that a statement is given up: a connection that does not come back is cut, and another one is opened.
    """

    def acquire(self, *, timeout: float | None = None) -> Acquiring:
        """Take a connection; where one is idle there is nothing to bound, and the clock costs a third of taking it."""
        return super().acquire(timeout=timeout or (None if self.get_idle_size() else ACQUIRE_SECONDS))

    async def release(self, connection: Borrowed, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        """Give a connection back."""
        await super().release(connection, timeout=timeout or CONNECT_SECONDS)


class PinnedConnections:
    """One statement at a time per connection, on connections kept for a moment.

    The pool takes about 50 us to hand a connection over, as long as the client's whole side of a statement. So one
    that was just used is kept for the next statement, and all idle ones go back after at most 50 ms.
    """

    __slots__ = ("_idle", "_pool", "_returning", "_sweep")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._idle: list[Borrowed] = []
        self._sweep: asyncio.TimerHandle | None = None
        self._returning: set[asyncio.Task[None]] = set()

    async def fetchrow(self, statement: str, *arguments: object) -> asyncpg.Record | None:
        """Run a statement; an error of the server leaves the connection usable, any other gives it back at once."""
        connection = self._idle.pop() if self._idle else await self._pool.acquire()
        try:
            row = await connection.fetchrow(statement, *arguments)
        except asyncpg.PostgresError:
            await self._settle(connection)
            raise
        except BaseException:
            await self._pool.release(connection)
            raise
        self._keep(connection)
        return row

    async def _settle(self, connection: Borrowed) -> None:
        if connection.is_closed():  # the error was the server's goodbye
            await self._pool.release(connection)
        else:
            self._keep(connection)

    def _keep(self, connection: Borrowed) -> None:
        self._idle.append(connection)
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(_KEEP_SECONDS, self._return_idle)

    def _return_idle(self) -> None:
        self._sweep = None
        while self._idle:
            task = asyncio.ensure_future(self._pool.release(self._idle.pop()))
            self._returning.add(task)
            task.add_done_callback(self._returning.discard)
