"""Which errors of the database pass: it is away, starting, full, failing over, or has lost a connection.

Named once, for whoever asks again later instead of ending: the projector, the sequencer, listeners and the API. What a
workflow's activity raises needs no such list, as its run waits out any failure (workflows/inbox.py).
"""

import asyncio
from typing import Final

import asyncpg

OUTAGE: Final = (
    OSError,  # no socket, no answer, cut off
    TimeoutError,
    asyncpg.InterfaceError,  # the client's view of a connection that is gone
    asyncpg.InternalClientError,  # a connection that was cut off in the middle of an answer
    asyncpg.InvalidCachedStatementError,  # a table was made anew, as by a rebuild, under a statement that was kept
    asyncpg.PostgresConnectionError,  # class 08
    asyncpg.ReadOnlySQLTransactionError,  # 25006: a standby, until it is promoted
    asyncpg.IdleInTransactionSessionTimeoutError,  # 25P03: this process stood still
    asyncpg.TransactionTimeoutError,  # 25P04
    asyncpg.TransactionRollbackError,  # class 40: a deadlock's victim
    asyncpg.InsufficientResourcesError,  # class 53: disk full, out of memory, too many connections
    asyncpg.ObjectNotInPrerequisiteStateError,  # class 55: the database takes no connections now
    asyncpg.OperatorInterventionError,  # class 57: starting, stopping, recovering, a statement ended
    asyncpg.PostgresSystemError,  # class 58: the disk failed
)
"""Errors that may be gone on the next try, by PostgreSQL's own classes (its documentation, appendix A)."""


def raise_if_cancelled() -> None:
    """End a task that was told to end while a connection was lost; whoever goes on after an outage asks it first.

    What closes a transaction or gives a connection back fails with the connection, and that failure takes the place of
    the cancellation: who takes it for an outage would go on for ever.

    Raises:
        CancelledError: the task was cancelled.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
