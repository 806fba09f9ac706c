"""Fixtures of the tests of the embedded stack."""

from collections.abc import Iterator

import pytest

from tests.deploy.stack_process import StackProcess, Stacks


@pytest.fixture
def stacks() -> Iterator[Stacks]:
    """Starts stacks that end with the test."""
    started = Stacks()
    yield started
    started.discard()


@pytest.fixture(scope="session")
def shared_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackProcess]:
    """A running stack, for tests that leave it as they found it; its path is one that needs quoting."""
    stack = StackProcess(tmp_path_factory.mktemp("deploy") / "容错 数据's")
    try:
        yield stack.until_ready()
    finally:
        stack.discard()
