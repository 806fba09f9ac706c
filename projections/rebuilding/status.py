"""How read models stand: how far each has read the log, what is built beside them, what other releases left."""

from collections.abc import Sequence

from domain.values import Frozen
from eventlog.pool import Pool
from projections.projector import set_aside
from projections.projector.progress import SQL as PROGRESS
from projections.projector.table import SERVED, Connection
from projections.rebuilding.aside import SQL, Model
from projections.rebuilding.rebuild import claimed, clear, current, keys_of


class ModelStatus(Frozen):
    """A read model of this release: the place up to which it has read the log, and how many streams it does not show.

    `log_index` is -1 where it has read nothing yet, and none where it has no table.
    """

    name: str
    version: int
    log_index: int | None
    behind: int
    set_aside: int


class BuildStatus(Frozen):
    """What is built beside them, how far its rows go, and whether it waits for the switch."""

    read_models: tuple[str, ...]
    of: int
    waits: bool


class Status(Frozen):
    """How they all stand; `end` is the last place of the log, `outdated` are tables of other releases."""

    end: int
    read_models: tuple[ModelStatus, ...]
    build: BuildStatus | None
    outdated: tuple[str, ...]

    @property
    def current(self) -> bool:
        """Whether all have read the whole log and show all of it."""
        return not any(model.behind or model.set_aside for model in self.read_models)


async def status_of(pool: Pool, models: Sequence[Model]) -> Status:
    """How some read models stand, which are those of this release."""
    end: int = await pool.fetchval(PROGRESS["end_of_log"])
    places = {(row["name"], row["version"]): row["log_index"] for row in await pool.fetch(PROGRESS["positions"])}
    lines = []
    for key in keys_of(models):
        place = places.get(key)
        lines.append(
            ModelStatus(
                name=key[0],
                version=key[1],
                log_index=place,
                behind=end - (-1 if place is None else place),
                set_aside=(await set_aside.counted(pool, [key])).streams,
            )
        )
    build = await current(pool)
    return Status(
        end=end,
        read_models=tuple(lines),
        build=build and BuildStatus(read_models=tuple(build.models), of=build.of, waits=build.whole),
        outdated=await _outdated(pool, models),
    )


async def drop_outdated(pool: Pool, models: Sequence[Model]) -> tuple[str, ...]:
    """Drop what is built and was not switched to, and the tables of other releases with all that is known of them.

    Raises:
        RebuildRunning: a rebuild is running.
    """
    async with claimed(pool), pool.acquire() as connection, connection.transaction():
        await connection.execute(PROGRESS["lock"])
        tables = await _outdated(connection, models)
        for table in tables:
            await connection.execute(f"DROP TABLE {SERVED}.{table}")
            await connection.execute(f"DROP FUNCTION IF EXISTS {SERVED}.{table}() CASCADE")
        for row in await connection.fetch(PROGRESS["positions"]):
            if (row["name"], row["version"]) not in keys_of(models):
                await connection.execute(SQL["forget_progress"], row["name"], row["version"])
                await connection.execute(set_aside.SQL["clear"], row["name"], row["version"])
        await clear(connection)
        return tables


async def _outdated(database: Pool | Connection, models: Sequence[Model]) -> tuple[str, ...]:
    ours = {name for model in models for table in model.tables for name in table.names}
    return tuple(row["relname"] for row in await database.fetch(SQL["served"]) if row["relname"] not in ours)
