"""Connections to the log's database, with a bound on everything that could wait for ever."""

from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:  # asyncpg's classes are generic for the type checker only
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 5.0


async def create_pool(
    dsn: str,
    *,
    application: str = "rongcuo",
    min_size: int = 1,
    max_size: int = 10,
    statement_seconds: float = STATEMENT_SECONDS,
) -> Pool:
    """Open a pool for `EventLog`, the register and the projections.

    No session state is ever set on a pooled connection, so none is reset between uses: that would cost a round trip
    for each. An open transaction is still rolled back. A long transaction would hold the sequencer back (order
    rule 4), so idle ones are ended by the server.

    Args:
        dsn: address of the database, as `rongcuo_app`.
        application: shown in pg_stat_activity.
        min_size: connections opened at once.
        max_size: most connections.
        statement_seconds: longest statement; the server stops it, the client gives up a second later.
    """
    milliseconds = str(int(statement_seconds * 1000))
    return await asyncpg.create_pool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        timeout=CONNECT_SECONDS,
        command_timeout=statement_seconds + 1,
        reset=_keep,
        server_settings={
            "application_name": application,
            "statement_timeout": milliseconds,
            "idle_in_transaction_session_timeout": milliseconds,
            "synchronous_commit": "on",
            "timezone": "UTC",
        },
    )


async def _keep(_connection: Connection) -> None:
    """Keep the connection as it is."""
