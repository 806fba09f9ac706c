"""The database roles of a stack: one for each process, also where an earlier release had one for all."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.roles.settings import Settings
from deploy.stack.data_directory import DataDirectory, KeyMissing
from deploy.stack.embedded_postgres import DATABASE, ROLES, EmbeddedPostgres, Role
from deploy.stack.role_parts import role_parts
from eventlog.pool import Connection
from tests.deploy.stack_process import StackProcess, Stacks

_NEW: tuple[Role, ...] = ("rongcuo_api", "rongcuo_worker", "rongcuo_projector", "rongcuo_sequencer")
_OLD_PASSWORD = "kept-of-old"  # noqa: S105 - of a role of this test
_ENTER: Mapping[str, Role] = {"worker": "rongcuo_worker", "project": "rongcuo_projector", "api": "rongcuo_api"}


def test_each_process_is_told_its_own_login(shared_stack: StackProcess, tmp_path: Path) -> None:
    """Of the database it knows how to enter as itself, and nothing of the owner, of others or of the superuser."""
    data = DataDirectory(shared_stack.data)
    settings = Settings(
        database_url="", temporal_address="127.0.0.1:1", key_file=tmp_path / "key", tokens_file=tmp_path / "tokens"
    )
    told = {
        part.name: {name: value for name, value in part.environment.items() if value.startswith("postgresql://")}
        for part in role_parts(settings, data)
    }
    postgres = EmbeddedPostgres(data)
    expected = {name: {"RONGCUO_DATABASE_URL": postgres.url(role)} for name, role in _ENTER.items()}
    expected["project"]["RONGCUO_SEQUENCER_URL"] = postgres.url("rongcuo_sequencer")

    assert told == expected
    assert len({url.split("@")[0].split(":")[2] for each in told.values() for url in each.values()}) == len(_NEW)


def test_a_directory_of_one_role_for_all_is_taken_over(stacks: Stacks, tmp_path: Path) -> None:
    """A start makes the roles and their passwords; the read models are the projector's, and the old role is out."""
    data = tmp_path / "data"
    running = stacks(data).until_ready()
    asyncio.run(_as_it_was(data))
    running.stop()
    _forget_passwords(data)
    with pytest.raises(KeyMissing, match="rongcuo_api"):
        EmbeddedPostgres(DataDirectory(data)).url("rongcuo_api")
    stacks(data).until_ready()

    passwords = json.loads((data / "keys" / "postgres.json").read_bytes())
    assert set(passwords) == set(ROLES)
    assert asyncio.run(_found(data)) == {
        **{str(role): str(role) for role in _NEW},
        "rongcuo_app": "out",
        "read_model.kept": "rongcuo_projector",
    }


async def _as_it_was(data: Path) -> None:
    """The server as the release before left it: without the new roles, the tables of read models of the old one."""
    async with _superuser(data) as superuser:
        for role in _NEW:
            await superuser.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
        await superuser.execute(f"ALTER ROLE rongcuo_app LOGIN PASSWORD '{_OLD_PASSWORD}'")
        await superuser.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO rongcuo_app")
        await superuser.execute("CREATE SCHEMA read_model")
        await superuser.execute("CREATE TABLE read_model.kept (n int)")
        await superuser.execute("ALTER TABLE read_model.kept OWNER TO rongcuo_app")
    connection = await asyncpg.connect(_old_url(data))  # as it could
    await connection.close()


def _forget_passwords(data: Path) -> None:
    file = data / "keys" / "postgres.json"
    kept = json.loads(file.read_bytes())
    of_old = {role: password for role, password in kept.items() if role not in _NEW}
    file.write_text(json.dumps({**of_old, "rongcuo_app": _OLD_PASSWORD}), "utf-8")


async def _found(data: Path) -> dict[str, str]:
    """Who enters as whom, and who owns the table that was kept."""
    postgres = EmbeddedPostgres(DataDirectory(data))
    found: dict[str, str] = {}
    for role in _NEW:
        connection = await asyncpg.connect(postgres.url(role))
        found[role] = await connection.fetchval("SELECT current_user")
        await connection.close()
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(_old_url(data))
    found["rongcuo_app"] = "out"
    async with _superuser(data) as superuser:
        owner = await superuser.fetchval("SELECT tableowner FROM pg_tables WHERE tablename = 'kept'")
    return found | {"read_model.kept": owner}


def _old_url(data: Path) -> str:
    postgres = EmbeddedPostgres(DataDirectory(data))
    own = postgres.url("rongcuo_owner")
    return own.replace(own.split("@", maxsplit=1)[0], f"postgresql://rongcuo_app:{_OLD_PASSWORD}")


@asynccontextmanager
async def _superuser(data: Path) -> AsyncIterator[Connection]:
    url = EmbeddedPostgres(DataDirectory(data)).url("postgres").replace("@/postgres?", f"@/{DATABASE}?")
    connection: Connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
