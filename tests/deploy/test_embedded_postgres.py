import stat
from pathlib import Path

import asyncpg
import pytest

from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import ROLES, EmbeddedPostgres, Role, socket_directory
from tests.deploy.stack_process import StackProcess


@pytest.fixture
def postgres(shared_stack: StackProcess) -> EmbeddedPostgres:
    """The server of the running stack."""
    return EmbeddedPostgres(DataDirectory(shared_stack.data))


@pytest.mark.parametrize("role", ROLES)
async def test_nobody_enters_without_a_password(postgres: EmbeddedPostgres, role: Role) -> None:
    """Whoever reaches the socket still needs the role's own password."""
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://{role}@/postgres", host=str(postgres.socket_directory))


@pytest.mark.parametrize("role", ROLES[1:])
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


@pytest.mark.parametrize("role", ROLES[2:])
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


@pytest.mark.parametrize("role", ROLES[1:])
async def test_roles_stay_in_their_database(postgres: EmbeddedPostgres, role: Role) -> None:
    """The maintenance database is closed to them."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(postgres.url(role).replace("@/rongcuo?", "@/postgres?"))


async def test_the_log_of_the_server_holds_no_data(postgres: EmbeddedPostgres, shared_stack: StackProcess) -> None:
    """No error brings a statement, a parameter or a row there: its message, details and context may quote them."""
    written = "某某的秘密"
    failing: list[tuple[str, tuple[object, ...]]] = [
        ("INSERT INTO kept (name) VALUES ($1)", (written,)),
        ("INSERT INTO kept VALUES ($1, 2)", (written,)),
        (f"SELECT {written}", ()),
        ("SELECT $1::text::date", (written,)),
        ("SELECT $1::text::jsonb", (written,)),
        (f"DO $$ BEGIN RAISE EXCEPTION '{written}'; END $$", ()),
    ]
    slow = f"SELECT pg_sleep(9) /* {written} */"
    sent: dict[Role, list[tuple[str, tuple[object, ...]]]] = {"rongcuo_owner": failing, "postgres": [(slow, ())]}
    for role, statements in sent.items():
        connection = await asyncpg.connect(postgres.url(role), server_settings={"statement_timeout": "300"})
        try:
            await connection.execute("CREATE TABLE kept (name text NOT NULL PRIMARY KEY, age int NOT NULL)")
            await connection.execute("INSERT INTO kept VALUES ($1, 1)", written)
            for statement, arguments in statements:
                with pytest.raises(asyncpg.PostgresError):
                    await connection.execute(statement, *arguments)
        finally:
            await connection.execute("DROP TABLE kept")
            await connection.close()
    log = (DataDirectory(shared_stack.data).logs / "postgres.log").read_text(encoding="utf-8")

    assert "canceling statement due to statement timeout" in log
    assert written not in log


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
