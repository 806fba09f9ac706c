import stat
from pathlib import Path

import asyncpg
import pytest

from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import EmbeddedPostgres, Role, socket_directory
from tests.deploy.stack_process import StackProcess


@pytest.fixture
def postgres(shared_stack: StackProcess) -> EmbeddedPostgres:
    """The server of the running stack."""
    return EmbeddedPostgres(DataDirectory(shared_stack.data))


@pytest.mark.parametrize("role", ["postgres", "rongcuo_owner", "rongcuo_app", "rongcuo_eraser"])
async def test_nobody_enters_without_a_password(postgres: EmbeddedPostgres, role: Role) -> None:
    """Whoever reaches the socket still needs the role's own password."""
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://{role}@/postgres", host=str(postgres.socket_directory))


@pytest.mark.parametrize("role", ["rongcuo_owner", "rongcuo_app", "rongcuo_eraser"])
async def test_roles_are_bound_by_rights(postgres: EmbeddedPostgres, role: Role) -> None:
    """None of our roles is a superuser, passes row security or may make roles and databases."""
    connection = await asyncpg.connect(postgres.url(role))
    try:
        powers = await connection.fetchrow(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_roles WHERE rolname = current_user"
        )
    finally:
        await connection.close()

    assert powers is not None
    assert not any(powers)


@pytest.mark.parametrize("role", ["rongcuo_app", "rongcuo_eraser"])
async def test_only_the_owner_makes_tables(postgres: EmbeddedPostgres, role: Role) -> None:
    """The roles that run get no table of their own, not even a temporary one."""
    connection = await asyncpg.connect(postgres.url(role))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE mine (n int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TEMPORARY TABLE mine (n int)")
    finally:
        await connection.close()


async def test_roles_stay_in_their_database(postgres: EmbeddedPostgres) -> None:
    """The maintenance database is closed to them."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(postgres.url("rongcuo_app").replace("@/rongcuo?", "@/postgres?"))


def test_secrets_and_socket_are_closed_to_others(shared_stack: StackProcess, postgres: EmbeddedPostgres) -> None:
    """Keys, logs and the socket's directory are open to their owner only."""
    data = DataDirectory(shared_stack.data)
    closed = [data.keys, data.logs, data.run, data.postgres, postgres.socket_directory]
    files = [*data.keys.iterdir(), *data.logs.iterdir(), data.temporal_db, *data.root.glob("*.json")]

    assert {stat.S_IMODE(path.stat().st_mode) for path in closed} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.parametrize("name", ["short", "x" * 90, "长" * 40, "with,comma"])
def test_socket_path_always_fits(name: str) -> None:
    """A socket's path has at most 103 bytes and nothing that PostgreSQL would read as a list."""
    path = socket_directory(Path("/srv") / name) / ".s.PGSQL.5432"

    assert len(str(path).encode()) <= 103
    assert "," not in str(path)
