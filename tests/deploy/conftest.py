"""Fixtures of the tests of the embedded stack."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventlog.keys import InstallationKey
from tests.conftest import Database
from tests.deploy.stack_process import StackProcess, Stacks


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder of its own, beside pytest's.

    Every session of pytest that begins closes pytest's common folder to other users. A stack started by root runs
    PostgreSQL as another user, who would be shut out of its data as soon as somebody else begins to test.
    """
    with tempfile.TemporaryDirectory(prefix="rongcuo-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A fresh folder that no other session of pytest closes."""
    with _folder() as folder:
        yield folder


@pytest.fixture
def data(
    database: Database, installation_key: InstallationKey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """A data directory in which nothing runs; the environment names the database, as the role that answers people."""
    monkeypatch.setenv("RONGCUO_OWNER_URL", database.dsn("rongcuo_owner"))
    return nothing_runs(database.dsn("rongcuo_api"), installation_key, monkeypatch, tmp_path)


def nothing_runs(
    database_url: str, installation_key: InstallationKey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """A data directory in which nothing runs; the environment names the database, as one of the roles."""
    key = tmp_path / "key"
    installation_key.write_new(key)
    for name, value in {
        "RONGCUO_DATABASE_URL": database_url,
        "RONGCUO_TEMPORAL_ADDRESS": "127.0.0.1:1",
        "RONGCUO_KEY_FILE": str(key),
        "RONGCUO_TOKENS_FILE": "none",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "data"


@pytest.fixture
def stacks() -> Iterator[Stacks]:
    """Starts stacks that end with the test."""
    started = Stacks()
    yield started
    started.discard()


@pytest.fixture(scope="session")
def shared_stack() -> Iterator[StackProcess]:
    """A running stack, for tests that leave it as they found it; its path is one that needs quoting."""
    with _folder() as folder:
        stack = StackProcess(folder / "容错 数据's")
        try:
            yield stack.until_ready()
        finally:
            stack.discard()
