"""Somebody who may do anything to the database, and what they changed put back as it was."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from eventlog.pool import Connection
from tests.conftest import Database

_EVENT = (
    "id, epoch, xid, stream_id, version, type, schema_version, recorded_at, valid_on, command_id, "
    "entry, payload, payload_salt, private, private_salt"
)
_COMMAND = "command_id, stream_id, actor, digest, first_version, last_version, refusal, recorded_at"
_TABLES = {"event": _EVENT, "command": _COMMAND, "sequenced": "*", "case_key": "*", "reference_data": "*"}


class Meddler:
    """A superuser, whom neither rights nor triggers stop."""

    def __init__(self, superuser: Connection) -> None:
        self._superuser = superuser

    @asynccontextmanager
    async def changed(self, changes: Sequence[str], *streams: UUID) -> AsyncIterator[None]:
        """A log in which some rows were changed; `$1`, `$2` in the statements are the streams."""
        for table, columns in _TABLES.items():
            await self._superuser.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT {columns} FROM {table}")  # noqa: S608 - our own names
        try:
            for change in changes:
                needed = sum(f"${n}" in change for n in range(1, len(streams) + 1))
                assert await self._superuser.execute(change, *streams[:needed]) != "UPDATE 0"
            yield
        finally:
            async with self._superuser.transaction():
                for table, columns in _TABLES.items():
                    named = "" if columns == "*" else f"({columns}) OVERRIDING SYSTEM VALUE"
                    await self._superuser.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
                    await self._superuser.execute(f"INSERT INTO {table} {named} SELECT * FROM kept_{table}")  # noqa: S608 - our own names
                    await self._superuser.execute(f"DROP TABLE kept_{table}")


@asynccontextmanager
async def meddling(database: Database) -> AsyncIterator[Meddler]:
    """Whoever has the server."""
    superuser: Connection = await asyncpg.connect(database.server.dsn("postgres", database.name))
    for table in _TABLES:
        await superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    try:
        yield Meddler(superuser)
    finally:
        await superuser.close()
